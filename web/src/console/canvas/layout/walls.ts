/** Walls follow rooms: when outlines change, the walls along them are made again and keep what was chosen for them. */

import type { Point, Room, RoomKind, Wall, WallKind } from '@/geometry'
import { distance } from '@/geometry/polygon'

import {
  edgeOf,
  edgesOf,
  footOn,
  lengthOf,
  middle,
  near,
  parallel,
  pointAt,
  type Segment,
  type Span,
} from '../plane'

export const OPEN_KINDS: ReadonlySet<RoomKind> = new Set([
  'living',
  'dining',
  'foyer',
  'corridor',
  'kitchen',
  'study',
])
export const UNWALLED_KINDS: ReadonlySet<RoomKind> = new Set(['terrace', 'equipment', 'parking'])
const OPEN_AIR: ReadonlySet<RoomKind> = new Set(['balcony', 'terrace'])

/** Usual thickness, millimetres. */
export const USUAL: Readonly<Record<WallKind, number>> = { outer: 200, inner: 100, rail: 100 }

const ON_LINE = 5

/** A stretch of outline between two corners of any rooms, and the one or two rooms it bounds. */
export interface Stretch extends Segment {
  readonly rooms: readonly Room[]
  /** Which edge of each room it lies on. */
  readonly edges: readonly number[]
}

/** The part of `line` that runs along `other`; null when they are not on one line. */
export function shared(line: Segment, other: Segment, off = ON_LINE): Span | null {
  if (lengthOf(other) < 1 || !parallel(line, other)) return null
  const [p, q] = [footOn(line, other.a), footOn(line, other.b)]
  if (Math.abs(p.off) > off || Math.abs(q.off) > off) return null
  const from = Math.max(0, Math.min(p.along, q.along))
  const to = Math.min(lengthOf(line), Math.max(p.along, q.along))
  return to - from > 1 ? [from, to] : null
}

/** Whether a point lies on a segment, to within a few millimetres. */
export function isOn(p: Point, line: Segment, off = ON_LINE): boolean {
  const foot = footOn(line, p)
  return Math.abs(foot.off) <= off && foot.along >= -off && foot.along <= lengthOf(line) + off
}

/** Rooms on whose outline a point lies. */
export function roomsAt(p: Point, rooms: readonly Room[]): Room[] {
  return rooms.filter((room) => edgesOf(room.polygon).some((edge) => isOn(p, edge)))
}

/** All outlines, cut at every corner that lies on them and at `stops`. */
export function stretchesOf(rooms: readonly Room[], stops: readonly Point[] = []): Stretch[] {
  const corners = [...rooms.flatMap((room) => [...room.polygon]), ...stops]
  const found = new Map<string, { a: Point; b: Point; rooms: Room[]; edges: number[] }>()
  for (const room of rooms) {
    room.polygon.forEach((_, index) => {
      const edge = edgeOf(room.polygon, index)
      const whole = lengthOf(edge)
      const places = corners
        .map((corner) => footOn(edge, corner))
        .filter(({ along, off }) => Math.abs(off) < 1 && along > 1 && along < whole - 1)
        .map(({ along }) => along)
      const cuts = [0, ...places.sort((p, q) => p - q), whole]
      for (let k = 0; k + 1 < cuts.length; k += 1) {
        const [from, to] = [cuts[k] as number, cuts[k + 1] as number]
        if (to - from < 1) continue
        const [a, b] = [pointAt(edge, from), pointAt(edge, to)]
        const name = [a, b].map((p) => `${Math.round(p[0])},${Math.round(p[1])}`)
        const key = name.sort().join('|')
        const stretch = found.get(key) ?? { a, b, rooms: [], edges: [] }
        if (!stretch.rooms.includes(room)) {
          stretch.rooms.push(room)
          stretch.edges.push(index)
        }
        found.set(key, stretch)
      }
    })
  }
  return [...found.values()]
}

/** The wall a stretch usually has: none where one walks through or where a ledge has none. */
export function usualWall(kinds: readonly RoomKind[]): { kind: WallKind; t: number } | null {
  const [one, two] = kinds
  if (!one) return null
  const kind = ((): WallKind | null => {
    if (!two) {
      if (one === 'parking') return null
      return OPEN_AIR.has(one) || one === 'equipment' ? 'rail' : 'outer'
    }
    if (OPEN_KINDS.has(one) && OPEN_KINDS.has(two)) return null
    if (one === 'parking' && two === 'parking') return null
    if (OPEN_AIR.has(one) && OPEN_AIR.has(two)) return 'rail'
    const outside = (room: RoomKind) => OPEN_AIR.has(room) || room === 'equipment'
    return outside(one) !== outside(two) ? 'outer' : 'inner'
  })()
  return kind && { kind, t: USUAL[kind] }
}

export interface Plan {
  readonly rooms: readonly Room[]
  readonly walls: readonly Wall[]
}

const sameRooms = (one: readonly Room[], two: readonly Room[]): boolean =>
  one.length === two.length && one.every((room) => two.some((other) => other.id === room.id))

/** The look of a stretch after a change: what it had where the same rooms meet, else what is usual there. */
function lookOf(stretch: Stretch, before: Plan): { kind: WallKind; t: number } | null {
  const usual = usualWall(stretch.rooms.map((room) => room.kind))
  let known: Wall | undefined
  for (const [k, room] of stretch.rooms.entries()) {
    const edge = stretch.edges[k] as number
    const was = before.rooms.find((one) => one.id === room.id)
    const place = was
      ? formerPlace(middle(stretch.a, stretch.b), room, was, edge)
      : middle(stretch.a, stretch.b)
    const wall = before.walls.find((one) => isOn(place, one))
    const wereThere = roomsAt(place, before.rooms)
    const kindsStay = stretch.rooms.every(
      (one) => before.rooms.find((other) => other.id === one.id)?.kind === one.kind,
    )
    if (sameRooms(wereThere, stretch.rooms) && kindsStay) return wall ? { kind: wall.kind, t: wall.t } : null
    known ??= wall
  }
  if (usual && known?.kind === usual.kind) return { kind: usual.kind, t: known.t }
  return usual
}

/** Where a point of an edge was before the room changed its shape. */
function formerPlace(p: Point, room: Room, was: Room, edge: number): Point {
  if (was.polygon === room.polygon || was.polygon.length !== room.polygon.length) return p
  const now = edgeOf(room.polygon, edge)
  const then = edgeOf(was.polygon, edge)
  return pointAt(then, (footOn(now, p).along / lengthOf(now)) * lengthOf(then))
}

/** The walls after rooms changed. Walls elsewhere stay as they are, to the last millimetre. */
export function fitWalls(before: Plan, rooms: readonly Room[]): Wall[] {
  const changed = rooms.filter((room) => before.rooms.find((one) => one.id === room.id) !== room)
  const gone = before.rooms.filter((room) => !rooms.includes(room))
  const touched = [...changed, ...gone].flatMap((room) => edgesOf(room.polygon))
  const left: Wall[] = []
  for (const wall of before.walls) left.push(...remainder(wall, touched))
  const ends = before.walls.flatMap((wall) => [wall.a, wall.b])
  const made: Wall[] = []
  for (const stretch of stretchesOf(rooms, ends)) {
    const place = middle(stretch.a, stretch.b)
    if (!touched.some((edge) => isOn(place, edge))) continue
    const look = lookOf(stretch, before)
    if (look) made.push({ a: stretch.a, b: stretch.b, ...look })
  }
  return joined(left, made)
}

function remainder(wall: Wall, touched: readonly Segment[]): Wall[] {
  const spans = touched.map((edge) => shared(wall, edge)).filter((span) => span !== null)
  if (spans.length === 0) return [wall]
  const parts: Wall[] = []
  let from = 0
  const whole = lengthOf(wall)
  for (const [start, end] of [...spans.sort((p, q) => p[0] - q[0]), [whole, whole] as Span]) {
    if (start - from > 1) parts.push({ ...wall, a: pointAt(wall, from), b: pointAt(wall, start) })
    from = Math.max(from, end)
  }
  return parts
}

/** Walls of one look that meet end to end on one line become one; only new ones are joined to others. */
function joined(left: readonly Wall[], made: readonly Wall[]): Wall[] {
  const walls = [...left]
  for (const next of made) {
    let wall = next
    for (;;) {
      const index = walls.findIndex(
        (one) => one.kind === wall.kind && one.t === wall.t && parallel(one, wall) && meets(one, wall),
      )
      if (index < 0) break
      wall = together(walls[index] as Wall, wall)
      walls.splice(index, 1)
    }
    walls.push(wall)
  }
  return walls
}

function meets(one: Wall, two: Wall): boolean {
  return [one.a, one.b].some((p) => near(p, two.a) || near(p, two.b))
}

function together(one: Wall, two: Wall): Wall {
  const ends = [one.a, one.b, two.a, two.b]
  let best: [Point, Point] = [one.a, one.b]
  for (const p of ends) for (const q of ends) if (distance(p, q) > distance(...best)) best = [p, q]
  const turned = footOn(one, best[0]).along > footOn(one, best[1]).along
  return { ...one, a: turned ? best[1] : best[0], b: turned ? best[0] : best[1] }
}
