/** Invented layouts for looking at floor plans: written as rooms, with walls derived from the room outlines. */

import { at, distanceToSegment } from '../polygon'
import type {
  Door,
  DoorKind,
  LayoutGeometry,
  Point,
  Polygon,
  Room,
  RoomKind,
  Wall,
  WindowKind,
  WindowOpening,
} from '../types'

type RoomRow = readonly [id: string, kind: RoomKind, name: string, english: string, polygon: Polygon]

export function rect(x0: number, y0: number, x1: number, y1: number): Polygon {
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ]
}

const OPEN_AIR: ReadonlySet<RoomKind> = new Set(['balcony', 'terrace'])

/** Walls between and around rooms: rails around open air, thick outside, thin inside. */
export function wallsOf(rooms: readonly RoomRow[], open: readonly [string, string][] = []): Wall[] {
  const corners = rooms.flatMap((room) => [...room[4]])
  const found = new Map<string, { a: Point; b: Point; rooms: RoomRow[] }>()
  for (const room of rooms) {
    const polygon = room[4]
    for (let i = 0; i < polygon.length; i += 1) {
      const a = at(polygon, i)
      const b = at(polygon, i + 1)
      const along = (p: Point): number => (p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])
      const stops = [a, b, ...corners.filter((p) => distanceToSegment(p, a, b) < 1)].sort(
        (p, q) => along(p) - along(q),
      )
      for (let k = 0; k + 1 < stops.length; k += 1) {
        const p = stops[k] as Point
        const q = stops[k + 1] as Point
        if (Math.hypot(p[0] - q[0], p[1] - q[1]) < 1) continue
        const name = [p, q].map(String).sort().join('|')
        const edge = found.get(name) ?? { a: p, b: q, rooms: [] }
        if (!edge.rooms.includes(room)) edge.rooms.push(room)
        found.set(name, edge)
      }
    }
  }
  const walls: Wall[] = []
  for (const { a, b, rooms: beside } of found.values()) {
    const ids = new Set(beside.map((r) => r[0]))
    if (open.some(([p, q]) => ids.has(p) && ids.has(q))) continue
    const airy = beside.filter((r) => OPEN_AIR.has(r[1])).length
    if (beside.length === 1)
      walls.push(airy === 1 ? { a, b, t: 100, kind: 'rail' } : { a, b, t: 240, kind: 'outer' })
    else if (airy === 1) walls.push({ a, b, t: 240, kind: 'outer' })
    else walls.push({ a, b, t: airy === 2 ? 100 : 120, kind: airy === 2 ? 'rail' : 'inner' })
  }
  return walls
}

export const door = (
  kind: DoorKind,
  a: Point,
  b: Point,
  hinge: 'a' | 'b' = 'a',
  side: 'left' | 'right' = 'left',
): Door => ({
  a,
  b,
  kind,
  hinge,
  side,
})
export const pane = (kind: WindowKind, a: Point, b: Point): WindowOpening => ({
  a,
  b,
  kind,
  sill: kind === 'french' ? 0 : 900,
  head: 2400,
})

interface Extra {
  readonly doors: readonly Door[]
  readonly windows: readonly WindowOpening[]
  readonly north?: number
  readonly open?: readonly [string, string][]
}

export function layout(rows: readonly RoomRow[], extra: Extra): LayoutGeometry {
  return {
    version: 1,
    north_deg: extra.north ?? 0,
    height: 2900,
    rooms: rows.map(([id, kind, name, name_en, polygon]): Room => ({ id, kind, name, name_en, polygon })),
    walls: wallsOf(rows, extra.open ?? []),
    doors: extra.doors,
    windows: extra.windows,
  }
}

const threeRooms = layout(
  [
    ['living', 'living', '客厅', 'Living room', rect(3400, 0, 7600, 4500)],
    [
      'dining',
      'dining',
      '餐厅',
      'Dining',
      [
        [3400, 4500],
        [7600, 4500],
        [7600, 7300],
        [5600, 7300],
        [3400, 7300],
      ],
    ],
    ['foyer', 'foyer', '玄关', 'Foyer', rect(3400, 7300, 5600, 9000)],
    ['master', 'master', '主卧', 'Main bedroom', rect(7600, 0, 11200, 4200)],
    ['mbath', 'bath', '主卫', 'Ensuite', rect(9300, 4200, 11200, 6300)],
    ['hall', 'corridor', '过道', 'Hall', rect(7600, 4200, 9300, 5400)],
    ['bed2', 'bedroom', '次卧', 'Bedroom 2', rect(0, 0, 3400, 3600)],
    ['study', 'study', '书房', 'Study', rect(0, 3600, 3400, 6400)],
    ['kitchen', 'kitchen', '厨房', 'Kitchen', rect(0, 6400, 3400, 9000)],
    ['bath', 'bath', '公卫', 'Bathroom', rect(7600, 5400, 9300, 7300)],
    [
      'bed3',
      'bedroom',
      '次卧',
      'Bedroom 3',
      [
        [9300, 6300],
        [11200, 6300],
        [11200, 9000],
        [7600, 9000],
        [7600, 7300],
        [9300, 7300],
      ],
    ],
    ['balcony', 'balcony', '阳台', 'Balcony', rect(3400, -1500, 7600, 0)],
  ],
  {
    north: 8,
    open: [
      ['living', 'dining'],
      ['dining', 'foyer'],
    ],
    doors: [
      door('entrance', [4000, 9000], [5000, 9000], 'a', 'right'),
      door('swing', [3400, 8200], [3400, 7400], 'a', 'right'),
      door('swing', [3400, 3900], [3400, 4700], 'a', 'left'),
      door('swing', [3400, 3000], [3400, 2200], 'a', 'right'),
      door('opening', [7600, 4300], [7600, 5300]),
      door('swing', [8200, 4200], [9000, 4200], 'a', 'right'),
      door('swing', [9300, 4500], [9300, 5200], 'a', 'right'),
      door('swing', [8000, 5400], [8700, 5400], 'a', 'left'),
      door('swing', [8400, 7300], [9200, 7300], 'a', 'left'),
      door('sliding', [3900, 0], [7100, 0]),
    ],
    windows: [
      pane('bay', [600, 0], [2800, 0]),
      pane('bay', [8200, 0], [10600, 0]),
      pane('window', [0, 4300], [0, 5700]),
      pane('window', [0, 7000], [0, 8400]),
      pane('window', [11200, 4800], [11200, 5700]),
      pane('window', [11200, 7000], [11200, 8400]),
      pane('window', [11200, 1200], [11200, 2600]),
    ],
  },
)

const studio = layout(
  [
    ['living', 'living', '起居', 'Living', rect(0, 0, 4200, 4200)],
    ['bed', 'bedroom', '卧室', 'Bedroom', rect(4200, 0, 7200, 3600)],
    ['bath', 'bath', '卫生间', 'Bathroom', rect(4200, 3600, 6000, 5600)],
    ['kitchen', 'kitchen', '厨房', 'Kitchen', rect(1800, 4200, 4200, 5600)],
    ['foyer', 'foyer', '玄关', 'Foyer', rect(0, 4200, 1800, 5600)],
    ['equipment', 'equipment', '设备', 'Plant', rect(6000, 3600, 7200, 5600)],
    ['balcony', 'balcony', '阳台', 'Balcony', rect(0, -1300, 4200, 0)],
  ],
  {
    north: -22,
    open: [['living', 'foyer']],
    doors: [
      door('entrance', [400, 5600], [1300, 5600], 'a', 'right'),
      door('sliding', [2100, 4200], [3900, 4200]),
      door('swing', [4200, 3300], [4200, 2500], 'a', 'left'),
      door('swing', [4500, 3600], [5200, 3600], 'a', 'left'),
      door('sliding', [500, 0], [3700, 0]),
    ],
    windows: [pane('french', [4700, 0], [6700, 0]), pane('window', [2300, 5600], [3600, 5600])],
  },
)

const fourRooms = layout(
  [
    ['living', 'living', '客厅', 'Living room', rect(4200, 0, 8700, 5400)],
    ['dining', 'dining', '餐厅', 'Dining room', rect(4200, 5400, 8700, 8600)],
    ['foyer', 'foyer', '玄关', 'Foyer', rect(4200, 8600, 6600, 10400)],
    ['kitchen', 'kitchen', '厨房', 'Kitchen', rect(6600, 8600, 10200, 10400)],
    ['master', 'master', '主卧', 'Main bedroom', rect(8700, 0, 12900, 4300)],
    ['robe', 'storage', '衣帽间', 'Dressing room', rect(10800, 4300, 12900, 6100)],
    ['mbath', 'bath', '主卫', 'Ensuite bathroom', rect(10800, 6100, 12900, 8600)],
    ['hall', 'corridor', '过道', 'Hall', rect(8700, 4300, 10800, 5500)],
    ['bath', 'bath', '公卫', 'Bathroom', rect(8700, 5500, 10800, 8600)],
    ['bed2', 'bedroom', '次卧', 'Second bedroom', rect(0, 0, 4200, 3900)],
    ['bed3', 'bedroom', '儿童房', "Child's bedroom", rect(0, 3900, 4200, 7200)],
    ['bed4', 'study', '书房', 'Study', rect(0, 7200, 4200, 10400)],
    ['utility', 'balcony', '生活阳台', 'Utility balcony', rect(10200, 8600, 12900, 10400)],
    ['balcony', 'balcony', '景观阳台', 'Garden balcony', rect(4200, -1900, 12900, 0)],
  ],
  {
    north: 0,
    open: [
      ['living', 'dining'],
      ['dining', 'foyer'],
    ],
    doors: [
      door('entrance', [4800, 10400], [5900, 10400], 'a', 'right'),
      door('sliding', [6800, 8600], [8500, 8600]),
      door('swing', [10200, 9800], [10200, 9000], 'a', 'left'),
      door('swing', [4200, 3000], [4200, 2100], 'b', 'right'),
      door('swing', [4200, 5000], [4200, 5900], 'a', 'left'),
      door('swing', [4200, 7500], [4200, 8400], 'a', 'left'),
      door('opening', [8700, 4400], [8700, 5400]),
      door('swing', [9000, 4300], [9900, 4300], 'a', 'right'),
      door('swing', [10800, 4500], [10800, 5300], 'a', 'right'),
      door('swing', [11300, 6100], [12000, 6100], 'a', 'left'),
      door('swing', [9200, 5500], [10000, 5500], 'a', 'left'),
      door('sliding', [4700, 0], [8200, 0]),
      door('sliding', [9300, 0], [12300, 0]),
    ],
    windows: [
      pane('bay', [800, 0], [3400, 0]),
      pane('window', [0, 4700], [0, 6400]),
      pane('window', [0, 8000], [0, 9600]),
      pane('window', [7200, 10400], [9600, 10400]),
      pane('window', [12900, 6800], [12900, 7800]),
      pane('window', [12900, 4800], [12900, 5600]),
    ],
  },
)

export { fourRooms, studio, threeRooms }
