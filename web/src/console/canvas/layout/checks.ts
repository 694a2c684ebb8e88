/**
 * What is wrong with a floor plan, told while it is being drawn. The rules, their numbers and their codes are those of
 * `guangsha/catalog/domain/layout_geometry.py`; tests/canvas/parity.test.ts holds both to the same cases.
 */

import type { Door, DoorKind, LayoutGeometry, Room } from '@/geometry'
import { area, distance, signedArea } from '@/geometry/polygon'

import {
  edgesOf,
  isSimple,
  lengthNear,
  lengthOf,
  sharedArea,
  totalLength,
  without,
  type Segment,
} from '../plane'
import { OPEN_KINDS, UNWALLED_KINDS } from './walls'

/** One thing that is wrong: a stable code, and the rooms (`id`) and parts (`doors[0]`, `windows[2]`) it concerns. */
export interface Finding {
  readonly code: string
  readonly where: readonly string[]
}

const TOLERANCE = 5
const LEAST_ROOM = 300_000
const STAIR = 'stair'
export const DOOR_WIDTHS: Readonly<Record<DoorKind, readonly [number, number]>> = {
  entrance: [900, 3200],
  swing: [650, 1800],
  sliding: [700, 8000],
  opening: [700, 9000],
}

function outlineFinding(room: Room): Finding | null {
  if (!isSimple(room.polygon)) return { code: 'not_simple', where: [room.id] }
  if (area(room.polygon) < LEAST_ROOM) return { code: 'too_small', where: [room.id] }
  if (signedArea(room.polygon) < 0) return { code: 'clockwise', where: [room.id] }
  return null
}

class Inspection {
  readonly found: Finding[] = []
  private readonly links = new Map<string, Set<string>>()
  private readonly edges = new Map<string, Segment[]>()
  private readonly walls: Segment[]
  private readonly outer: Segment[]

  constructor(private readonly plan: LayoutGeometry) {
    for (const room of plan.rooms) {
      this.links.set(room.id, new Set())
      this.edges.set(room.id, edgesOf(room.polygon))
    }
    const walls = plan.walls.filter((wall) => distance(wall.a, wall.b) > 0)
    this.walls = walls
    this.outer = walls.filter((wall) => wall.kind !== 'inner')
  }

  private complain(code: string, ...where: string[]) {
    this.found.push({ code, where })
  }

  private link(one: string, two: string) {
    this.links.get(one)?.add(two)
    this.links.get(two)?.add(one)
  }

  private roomsOn(line: Segment): Room[] {
    return this.plan.rooms.filter(
      (room) => lengthNear(line, this.edges.get(room.id) ?? [], 2 * TOLERANCE) >= 0.98 * lengthOf(line),
    )
  }

  checkOverlaps() {
    const { rooms } = this.plan
    rooms.forEach((one, index) => {
      for (const two of rooms.slice(index + 1)) {
        if (sharedArea(one.polygon, two.polygon) > 10_000) this.complain('rooms_overlap', one.id, two.id)
      }
    })
  }

  checkEnclosure() {
    for (const room of this.plan.rooms) {
      if (UNWALLED_KINDS.has(room.kind)) continue
      let bare = (this.edges.get(room.id) ?? []).flatMap((edge) => without(edge, this.walls, TOLERANCE))
      for (const other of this.plan.rooms) {
        if (other === room || bare.length === 0) continue
        const flight = room.id.startsWith(STAIR) || other.id.startsWith(STAIR)
        if (!flight && !(OPEN_KINDS.has(room.kind) && OPEN_KINDS.has(other.kind))) continue
        const outline = this.edges.get(other.id) ?? []
        const meeting = bare.reduce((sum, line) => sum + lengthNear(line, outline, TOLERANCE), 0)
        if (meeting >= 600) this.link(room.id, other.id)
        bare = bare.flatMap((line) => without(line, outline, 2 * TOLERANCE))
      }
      if (totalLength(bare) > 60) this.complain('room_not_enclosed', room.id)
    }
  }

  checkDoors(): Set<string> {
    const entered = new Set<string>()
    this.plan.doors.forEach((door: Door, index) => {
      const path = `doors[${index}]`
      const [low, high] = DOOR_WIDTHS[door.kind]
      const width = lengthOf(door)
      if (width < low || width > high) {
        this.complain('door_width', path)
        return
      }
      const rooms = this.roomsOn(door)
      const ids = rooms.map((room) => room.id)
      const parking = rooms.some((room) => room.kind === 'parking')
      const [one, two] = ids
      if (!parking && totalLength(without(door, this.walls, TOLERANCE)) > TOLERANCE) {
        this.complain('door_off_wall', path, ...ids)
      } else if (one && ids.length === 1 && (door.kind === 'entrance' || parking)) entered.add(one)
      else if (one && two && ids.length === 2 && door.kind !== 'entrance') this.link(one, two)
      else this.complain('door_leads_nowhere', path, ...ids)
    })
    return entered
  }

  checkWindows() {
    this.plan.windows.forEach((window, index) => {
      const path = `windows[${index}]`
      const width = lengthOf(window)
      if (width < 300 || width > 12_000) this.complain('window_width', path)
      else if (totalLength(without(window, this.outer, TOLERANCE)) > TOLERANCE)
        this.complain('window_off_wall', path)
      else if (this.roomsOn(window).length === 0) this.complain('window_of_no_room', path)
      else if (lengthNear(window, this.plan.doors, TOLERANCE) > 2 * TOLERANCE)
        this.complain('window_on_door', path)
      if (window.sill + 200 > window.head || window.head > this.plan.height + 1)
        this.complain('window_height', path)
    })
  }

  checkReach(entered: ReadonlySet<string>) {
    if (entered.size === 0) {
      this.complain('no_entrance')
      return
    }
    const flights = this.plan.rooms.filter((room) => room.id.startsWith(STAIR))
    for (const one of flights) for (const two of flights) if (one !== two) this.link(one.id, two.id)
    const seen = new Set(entered)
    const queue = [...entered]
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      for (const other of this.links.get(next) ?? []) {
        if (seen.has(other)) continue
        seen.add(other)
        queue.push(other)
      }
    }
    for (const room of this.plan.rooms) {
      if (!seen.has(room.id) && room.kind !== 'equipment') this.complain('room_unreachable', room.id)
    }
  }
}

/** Everything wrong with a plan, in the order in which the server says it; empty when it is well formed. */
export function layoutFindings(plan: LayoutGeometry): Finding[] {
  if (plan.rooms.length === 0) return [{ code: 'no_rooms', where: [] }]
  const outlines = plan.rooms.map(outlineFinding).filter((finding) => finding !== null)
  if (outlines.length > 0) return outlines
  const inspection = new Inspection(plan)
  inspection.checkOverlaps()
  inspection.checkEnclosure()
  const entered = inspection.checkDoors()
  inspection.checkWindows()
  inspection.checkReach(entered)
  return inspection.found
}
