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

/** Rows whose shown words hold every word of the filter, whatever the case. An empty filter keeps all. */
export function filterRows<Row>(
  rows: readonly Row[],
  columns: Column<Row>[],
  filter: string,
): readonly Row[] {
  const asked = filter.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  if (asked.length === 0) return rows
  return rows.filter((row) => {
    const shown = columns.map((column) => column.text(row).toLocaleLowerCase())
    return asked.every((word) => shown.some((text) => text.includes(word)))
  })
}

/** Rows in order; rows without a value come last in both directions, and equal rows stay as they were. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: Column<Row>[],
  order: Order | null,
  language: string,
): readonly Row[] {
  const column = order && columns.find((candidate) => candidate.key === order.key)
  if (!order || !column) return rows
  const valueOf = column.sort ?? column.text
  const collator = new Intl.Collator(language, { numeric: true })
  const keyed = rows.map((row) => ({ row, value: valueOf(row) }))
  const sign = order.descending ? -1 : 1
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null)
    if (typeof a.value === 'number' && typeof b.value === 'number') return sign * (a.value - b.value)
    return sign * collator.compare(String(a.value), String(b.value))
  })
  return keyed.map(({ row }) => row)
}

const PREFIX = 'guangsha.console.views.'

/** Views kept in this browser for one table; a broken entry counts as none. */
export function savedViews(table: string): TableView[] {
  try {
    const read: unknown = JSON.parse(window.localStorage.getItem(PREFIX + table) ?? '[]')
    return Array.isArray(read) ? read.filter(isView) : []
  } catch {
    return []
  }
}

/** Keeps the views of one table. */
export function keepViews(table: string, views: TableView[]) {
  window.localStorage.setItem(PREFIX + table, JSON.stringify(views))
}

function isView(value: unknown): value is TableView {
  if (typeof value !== 'object' || value === null) return false
  const view = value as Record<string, unknown>
  return (
    typeof view['name'] === 'string' && Array.isArray(view['hidden']) && typeof view['filter'] === 'string'
  )
}
