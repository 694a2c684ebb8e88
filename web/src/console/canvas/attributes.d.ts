import 'vue'

/** Parts of a drawing carry what they are in `data-` attributes. */
declare module 'vue' {
  interface SVGAttributes {
    [data: `data-${string}`]: string | number | undefined
  }
}
