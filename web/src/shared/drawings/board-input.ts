import type { BoardOut } from '@/api/generated'
import type { ElevationInput } from '@/geometry'

/** A building's board as the drawings want it: columns from the left as one sees them from outside. */
export function boardInput(board: BoardOut): ElevationInput {
  const entrances = new Map<number, string>()
  for (const unit of board.units) {
    if (!entrances.get(unit.stack)) entrances.set(unit.stack, unit.entrance)
  }
  return {
    building: {
      id: board.building_id,
      name: board.building,
      floors: board.floors,
      floor_height_m: board.floor_height_m,
      kind: board.kind,
    },
    columns: [...entrances].toSorted(([a], [b]) => a - b).map(([stack, entrance]) => ({ stack, entrance })),
    cells: board.units.map((unit) => ({
      id: unit.id,
      floor: unit.floor,
      stack: unit.stack,
      number: unit.number,
      status: unit.status,
      price_fen: unit.total_fen,
      built_area: unit.area,
      layout_code: unit.layout,
    })),
  }
}
