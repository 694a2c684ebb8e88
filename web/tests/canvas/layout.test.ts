import { describe, expect, it } from 'vitest'

import { record, redo, startHistory, undo } from '@/console/canvas/history'
import { innerArea } from '@/console/canvas/layout/areas'
import { layoutFindings } from '@/console/canvas/layout/checks'
import {
  addDoor,
  addRoom,
  addWindow,
  changeRoom,
  copyRoom,
  EMPTY_LAYOUT,
  mirrored,
  moveEdge,
  moveRoom,
  removeRoom,
  setEdgeLength,
  turned,
} from '@/console/canvas/layout/edit'
import { newDoor, newWindow, stretchNear } from '@/console/canvas/layout/openings'
import type { Stretch } from '@/console/canvas/layout/walls'
import type { LayoutGeometry, Point, Room, RoomKind } from '@/geometry'
import { area } from '@/geometry/polygon'

const rect = (x0: number, y0: number, x1: number, y1: number): Point[] => [
  [x0, y0],
  [x1, y0],
  [x1, y1],
  [x0, y1],
]
const room = (id: string, kind: RoomKind, polygon: readonly Point[]): Room => ({
  id,
  kind,
  name: id,
  name_en: id,
  polygon,
})

/** A living room and, right of it, a bedroom; an entrance, a door between them, a window in each. */
function twoRooms(): LayoutGeometry {
  let plan = addRoom(EMPTY_LAYOUT, room('living', 'living', rect(0, 0, 4000, 5000)))
  plan = addRoom(plan, room('bed', 'bedroom', rect(4000, 0, 7000, 5000)))
  const on = (p: Point): Stretch => {
    const stretch = stretchNear(plan, p, 100)
    if (!stretch) throw new Error(`nothing at ${p.join()}`)
    return stretch
  }
  plan = addDoor(plan, newDoor(on([0, 2500]), [0, 2500], 50))
  plan = addDoor(plan, newDoor(on([4000, 1000]), [4000, 1000], 50))
  plan = addWindow(plan, newWindow(plan, on([2000, 0]), [2000, 0], 50))
  return addWindow(plan, newWindow(plan, on([5500, 0]), [5500, 0], 50))
}

describe('walls', () => {
  it('surround a room, and are thin between two', () => {
    const plan = twoRooms()
    expect(plan.walls.filter((wall) => wall.kind === 'inner')).toHaveLength(1)
    expect(plan.walls.find((wall) => wall.kind === 'inner')).toMatchObject({ t: 100 })
    const outer = plan.walls.filter((wall) => wall.kind === 'outer')
    const lengths = outer.map(({ a, b }) => Math.hypot(a[0] - b[0], a[1] - b[1])).sort((p, q) => p - q)
    expect(lengths).toEqual([5000, 5000, 7000, 7000])
  })

  it('are left out where one walks from one open room to the next', () => {
    let plan = addRoom(EMPTY_LAYOUT, room('living', 'living', rect(0, 0, 4000, 5000)))
    plan = addRoom(plan, room('dining', 'dining', rect(4000, 0, 7000, 5000)))
    expect(plan.walls.some((wall) => wall.kind === 'inner')).toBe(false)
    expect(layoutFindings(plan).map((finding) => finding.code)).toEqual(['no_entrance'])
    expect(changeRoom(plan, 'dining', { kind: 'bedroom' }).walls.some((wall) => wall.kind === 'inner')).toBe(
      true,
    )
  })

  it('keep a thickness that was chosen, wherever the wall goes', () => {
    const plan = twoRooms()
    const thick = {
      ...plan,
      walls: plan.walls.map((wall) => (wall.kind === 'inner' ? { ...wall, t: 240 } : wall)),
    }
    const moved = moveEdge(thick, 'living', 1, 300)
    expect(moved.walls.find((wall) => wall.kind === 'inner')).toMatchObject({ t: 240 })
    expect(moved.walls.find((wall) => wall.kind === 'inner')?.a[0]).toBe(4300)
  })

  it('close again around what is left when a room goes', () => {
    const plan = removeRoom(twoRooms(), 'bed')
    expect(plan.walls).toHaveLength(4)
    expect(plan.walls.every((wall) => wall.kind === 'outer')).toBe(true)
    expect(plan.windows).toHaveLength(1)
  })
})

describe('edits', () => {
  it('leave a well-formed plan well formed', () => {
    const plan = twoRooms()
    expect(layoutFindings(plan)).toEqual([])
    const edits: [string, LayoutGeometry][] = [
      ['edge', moveEdge(plan, 'living', 1, 300)],
      ['outer edge', moveEdge(plan, 'bed', 1, -250)],
      ['length', setEdgeLength(plan, 'living', 0, 4550)],
      ['mirror', mirrored(plan)],
      ['turn', turned(plan)],
    ]
    for (const [name, edited] of edits) expect(layoutFindings(edited), name).toEqual([])
  })

  it('move the wall between two rooms for both of them, and its door with it', () => {
    const plan = moveEdge(twoRooms(), 'living', 1, 500)
    expect(plan.rooms.map((one) => area(one.polygon) / 1e6)).toEqual([22.5, 12.5])
    expect(plan.doors[1]?.a[0]).toBe(4500)
    expect(innerArea(plan)).toBe(35)
  })

  it('move one room alone when told so', () => {
    const plan = moveEdge(twoRooms(), 'living', 1, -500, true)
    expect(plan.rooms.map((one) => area(one.polygon) / 1e6)).toEqual([17.5, 15])
  })

  it('mirror and turn back to the same drawing', () => {
    const plan = twoRooms()
    const twice = mirrored(mirrored(plan))
    expect(twice.doors).toEqual(plan.doors)
    expect(twice.rooms).toEqual(plan.rooms)
    const round = turned(turned(turned(turned(plan))))
    expect(round.walls).toEqual(plan.walls)
    expect(round.north_deg).toBe(0)
  })

  it('tell of a room that was moved into another', () => {
    const findings = layoutFindings(moveRoom(twoRooms(), 'bed', [-1000, 0]))
    expect(findings[0]).toEqual({ code: 'rooms_overlap', where: ['living', 'bed'] })
  })

  it('copy a room under an id of its own', () => {
    const plan = twoRooms()
    const copy = copyRoom(plan, plan.rooms[1] as Room, [3000, 0])
    expect(copy.id).toBe('bedroom-1')
    expect(copy.layout.rooms[2]?.polygon[0]).toEqual([7000, 0])
    expect(layoutFindings(copy.layout).map((finding) => finding.code)).toEqual(['room_unreachable'])
  })
})

describe('the history', () => {
  it('goes back and forth through random edits without losing one', () => {
    let seed = 7
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647
    let history = startHistory(twoRooms())
    const seen = [history.present.value]
    for (let n = 0; n < 60; n += 1) {
      const plan = history.present.value
      const by = Math.round((random() - 0.5) * 20) * 50
      const next =
        random() < 0.5
          ? moveEdge(plan, random() < 0.5 ? 'living' : 'bed', Math.floor(random() * 4), by)
          : moveRoom(plan, 'bed', [by, 0])
      const before = history
      history = record(history, next, 'edit')
      if (history !== before) seen.push(next)
    }
    for (const plan of seen.toReversed()) {
      expect(history.present.value).toBe(plan)
      history = undo(history)
    }
    for (const plan of seen.slice(1)) {
      history = redo(history)
      expect(history.present.value).toBe(plan)
    }
  })

  it('makes one step of keys that follow each other', () => {
    let history = startHistory(1)
    history = record(history, 2, 'nudge', 'nudge:a')
    history = record(history, 3, 'nudge', 'nudge:a')
    history = record(history, 4, 'nudge', 'nudge:b')
    expect(undo(history).present.value).toBe(3)
    expect(undo(undo(history)).present.value).toBe(1)
  })
})
