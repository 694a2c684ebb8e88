/** Checks that every finished drawing must pass; used by the tests of this folder. */

/** What is wrong with an SVG text: broken nesting, numbers that are none, references into nothing. Empty when fine. */
export function faults(svg: string): string[] {
  const found: string[] = []
  const open: string[] = []
  for (const tag of svg.matchAll(/<(\/?)([a-zA-Z]+)((?:[^<>"]|"[^"<]*")*?)(\/?)>/g)) {
    const [, closing, name, , selfClosing] = tag
    if (closing === '/') {
      if (open.pop() !== name) found.push(`</${name}> closes something else`)
    } else if (selfClosing !== '/') {
      open.push(name as string)
    }
  }
  if (open.length > 0) found.push(`left open: ${open.join(', ')}`)
  const bare = svg.replaceAll(/<[^<>]*>/g, '')
  if (/[<>]/.test(bare)) found.push('loose < or > in text')
  for (const word of ['NaN', 'Infinity', 'undefined', 'null', 'e+', '[object']) {
    if (
      [...svg.matchAll(/="([^"]*)"/g)].some(
        (value) => value[1]?.includes(word) && !/Sans/.test(value[1] ?? ''),
      )
    ) {
      found.push(`${word} in an attribute`)
    }
  }
  if (/<\w+(?:\s[^>]*)?\s(\w[\w-]*)="[^"]*"(?:\s[^>]*)?\s\1="/.test(svg)) found.push('an attribute twice')
  const ids = [...svg.matchAll(/ id="([^"]*)"/g)].map((m) => m[1] as string)
  const known = new Set(ids)
  if (known.size !== ids.length) found.push('an id twice')
  for (const reference of svg.matchAll(/(?:url\(#|href="#)([^)"]*)/g)) {
    if (!known.has(reference[1] as string)) found.push(`nothing has the id ${reference[1]}`)
  }
  return found
}
