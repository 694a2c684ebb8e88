/** A place where two people wrote different things. */
export interface Conflict {
  path: string
  base: unknown
  mine: unknown
  theirs: unknown
}

export interface Merged<T> {
  /** Both people's work together; where they differ it holds mine until the person chooses. */
  value: T
  conflicts: Conflict[]
  /** What the other person changed and I did not, so that it can be told. */
  taken: string[]
}

type Plain = Record<string, unknown>

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether two JSON values say the same. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => same(item, b[index]))
  if (!isPlain(a) || !isPlain(b)) return false
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every((key) => same(a[key], b[key]))
}

/**
 * Joins two edits of one record (a three-way merge). Objects are joined field by field; a list is one field, because
 * joining lists by position would mix up their items.
 */
export function merge<T>(base: T, mine: T, theirs: T): Merged<T> {
  const conflicts: Conflict[] = []
  const taken: string[] = []
  function join(path: string, was: unknown, my: unknown, their: unknown): unknown {
    if (same(my, their) || same(was, their)) return my
    if (isPlain(my) && isPlain(their)) {
      const before = isPlain(was) ? was : {}
      const keys = new Set([...Object.keys(before), ...Object.keys(my), ...Object.keys(their)])
      const out: Plain = {}
      for (const key of keys) {
        const joined = join(path ? `${path}.${key}` : key, before[key], my[key], their[key])
        if (joined !== undefined) out[key] = joined
      }
      return out
    }
    if (same(was, my)) {
      taken.push(path)
      return their
    }
    conflicts.push({ path, base: was, mine: my, theirs: their })
    return my
  }
  return { value: join('', base, mine, theirs) as T, conflicts, taken }
}

/** The record with one field set; the path is dotted. Nothing of the old record is changed. */
export function withField<T>(record: T, path: string, value: unknown): T {
  const [head = '', ...rest] = path.split('.')
  const source: Plain = isPlain(record) ? record : {}
  const next = rest.length > 0 ? withField(source[head], rest.join('.'), value) : value
  return { ...source, [head]: next } as T
}
