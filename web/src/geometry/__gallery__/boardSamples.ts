/** Invented unit boards: several entrances, skipped storeys, duplexes at the top, basements. */

import { seededRandom } from '../random'
import type { BoardCell, BuildingKind, ElevationInput, UnitStatus } from '../types'

export function board(
  name: string,
  kind: BuildingKind,
  floors: number,
  perEntrance: readonly number[],
  skip: readonly number[] = [],
  basement = 0,
): ElevationInput {
  const random = seededRandom(name)
  const columns = perEntrance
    .flatMap((n, e) => Array.from({ length: n }, () => ({ entrance: String(e + 1), stack: 0 })))
    .map((c, i) => ({ ...c, stack: i + 1 }))
  const cells: BoardCell[] = []
  for (let floor = basement === 0 ? 1 : -basement; floor <= floors; floor += 1) {
    if (floor === 0 || skip.includes(floor)) continue
    for (const { entrance, stack } of columns) {
      const r = random()
      if (r < 0.02) continue
      const status: UnitStatus =
        r < 0.42
          ? 'available'
          : r < 0.46
            ? 'held'
            : r < 0.56
              ? 'subscribed'
              : r < 0.9
                ? 'sold'
                : r < 0.94
                  ? 'withdrawn'
                  : 'unreleased'
      const duplex = floor === floors - 1 && stack <= 2
      if (floor === floors && stack <= 2 && kind === 'slab') continue
      cells.push({
        id: `${name}-${floor}-${stack}`,
        floor,
        stack,
        number: `${floor < 0 ? `B${-floor}` : floor}${String(stack).padStart(2, '0')}`,
        status,
        price_fen: 1_600_000_00 + Math.round(random() * 900_000) * 100,
        built_area: '118.40',
        layout_code: 'A1',
        ...(duplex && kind === 'slab' ? { top_floor: floor + 1 } : {}),
      })
      void entrance
    }
  }
  return { building: { id: name, name, floors, floor_height_m: 3, kind }, columns, cells }
}
