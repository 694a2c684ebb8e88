/** Doors and windows: they stand on walls, go with them, and slide along them. */

import type { Door, DoorKind, LayoutGeometry, Point, Room, Wall, WindowOpening } from '@/geometry'
import { distance } from '@/geometry/polygon'

import { edgeOf, edgesOf, footOn, lengthOf, middle, near, pointAt, toStep, type Segment } from '../plane'
import { isOn, shared, stretchesOf, type Stretch } from './walls'

export type Opening = Door | WindowOpening

const OPEN_AIR = new Set(['balcony', 'terrace'])

/** The stretch of outline, between two corners, that a point is nearest to. */
export function stretchNear(layout: LayoutGeometry, p: Point, reach: number): Stretch | undefined {
  let best: Stretch | undefined
  let least = reach
  for (const stretch of stretchesOf(layout.rooms)) {
    const { along, off } = footOn(stretch, p)
    const beyond = Math.max(0, -along, along - lengthOf(stretch))
    const away = Math.hypot(off, beyond)
    if (away < least) {
      least = away
      best = stretch
    }
  }
  return best
}

/** A piece of `width` on a line, its middle as near to `p` as the ends allow; its start on whole steps from the line's. */
export function pieceOn(line: Segment, p: Point, width: number, step: number): Segment {
  const whole = lengthOf(line)
  const size = Math.min(width, whole)
  const from = Math.min(whole - size, Math.max(0, toStep(footOn(line, p).along - size / 2, step)))
  return rounded({ a: pointAt(line, from), b: pointAt(line, from + size) })
}

function rounded({ a, b }: Segment): Segment {
  return { a: [toStep(a[0], 1), toStep(a[1], 1)], b: [toStep(b[0], 1), toStep(b[1], 1)] }
}

/** What one usually builds between two rooms, or between a room and the outside. */
export function usualDoor(rooms: readonly Room[]): { kind: DoorKind; width: number } {
  if (rooms.length < 2) {
    const parking = rooms[0]?.kind === 'parking'
    return { kind: 'entrance', width: parking ? 2400 : 1000 }
  }
  const kinds = rooms.map((room) => room.kind)
  if (kinds.some((kind) => OPEN_AIR.has(kind))) return { kind: 'sliding', width: 1800 }
  if (kinds.some((kind) => kind === 'bath')) return { kind: 'swing', width: 800 }
  return { kind: 'swing', width: 900 }
}

export function newDoor(stretch: Stretch, p: Point, step: number): Door {
  const { kind, width } = usualDoor(stretch.rooms)
  const piece = pieceOn(stretch, p, width, step)
  return { ...piece, kind, hinge: 'a', side: inside(piece, stretch.rooms) }
}

/** The side of a piece of outline on which the smaller of its rooms lies: leaves open into rooms, not into halls. */
function inside(piece: Segment, rooms: readonly Room[]): 'left' | 'right' {
  const room = rooms.find((one) => one.kind !== 'corridor' && one.kind !== 'living') ?? rooms[0]
  const edge = room && edgesOf(room.polygon).find((one) => shared(one, piece))
  // Outlines run counter-clockwise: the room is on the left of its edge.
  return edge && footOn(edge, piece.b).along < footOn(edge, piece.a).along ? 'right' : 'left'
}

export function newWindow(layout: LayoutGeometry, stretch: Stretch, p: Point, step: number): WindowOpening {
  const head = Math.min(2400, layout.height)
  const length = lengthOf(stretch)
  const width = length < 1900 ? Math.max(600, toStep(length * 0.5, 50)) : 1500
  return { ...pieceOn(stretch, p, width, step), kind: 'window', sill: Math.min(900, head - 200), head }
}

/** Where an opening may be slid: along the stretch it stands on, or all of its wall when it stands on none. */
export function railOf(layout: LayoutGeometry, opening: Segment): Segment | undefined {
  const place = middle(opening.a, opening.b)
  return (
    stretchesOf(layout.rooms).find((one) => shared(one, opening) && isOn(place, one)) ??
    layout.walls.find((wall) => isOn(place, wall))
  )
}

/** An opening with another width, its middle staying where the ends of its rail allow it. */
export function widened<T extends Opening>(layout: LayoutGeometry, opening: T, width: number): T {
  const rail = railOf(layout, opening) ?? opening
  return turnedLike(opening, { ...opening, ...pieceOn(rail, middle(opening.a, opening.b), width, 1) })
}

/** An opening that starts at a length from the start of its rail. */
export function placed<T extends Opening>(layout: LayoutGeometry, opening: T, from: number): T {
  const rail = railOf(layout, opening) ?? opening
  const width = lengthOf(opening)
  return turnedLike(opening, { ...opening, ...pieceOn(rail, pointAt(rail, from + width / 2), width, 1) })
}

/** How far an opening stands from the start of its rail. */
export function offsetOf(layout: LayoutGeometry, opening: Segment): number {
  const rail = railOf(layout, opening)
  if (!rail) return 0
  return Math.round(Math.min(footOn(rail, opening.a).along, footOn(rail, opening.b).along))
}

/** The ends in the order they had, so that hinge and side keep their meaning. */
export function turnedLike<T extends Segment>(before: Segment, after: T): T {
  const was = [before.b[0] - before.a[0], before.b[1] - before.a[1]] as const
  const is = [after.b[0] - after.a[0], after.b[1] - after.a[1]] as const
  return was[0] * is[0] + was[1] * is[1] < 0 ? { ...after, a: after.b, b: after.a } : after
}

/** Openings after rooms changed: those on an edge that moved go with it; those whose room is gone go too. */
export function carried<T extends Opening>(
  openings: readonly T[],
  before: readonly Room[],
  after: readonly Room[],
  walls: readonly Wall[],
): T[] {
  const kept: T[] = []
  for (const opening of openings) {
    const moved = carriedOne(opening, before, after)
    const place = middle(moved.a, moved.b)
    const stood = before.some((room) => edgesOf(room.polygon).some((edge) => isOn(place, edge)))
    const stands =
      moved !== opening ||
      after.some((room) => edgesOf(room.polygon).some((edge) => isOn(place, edge))) ||
      walls.some((wall) => isOn(place, wall))
    if (stands || !stood) kept.push(moved)
  }
  return kept
}

function carriedOne<T extends Opening>(opening: T, before: readonly Room[], after: readonly Room[]): T {
  for (const was of before) {
    const now = after.find((room) => room.id === was.id)
    if (!now || now.polygon === was.polygon || now.polygon.length !== was.polygon.length) continue
    for (const [index, edge] of edgesOf(was.polygon).entries()) {
      const span = shared(edge, opening)
      if (!span || span[1] - span[0] < 0.9 * lengthOf(opening)) continue
      const target = edgeOf(now.polygon, index)
      if (near(target.a, edge.a, 0.5) && near(target.b, edge.b, 0.5)) continue
      return onto(opening, edge, target)
    }
  }
  return opening
}

function onto<T extends Opening>(opening: T, edge: Segment, target: Segment): T {
  const width = lengthOf(opening)
  const whole = lengthOf(target)
  const from = Math.min(footOn(edge, opening.a).along, footOn(edge, opening.b).along)
  const shift = (p: Point, q: Point) => [q[0] - p[0], q[1] - p[1]] as const
  const [da, db] = [shift(edge.a, target.a), shift(edge.b, target.b)]
  const way = [(edge.b[0] - edge.a[0]) / lengthOf(edge), (edge.b[1] - edge.a[1]) / lengthOf(edge)] as const
  // Along the edge: it keeps its distance from the end that stayed; when both went, from the start.
  const aStays = Math.abs(da[0] * way[0] + da[1] * way[1]) < 0.5
  const bStays = Math.abs(db[0] * way[0] + db[1] * way[1]) < 0.5
  const wish = !aStays && bStays ? whole - (lengthOf(edge) - from) : from
  const size = Math.min(width, whole)
  const start = Math.max(0, Math.min(whole - size, wish))
  const piece = rounded({ a: pointAt(target, start), b: pointAt(target, start + size) })
  const along = footOn(edge, opening.a).along <= footOn(edge, opening.b).along
  return { ...opening, a: along ? piece.a : piece.b, b: along ? piece.b : piece.a }
}

/** The opening under a point, the nearest first. */
export function openingNear(openings: readonly Opening[], p: Point, reach: number): number {
  let best = -1
  let least = reach
  openings.forEach((one, index) => {
    const { along, off } = footOn(one, p)
    const away = Math.hypot(off, Math.max(0, -along, along - distance(one.a, one.b)))
    if (away < least) {
      least = away
      best = index
    }
  })
  return best
}
