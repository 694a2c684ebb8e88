import type { StaffBuildingOut, StaffCellOut, Status } from './board-api'

/** A building as a matrix: floors from the top, columns from the left, and the units without a place in it. */
export interface BuildingModel {
  building: StaffBuildingOut
  floors: number[]
  columns: number[]
  /** By row, then column. */
  grid: (StaffCellOut | null)[][]
  others: StaffCellOut[]
  cells: StaffCellOut[]
}

export interface Place {
  building: number
  row: number
  column: number
}

/** The rows of each key, in the order in which keys come. */
export function grouped<Key, Row>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>()
  for (const row of rows) {
    const known = groups.get(keyOf(row))
    if (known) known.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}

/** Where every unit stands; units of one place beyond the first stand among the others, so that none is hidden. */
export function boardModel(
  buildings: readonly StaffBuildingOut[],
  cells: readonly StaffCellOut[],
): BuildingModel[] {
  const byBuilding = grouped(cells, (cell) => cell.building_id)
  return buildings.flatMap((building) => {
    const own = byBuilding.get(building.id) ?? []
    return own.length ? [buildingModel(building, own)] : []
  })
}

function buildingModel(building: StaffBuildingOut, cells: StaffCellOut[]): BuildingModel {
  const placed = cells.filter((cell) => cell.floor !== null && cell.stack !== null)
  const floors = [...new Set(placed.map((cell) => Number(cell.floor)))].toSorted((a, b) => b - a)
  const columns = [...new Set(placed.map((cell) => Number(cell.stack)))].toSorted((a, b) => a - b)
  const rowOf = new Map(floors.map((floor, row) => [floor, row]))
  const columnOf = new Map(columns.map((stack, column) => [stack, column]))
  const grid: (StaffCellOut | null)[][] = floors.map(() => columns.map(() => null))
  const others = cells.filter((cell) => cell.floor === null || cell.stack === null)
  for (const cell of placed) {
    const row = grid[rowOf.get(Number(cell.floor)) ?? 0]
    const column = columnOf.get(Number(cell.stack)) ?? 0
    if (row && !row[column]) row[column] = cell
    else others.push(cell)
  }
  return { building, floors, columns, grid, others, cells }
}

/** Unit -> its place; the others have none. */
export function placesOf(models: readonly BuildingModel[]): Map<string, Place> {
  const places = new Map<string, Place>()
  models.forEach((model, building) =>
    model.grid.forEach((cells, row) =>
      cells.forEach((cell, column) => cell && places.set(cell.id, { building, row, column })),
    ),
  )
  return places
}

/** The units of a rectangle between two places of one building. */
export function between(model: BuildingModel, from: Place, to: Place): StaffCellOut[] {
  const [top, bottom] = [Math.min(from.row, to.row), Math.max(from.row, to.row)]
  const [left, right] = [Math.min(from.column, to.column), Math.max(from.column, to.column)]
  return model.grid
    .slice(top, bottom + 1)
    .flatMap((cells) => cells.slice(left, right + 1))
    .filter((cell) => cell !== null)
}

/** The next unit in a direction; gaps are jumped over. Null at the edge. */
export function next(model: BuildingModel, from: Place, down: number, right: number): StaffCellOut | null {
  let { row, column } = from
  for (;;) {
    row += down
    column += right
    const cells = model.grid[row]
    if (!cells || column < 0 || column >= cells.length) return null
    const cell = cells[column]
    if (cell) return cell
  }
}

/** What the board is narrowed to; empty fields narrow nothing. Prices in yuan. */
export interface Narrowing {
  statuses: Status[]
  building: string
  layout: string
  floorFrom: number | null
  floorTo: number | null
  priceFrom: number | null
  priceTo: number | null
}

export const NOTHING: Narrowing = {
  statuses: [],
  building: '',
  layout: '',
  floorFrom: null,
  floorTo: null,
  priceFrom: null,
  priceTo: null,
}

function within(value: number | null, from: number | null, to: number | null): boolean {
  if (from === null && to === null) return true
  return value !== null && (from === null || value >= from) && (to === null || value <= to)
}

export function fits(cell: StaffCellOut, by: Narrowing): boolean {
  return (
    (by.statuses.length === 0 || by.statuses.includes(cell.status)) &&
    (!by.building || cell.building_id === by.building) &&
    (!by.layout || cell.layout_code === by.layout) &&
    within(cell.floor, by.floorFrom, by.floorTo) &&
    within(cell.asked_price_fen === null ? null : cell.asked_price_fen / 100, by.priceFrom, by.priceTo)
  )
}

interface Change {
  unit_id: string
  status: Status
  revision: number
  changed_at: string
}

/** The cells after changes that were told; null when one of them is not on this board, so that it has to be read. */
export function changed(cells: readonly StaffCellOut[], changes: readonly Change[]): StaffCellOut[] | null {
  const told = new Map(changes.map((change) => [change.unit_id, change]))
  const known = new Set<string>()
  const after = cells.map((cell) => {
    const change = told.get(cell.id)
    if (!change) return cell
    known.add(cell.id)
    if (change.revision <= cell.revision) return cell
    const { status, revision, changed_at } = change
    return { ...cell, status, revision, changed_at, deadline: null, waiting: false }
  })
  return known.size === told.size ? after : null
}
