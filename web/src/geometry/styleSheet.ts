/** The style sheet that lets drawings of the web theme follow the page into the dark. */

import { colour, colourNames, LIGHT_STEPS, MATERIALS, ROOF_TILES } from './palette'

const PROPERTIES = { f: 'fill', s: 'stroke', c: 'stop-color' } as const

/** Colours that are only ever fills: the steps of light on walls and roofs. */
const STEPPED = new Set(
  [...MATERIALS, ...ROOF_TILES].flatMap((name) => Array.from({ length: LIGHT_STEPS }, (_, i) => name + i)),
)

/** Colours of gradients. */
const STOPS = /^(?:morning|noon|dusk)(?:Top|Mid|End)$|^(?:hill|shadow|slab|waterTop|waterEnd)$/
const STOPS_ONLY = /^(?:morning|noon|dusk)(?:Top|Mid|End)$|^(?:hill|waterTop|waterEnd)$/

/**
 * One rule per colour and use. `light-dark()` follows the page's `color-scheme`; a browser that does not know it keeps
 * the light colours that the drawings carry as attributes.
 */
export function drawingStyles(): string {
  const rules: string[] = []
  for (const name of colourNames()) {
    const value = `light-dark(${colour(name).toLowerCase()}, ${colour(name, true).toLowerCase()})`
    const uses: (keyof typeof PROPERTIES)[] = STEPPED.has(name)
      ? ['f']
      : STOPS_ONLY.test(name)
        ? ['c']
        : ['f', 's']
    if (STOPS.test(name) && !STOPS_ONLY.test(name)) uses.push('c')
    for (const use of uses) rules.push(`.g${use}-${name} {\n  ${PROPERTIES[use]}: ${value};\n}`)
  }
  return `${rules.join('\n')}\n`
}

/** One or two colours of the `auto` theme as the painter writes them: literals for old browsers, classes for the sheet. */
const PAINTED =
  /(?: fill="none")?((?: (?:fill|stroke|stop-color)="#[0-9A-F]+")+) class="(g[fsc]-\w+(?: g[fsc]-\w+)?)"/g

/** What only a page needs: a file shown as a picture has no buildings to point at. */
const FOR_PAGES = / class="gd-[a-z]+"(?: data-[a-z-]+="[^"]*")?/g

/**
 * Makes a drawing complete by itself: it follows the colour scheme without its page's style sheet. Colours are said once,
 * in a sheet of short classes, and what only a page can use goes; together a fifth of the text.
 */
export function selfContained(drawing: string): { readonly styles: string; readonly drawing: string } {
  const names = new Map<string, string>()
  const rules: string[] = []
  const short = (painted: string, _colours: string, list: string): string => {
    // A line drawn with a pen alone has no fill; the sheet says so instead of every line.
    const key = `${painted.startsWith(' fill="none"') ? 'none ' : ''}${list}`
    let name = names.get(key)
    if (name === undefined) {
      name = shortName(names.size)
      names.set(key, name)
      rules.push(
        `.${name}{${key.startsWith('none ') ? 'fill:none;' : ''}${list.split(' ').map(declared).join(';')}}`,
      )
    }
    return ` class="${name}"`
  }
  const shortened = drawing.replaceAll(FOR_PAGES, '').replaceAll(PAINTED, short)
  return { styles: `<style>svg{color-scheme:light dark}${rules.join('')}</style>`, drawing: shortened }
}

/** `a`, `b`, ... `z`, `a0`, `b0`, ... */
function shortName(index: number): string {
  return String.fromCodePoint(97 + (index % 26)) + (index < 26 ? '' : String(Math.floor(index / 26) - 1))
}

/** The light colour first, for a browser that does not know `light-dark()`. */
function declared(name: string): string {
  const property = PROPERTIES[name.charAt(1) as keyof typeof PROPERTIES]
  const [light, dark] = [colour(name.slice(3)), colour(name.slice(3), true)].map((one) => one.toLowerCase())
  return `${property}:${light};${property}:light-dark(${light},${dark})`
}
