/** Areas of a floor plan as GB/T 17986.1-2000 counts them: along centre lines, open balconies half, ledges not at all. */

import type { LayoutGeometry, Room, RoomKind } from '@/geometry'
import { area } from '@/geometry/polygon'

const HALF: ReadonlySet<RoomKind> = new Set(['balcony'])
const NOTHING: ReadonlySet<RoomKind> = new Set(['terrace', 'equipment'])

/** Square metres of one room. */
export function roomArea(room: Room): number {
  return area(room.polygon) / 1e6
}

/** The inner area 套内建筑面积 of the home, square metres with two places. */
export function innerArea(layout: LayoutGeometry): number {
  const sum = layout.rooms.reduce(
    (total, room) =>
      total + area(room.polygon) * (NOTHING.has(room.kind) ? 0 : HALF.has(room.kind) ? 0.5 : 1),
    0,
  )
  return Math.round(sum / 1e4) / 100
}

/** How many rooms, halls and baths the drawing shows. */
export function roomCounts(layout: LayoutGeometry): { rooms: number; halls: number; baths: number } {
  const count = (...kinds: RoomKind[]) => layout.rooms.filter((room) => kinds.includes(room.kind)).length
  return {
    rooms: count('master', 'bedroom', 'study'),
    halls: count('living', 'dining'),
    baths: count('bath'),
  }
}
