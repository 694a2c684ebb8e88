/** Rows without an id of their own, as an object, so that two people's work is joined row by row. */
export type Rows<T> = Record<string, T>

/** Names each row by what it says; equal names get a number. */
export function keyed<T>(rows: readonly T[], nameOf: (row: T) => string): Rows<T> {
  const found: Rows<T> = {}
  for (const row of rows) {
    const name = nameOf(row).replaceAll('.', '·')
    let key = name
    for (let again = 2; key in found; again += 1) key = `${name} ${again}`
    found[key] = row
  }
  return found
}

/** The rows without the one called `key`. */
export function without<T>(rows: Rows<T>, key: string): Rows<T> {
  return Object.fromEntries(Object.entries(rows).filter(([name]) => name !== key))
}
