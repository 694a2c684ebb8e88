/** Changes of a floor plan. Each takes a plan and answers a new one; nothing of the old one is touched. */

import type { Door, LayoutGeometry, Point, Polygon, Room, RoomKind, Wall, WindowOpening } from '@/geometry'
import { at, boundingBox, signedArea } from '@/geometry/polygon'

import {
  dot,
  edgeOf,
  edgesOf,
  footOn,
  lengthOf,
  middle,
  minus,
  near,
  parallel,
  plus,
  quarterTurned,
  times,
  toStep,
  type Segment,
} from '../plane'
import { carried } from './openings'
import { fitWalls } from './walls'

export const EMPTY_LAYOUT: LayoutGeometry = {
  version: 1,
  north_deg: 0,
  height: 2900,
  rooms: [],
  walls: [],
  doors: [],
  windows: [],
}

const whole = (p: Point): Point => [toStep(p[0], 1), toStep(p[1], 1)]

/** Counter-clockwise, on whole millimetres, without repeated corners. */
export function tidied(polygon: Polygon): Point[] {
  const points = polygon.map(whole)
  const ring = points.filter((p, index) => !near(p, at(points, index + 1), 0.5))
  return signedArea(ring) < 0 ? ring.toReversed() : ring
}

/** The plan with other rooms: walls are fitted to them, doors and windows go along. */
export function withRooms(layout: LayoutGeometry, rooms: readonly Room[]): LayoutGeometry {
  const walls = fitWalls(layout, rooms)
  return {
    ...layout,
    rooms,
    walls,
    doors: carried(layout.doors, layout.rooms, rooms, walls),
    windows: carried(layout.windows, layout.rooms, rooms, walls),
  }
}

/** An id no other room has: the kind, and a number. */
export function freshId(kind: RoomKind, rooms: readonly Room[]): string {
  for (let n = 1; ; n += 1) {
    const id = `${kind}-${n}`
    if (!rooms.some((room) => room.id === id)) return id
  }
}

export function addRoom(layout: LayoutGeometry, room: Room): LayoutGeometry {
  return withRooms(layout, [...layout.rooms, { ...room, polygon: tidied(room.polygon) }])
}

export function removeRoom(layout: LayoutGeometry, id: string): LayoutGeometry {
  return withRooms(
    layout,
    layout.rooms.filter((room) => room.id !== id),
  )
}

/** Another name, kind or outline of one room. */
export function changeRoom(
  layout: LayoutGeometry,
  id: string,
  change: Partial<Omit<Room, 'id'>>,
): LayoutGeometry {
  return withRooms(
    layout,
    layout.rooms.map((room) => (room.id === id ? { ...room, ...change } : room)),
  )
}

export function moveRoom(layout: LayoutGeometry, id: string, by: Point): LayoutGeometry {
  const room = layout.rooms.find((one) => one.id === id)
  if (!room || (by[0] === 0 && by[1] === 0)) return layout
  return changeRoom(layout, id, { polygon: room.polygon.map((p) => whole(plus(p, by))) })
}

/** Which corners of which rooms stand on the line of an edge and go with it: the wall moves, not one room's side of it. */
function cornersWith(rooms: readonly Room[], id: string, index: number): Map<string, Set<number>> {
  const taken = new Map<string, Set<number>>()
  const line: Segment[] = []
  const take = (room: Room, edge: number) => {
    const corners = taken.get(room.id) ?? new Set<number>()
    corners.add(edge)
    corners.add((edge + 1) % room.polygon.length)
    taken.set(room.id, corners)
    line.push(edgeOf(room.polygon, edge))
  }
  const seen = new Set<string>()
  const start = rooms.find((room) => room.id === id)
  if (!start) return taken
  take(start, index)
  seen.add(`${id}:${index}`)
  for (let grown = true; grown;) {
    grown = false
    for (const room of rooms) {
      room.polygon.forEach((_, edge) => {
        const name = `${room.id}:${edge}`
        if (seen.has(name)) return
        const one = edgeOf(room.polygon, edge)
        const own = taken.get(room.id)
        const next = own?.has(edge) || own?.has((edge + 1) % room.polygon.length)
        if (!line.some((other) => parallel(one, other) && runsWith(one, other, Boolean(next)))) return
        seen.add(name)
        take(room, edge)
        grown = true
      })
    }
  }
  return taken
}

/** On one line and over the same stretch; `touching` is enough where the corner is shared by the same room. */
function runsWith(one: Segment, two: Segment, touching: boolean): boolean {
  const [p, q] = [footOn(two, one.a), footOn(two, one.b)]
  if (Math.abs(p.off) > 1 || Math.abs(q.off) > 1) return false
  const [from, to] = [Math.min(p.along, q.along), Math.max(p.along, q.along)]
  const overlap = Math.min(to, lengthOf(two)) - Math.max(from, 0)
  return overlap > 1 || (touching && overlap > -1)
}

/** An edge moved by a length to its right (outwards); with `alone` only this room's side of the wall. */
export function moveEdge(
  layout: LayoutGeometry,
  id: string,
  index: number,
  outwards: number,
  alone = false,
): LayoutGeometry {
  const room = layout.rooms.find((one) => one.id === id)
  if (!room || outwards === 0) return layout
  const edge = edgeOf(room.polygon, index)
  const way = times(minus(edge.b, edge.a), 1 / lengthOf(edge))
  const by = times([way[1], -way[0]], outwards)
  const taken = alone
    ? new Map([[id, new Set([index, (index + 1) % room.polygon.length])]])
    : cornersWith(layout.rooms, id, index)
  return moveCorners(layout, taken, by)
}

function moveCorners(
  layout: LayoutGeometry,
  taken: ReadonlyMap<string, ReadonlySet<number>>,
  by: Point,
): LayoutGeometry {
  const rooms = layout.rooms.map((room) => {
    const corners = taken.get(room.id)
    if (!corners) return room
    return { ...room, polygon: room.polygon.map((p, k) => (corners.has(k) ? whole(plus(p, by)) : p)) }
  })
  return withRooms(layout, rooms)
}

/** A corner moved; corners of other rooms in the same place go along, unless `alone`. */
export function moveCorner(
  layout: LayoutGeometry,
  id: string,
  index: number,
  to: Point,
  alone = false,
): LayoutGeometry {
  const corner = layout.rooms.find((room) => room.id === id)?.polygon[index]
  if (!corner || near(corner, to, 0.01)) return layout
  const taken = new Map<string, Set<number>>()
  for (const room of layout.rooms) {
    if (alone && room.id !== id) continue
    const here = room.polygon.flatMap((p, k) =>
      (room.id === id && k === index) || (room.id !== id && near(p, corner)) ? [k] : [],
    )
    if (here.length > 0) taken.set(room.id, new Set(here))
  }
  return moveCorners(layout, taken, minus(to, corner))
}

/** A new corner on an edge. */
export function addCorner(layout: LayoutGeometry, id: string, index: number, p: Point): LayoutGeometry {
  const room = layout.rooms.find((one) => one.id === id)
  if (!room) return layout
  return changeRoom(layout, id, { polygon: room.polygon.toSpliced(index + 1, 0, whole(p)) })
}

export function removeCorner(layout: LayoutGeometry, id: string, index: number): LayoutGeometry {
  const room = layout.rooms.find((one) => one.id === id)
  if (!room || room.polygon.length <= 3) return layout
  return changeRoom(layout, id, { polygon: room.polygon.toSpliced(index, 1) })
}

/** An edge made as long as told: the wall at its far end moves. */
export function setEdgeLength(
  layout: LayoutGeometry,
  id: string,
  index: number,
  length: number,
): LayoutGeometry {
  const room = layout.rooms.find((one) => one.id === id)
  if (!room || length < 100) return layout
  const edge = edgeOf(room.polygon, index)
  const now = lengthOf(edge)
  const way = times(minus(edge.b, edge.a), 1 / now)
  const next = (index + 1) % room.polygon.length
  const after = edgeOf(room.polygon, next)
  const square = Math.abs(dot(way, minus(after.b, after.a))) < 0.01 * lengthOf(after)
  if (square) return moveEdge(layout, id, next, length - now)
  return moveCorner(layout, id, next, plus(edge.a, times(way, length)))
}

/** A level or upright edge moved to where its y or x is the number told. */
export function setEdgePlace(
  layout: LayoutGeometry,
  id: string,
  index: number,
  place: number,
): LayoutGeometry {
  const room = layout.rooms.find((one) => one.id === id)
  if (!room) return layout
  const { a, b } = edgeOf(room.polygon, index)
  const by: Point = Math.abs(a[0] - b[0]) < 0.5 ? [place - a[0], 0] : [0, place - a[1]]
  const way = times(minus(b, a), 1 / lengthOf({ a, b }))
  return moveEdge(layout, id, index, dot(by, [way[1], -way[0]]))
}

/** A room made as wide or as deep as told, its left and lower sides staying. */
export function setRoomSpan(layout: LayoutGeometry, id: string, axis: 0 | 1, span: number): LayoutGeometry {
  const room = layout.rooms.find((one) => one.id === id)
  if (!room || span < 300) return layout
  const values = room.polygon.map((p) => p[axis])
  const far = Math.max(...values)
  const index = edgesOf(room.polygon).findIndex(
    ({ a, b }) => Math.abs(a[axis] - far) < 0.5 && Math.abs(b[axis] - far) < 0.5,
  )
  return index < 0 ? layout : setEdgePlace(layout, id, index, Math.min(...values) + span)
}

export function addWall(layout: LayoutGeometry, wall: Wall): LayoutGeometry {
  if (lengthOf(wall) < 50) return layout
  return { ...layout, walls: [...layout.walls, { ...wall, a: whole(wall.a), b: whole(wall.b) }] }
}

type Part = 'walls' | 'doors' | 'windows'

export function changePart(
  layout: LayoutGeometry,
  part: Part,
  index: number,
  change: Partial<Wall> | Partial<Door> | Partial<WindowOpening>,
): LayoutGeometry {
  const list = (layout[part] as readonly (Wall | Door | WindowOpening)[]).map((one, k) =>
    k === index ? { ...one, ...change } : one,
  )
  return { ...layout, [part]: list }
}

export function removePart(layout: LayoutGeometry, part: Part, index: number): LayoutGeometry {
  const list: readonly unknown[] = layout[part]
  return { ...layout, [part]: list.filter((_, k) => k !== index) }
}

export function addDoor(layout: LayoutGeometry, door: Door): LayoutGeometry {
  return { ...layout, doors: [...layout.doors, door] }
}

export function addWindow(layout: LayoutGeometry, window: WindowOpening): LayoutGeometry {
  return { ...layout, windows: [...layout.windows, window] }
}

/** A room again beside itself, under an id of its own. */
export function copyRoom(
  layout: LayoutGeometry,
  room: Room,
  by: Point,
): { layout: LayoutGeometry; id: string } {
  const id = freshId(room.kind, layout.rooms)
  const polygon = room.polygon.map((p) => plus(p, by))
  return { layout: addRoom(layout, { ...room, id, polygon }), id }
}

function everyPoint(layout: LayoutGeometry, turn: (p: Point) => Point, mirrored: boolean): LayoutGeometry {
  const ends = <T extends Segment>(one: T): T => ({ ...one, a: whole(turn(one.a)), b: whole(turn(one.b)) })
  return {
    ...layout,
    rooms: layout.rooms.map((room) => {
      const polygon = room.polygon.map((p) => whole(turn(p)))
      return { ...room, polygon: mirrored ? polygon.toReversed() : polygon }
    }),
    walls: layout.walls.map(ends),
    doors: layout.doors.map((door) => {
      const side = mirrored ? (door.side === 'left' ? 'right' : 'left') : door.side
      return { ...ends(door), side }
    }),
    windows: layout.windows.map(ends),
  }
}

const pointsOf = (layout: LayoutGeometry): Point[] => [
  ...layout.rooms.flatMap((room) => [...room.polygon]),
  ...layout.walls.flatMap((wall) => [wall.a, wall.b]),
]

/** The home across the landing: left and right change places, north stays where it is. */
export function mirrored(layout: LayoutGeometry): LayoutGeometry {
  const box = boundingBox(pointsOf(layout))
  return everyPoint(layout, ([x, y]) => [box.minX + box.maxX - x, y], true)
}

/** The sheet turned by a quarter, counter-clockwise; north turns with it, so the home itself stays as it is. */
export function turned(layout: LayoutGeometry): LayoutGeometry {
  const box = boundingBox(pointsOf(layout))
  const centre: Point = [toStep((box.minX + box.maxX) / 2, 1), toStep((box.minY + box.maxY) / 2, 1)]
  const north = layout.north_deg - 90
  return {
    ...everyPoint(layout, (p) => quarterTurned(p, centre, 1), false),
    north_deg: north < -180 ? north + 360 : north,
  }
}

/** Where the whole drawing lies. */
export function boxOf(layout: LayoutGeometry) {
  return boundingBox(pointsOf(layout))
}

/** A place for something new: right of everything there is. */
export function freePlace(layout: LayoutGeometry): Point {
  const points = pointsOf(layout)
  const box = boundingBox(points)
  return points.length === 0 ? [0, 0] : [box.maxX, box.minY]
}

export const centreOf = (segment: Segment): Point => middle(segment.a, segment.b)
