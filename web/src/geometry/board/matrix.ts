/** A building's homes as a table: one row per storey from the top, one column per stack, grouped by entrance. */

import type { BoardCell, BoardColumn, ElevationInput, Locale, UnitStatus } from '../types'

export type BoardSlot =
  | { readonly kind: 'cell'; readonly cell: BoardCell; readonly rowSpan: number }
  /** Below the top row of a home that spans several storeys. */
  | { readonly kind: 'covered'; readonly cell: BoardCell }
  | { readonly kind: 'gap' }

export interface BoardRow {
  readonly floor: number
  readonly slots: readonly BoardSlot[]
  /** No home on this storey: a lobby, a refuge floor, a number that was left out. */
  readonly empty: boolean
}

export interface BoardEntrance {
  readonly name: string
  /** Index of its first column, and how many it has. */
  readonly from: number
  readonly count: number
}

export interface BoardMatrix {
  readonly columns: readonly BoardColumn[]
  readonly entrances: readonly BoardEntrance[]
  readonly rows: readonly BoardRow[]
  readonly counts: ReadonlyMap<UnitStatus, number>
  /** Homes that claim a place already taken; a data error that must not hide a home. */
  readonly clashes: readonly BoardCell[]
}

const MOST_FLOORS = 200

function usableFloor(floor: number): boolean {
  return Number.isInteger(floor) && floor !== 0 && Math.abs(floor) <= MOST_FLOORS
}

/** Columns as given, then one for every stack that only cells know. */
function columnsOf(input: ElevationInput): BoardColumn[] {
  const columns: BoardColumn[] = []
  const seen = new Set<number>()
  for (const column of input.columns) {
    if (seen.has(column.stack)) continue
    seen.add(column.stack)
    columns.push(column)
  }
  const extra = [...new Set(input.cells.map((c) => c.stack))]
    .filter((s) => !seen.has(s) && Number.isFinite(s))
    .sort((a, b) => a - b)
  const entrance = columns[columns.length - 1]?.entrance ?? ''
  return [...columns, ...extra.map((stack) => ({ entrance, stack }))]
}

function topOf(cell: BoardCell): number {
  const top = cell.top_floor
  return top !== undefined && usableFloor(top) && top > cell.floor ? top : cell.floor
}

/**
 * The table. Storeys run from the highest home (or the building's top) down to the lowest; there is no storey 0.
 * Cells with an unusable floor are reported as clashes, never dropped silently.
 */
export function boardMatrix(input: ElevationInput): BoardMatrix {
  const columns = columnsOf(input)
  const columnIndex = new Map(columns.map((column, i) => [column.stack, i]))
  const clashes: BoardCell[] = []
  const counts = new Map<UnitStatus, number>()
  const grid = new Map<string, BoardCell>()
  const placed: BoardCell[] = []
  const key = (floor: number, column: number): string => `${floor}:${column}`
  for (const cell of input.cells) {
    counts.set(cell.status, (counts.get(cell.status) ?? 0) + 1)
    const column = columnIndex.get(cell.stack)
    if (column === undefined || !usableFloor(cell.floor)) {
      clashes.push(cell)
      continue
    }
    const floors: number[] = []
    for (let f = cell.floor; f <= topOf(cell); f += 1) if (f !== 0) floors.push(f)
    if (floors.some((f) => grid.has(key(f, column)))) {
      clashes.push(cell)
      continue
    }
    for (const f of floors) grid.set(key(f, column), cell)
    placed.push(cell)
  }
  const stated = Math.floor(input.building.floors)
  const statedTop = Number.isFinite(stated) ? Math.max(0, Math.min(MOST_FLOORS, stated)) : 0
  const highest = placed.reduce(
    (most, c) => Math.max(most, topOf(c)),
    placed.length === 0 ? statedTop : -MOST_FLOORS,
  )
  const top = placed.length === 0 || highest > 0 ? Math.max(highest, statedTop) : highest
  const lowest = placed.reduce((least, c) => Math.min(least, c.floor), placed.length === 0 ? 1 : MOST_FLOORS)
  const bottom = lowest > 1 && top > 0 ? 1 : lowest
  const rows: BoardRow[] = []
  for (let floor = top; floor >= bottom; floor -= 1) {
    if (floor === 0) continue
    const slots = columns.map((_, i): BoardSlot => {
      const cell = grid.get(key(floor, i))
      if (cell === undefined) return { kind: 'gap' }
      if (floor !== topOf(cell)) return { kind: 'covered', cell }
      const span = topOf(cell) - cell.floor + 1 - (cell.floor < 0 && topOf(cell) > 0 ? 1 : 0)
      return { kind: 'cell', cell, rowSpan: span }
    })
    rows.push({ floor, slots, empty: slots.every((slot) => slot.kind === 'gap') })
  }
  return { columns, entrances: entrancesOf(columns), rows, counts, clashes }
}

function entrancesOf(columns: readonly BoardColumn[]): BoardEntrance[] {
  const list: { name: string; from: number; count: number }[] = []
  columns.forEach((column, i) => {
    const last = list[list.length - 1]
    if (last !== undefined && last.name === column.entrance) last.count += 1
    else list.push({ name: column.entrance, from: i, count: 1 })
  })
  return list
}

/** How a storey is called: 26F, B1. */
export function floorLabel(floor: number): string {
  return floor < 0 ? `B${-floor}` : `${floor}F`
}

/** How an entrance is headed: bare numbers become 1单元 / Entrance 1, anything else stays. */
export function entranceLabel(name: string, locale: Locale): string {
  const text = name.trim()
  if (!/^\d+$/.test(text)) return text
  return locale === 'en' ? `Entrance ${text}` : `${text}单元`
}
