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

/**
 * The rules that a finished drawing needs to carry so that it can turn dark without its page's style sheet: one for
 * every colour class found in the text.
 */
export function embeddedStyles(svg: string): string {
  const used = new Set<string>()
  for (const [, list = ''] of svg.matchAll(/ class="([^"]*)"/g)) {
    for (const name of list.split(' ')) if (/^g[fsc]-/.test(name)) used.add(name)
  }
  const rules = [...used].toSorted().map((name) => {
    const property = PROPERTIES[name.charAt(1) as keyof typeof PROPERTIES]
    const [light, dark] = [colour(name.slice(3)), colour(name.slice(3), true)]
    return `.${name}{${property}:light-dark(${light.toLowerCase()},${dark.toLowerCase()})}`
  })
  return `<style>svg{color-scheme:light dark}${rules.join('')}</style>`
}
