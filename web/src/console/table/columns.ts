/** One column of a dense table. `text` is what is shown, searched and sorted by when `sort` is absent. */
export interface Column<Row> {
  key: string
  label: string
  /** Pixels. */
  width: number
  text: (row: Row) => string
  /** A value to sort by; numbers by size, strings by the reader's language. */
  sort?: (row: Row) => string | number | null
  align?: 'end'
  /** Starts hidden; the person may show it. */
  optional?: boolean
}

export interface Order {
  key: string
  descending: boolean
}

/** What a person may keep under a name: columns, order and words looked for. */
export interface TableView {
  name: string
  hidden: string[]
  order: Order | null
  filter: string
}

/** What each row of one set of columns shows, lower-cased: read once per row. */
export type ShownTexts<Row extends object> = WeakMap<Row, string>

const ROWS_A_STEP = 32
const RUN = 256

/**
 * Rows whose shown words hold every word of the filter, whatever the case. An empty filter keeps all. `texts` is kept
 * between calls as long as the columns are the same. Yields every few rows.
 */
export function* filterRows<Row extends object>(
  rows: readonly Row[],
  columns: Column<Row>[],
  filter: string,
  texts: ShownTexts<Row>,
): Generator<void, readonly Row[]> {
  const asked = filter.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  if (asked.length === 0) return rows
  const found: Row[] = []
  for (const [index, row] of rows.entries()) {
    let shown = texts.get(row)
    if (shown === undefined) {
      shown = columns.map((column) => column.text(row).toLocaleLowerCase()).join('\n')
      texts.set(row, shown)
    }
    if (asked.every((word) => shown.includes(word))) found.push(row)
    if (index % ROWS_A_STEP === 0) yield
  }
  return found
}

interface Keyed<Row> {
  row: Row
  value: string | number | null
}
type Compare<Row> = (a: Keyed<Row>, b: Keyed<Row>) => number

function* merged<Row>(
  left: Keyed<Row>[],
  right: Keyed<Row>[],
  compare: Compare<Row>,
): Generator<void, Keyed<Row>[]> {
  const found: Keyed<Row>[] = []
  let [l, r] = [0, 0]
  for (;;) {
    const [a, b] = [left[l], right[r]]
    if (!a || !b) return [...found, ...left.slice(l), ...right.slice(r)]
    if (compare(a, b) <= 0) {
      found.push(a)
      l += 1
    } else {
      found.push(b)
      r += 1
    }
    if (found.length % RUN === 0) yield
  }
}

/**
 * Rows in order; rows without a value come last in both directions, and equal rows stay as they were. Yields now and
 * then, which `Array.sort` cannot: short runs are sorted and then merged.
 */
export function* sortRows<Row>(
  rows: readonly Row[],
  columns: Column<Row>[],
  order: Order | null,
  language: string,
): Generator<void, readonly Row[]> {
  const column = order && columns.find((candidate) => candidate.key === order.key)
  if (!order || !column) return rows
  const valueOf = column.sort ?? column.text
  const collator = new Intl.Collator(language, { numeric: true })
  const sign = order.descending ? -1 : 1
  const compare: Compare<Row> = (a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null)
    if (typeof a.value === 'number' && typeof b.value === 'number') return sign * (a.value - b.value)
    return sign * collator.compare(String(a.value), String(b.value))
  }
  let runs: Keyed<Row>[][] = []
  for (let at = 0; at < rows.length; at += RUN) {
    const run = rows.slice(at, at + RUN).map((row) => ({ row, value: valueOf(row) }))
    runs.push(run.sort(compare))
    yield
  }
  while (runs.length > 1) {
    const next: Keyed<Row>[][] = []
    for (let at = 0; at < runs.length; at += 2)
      next.push(yield* merged(runs[at] ?? [], runs[at + 1] ?? [], compare))
    runs = next
  }
  return (runs[0] ?? []).map(({ row }) => row)
}

const VIEWS = 'guangsha.console.views.'
const HIDDEN = 'guangsha.console.hidden.'

function kept(key: string): unknown[] {
  try {
    const read: unknown = JSON.parse(window.localStorage.getItem(key) ?? '[]')
    return Array.isArray(read) ? read : []
  } catch {
    return []
  }
}

/** The columns hidden here before in this table; at first those that are optional. */
export function hiddenColumns<Row>(table: string, columns: Column<Row>[]): string[] {
  if (window.localStorage.getItem(HIDDEN + table) === null)
    return columns.filter((column) => column.optional).map((column) => column.key)
  return kept(HIDDEN + table).filter((key) => typeof key === 'string')
}

/** Keeps which columns of a table are hidden. */
export function keepHidden(table: string, hidden: string[]) {
  window.localStorage.setItem(HIDDEN + table, JSON.stringify(hidden))
}

/** Views kept in this browser for one table; a broken entry counts as none. */
export function savedViews(table: string): TableView[] {
  return kept(VIEWS + table).filter(isView)
}

/** Keeps the views of one table. */
export function keepViews(table: string, views: TableView[]) {
  window.localStorage.setItem(VIEWS + table, JSON.stringify(views))
}

function isView(value: unknown): value is TableView {
  if (typeof value !== 'object' || value === null) return false
  const view = value as Record<string, unknown>
  return (
    typeof view['name'] === 'string' && Array.isArray(view['hidden']) && typeof view['filter'] === 'string'
  )
}
