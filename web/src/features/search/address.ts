/** Changes of a search address: parameter by parameter, null or empty takes one away. */
export type Changes = Record<string, string | null>

/** What a search is narrowed to in space; only one of them at a time makes sense on a map. */
export const NO_SHAPE: Changes = { polygon: null, bbox: null }

/** The search path with other parameters; commas, semicolons and colons stay readable. */
export function changedPath(path: string, changes: Changes): string {
  const [address = '', search = ''] = path.split('?')
  const query = new URLSearchParams(search)
  for (const [name, value] of Object.entries(changes)) {
    if (value) query.set(name, value)
    else query.delete(name)
  }
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%3B', ';').replaceAll('%3A', ':')
  return text ? `${address}?${text}` : address
}

/** One parameter of a search path; empty when it is not there. */
export function parameter(path: string, name: string): string {
  return new URLSearchParams(path.split('?')[1] ?? '').get(name) ?? ''
}
