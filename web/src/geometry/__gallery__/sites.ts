/** Invented projects for looking at site models: towers, slabs, villas, rotated and L-shaped buildings. */

import { seededRandom } from '../random'
import type {
  BuildingKind,
  Point,
  Polygon,
  SiteBuilding,
  SiteCell,
  SiteModelInput,
  UnitStatus,
} from '../types'
import { rect } from './layouts'

function cellsOf(seed: string, floors: number, stacks: number): SiteCell[] {
  const random = seededRandom(seed)
  const cells: SiteCell[] = []
  for (let floor = 2; floor <= floors; floor += 1) {
    for (let stack = 1; stack <= stacks; stack += 1) {
      const r = random()
      const status: UnitStatus =
        r < 0.3
          ? 'available'
          : r < 0.35
            ? 'held'
            : r < 0.42
              ? 'subscribed'
              : r < 0.9
                ? 'sold'
                : r < 0.93
                  ? 'withdrawn'
                  : 'unreleased'
      cells.push({ floor, stack, status })
    }
  }
  return cells
}

export function turned(polygon: Polygon, degrees: number, [cx, cy]: Point): Polygon {
  const c = Math.cos((degrees * Math.PI) / 180)
  const s = Math.sin((degrees * Math.PI) / 180)
  return polygon.map(([x, y]): Point => [cx + (x - cx) * c - (y - cy) * s, cy + (x - cx) * s + (y - cy) * c])
}

function building(
  name: string,
  kind: BuildingKind,
  footprint: Polygon,
  floors: number,
  stacks: number,
  sold = true,
): SiteBuilding {
  const base = {
    id: `b-${name}`,
    name,
    footprint,
    floors,
    floor_height_m: kind === 'shops' ? 4.2 : 3,
    kind,
    stacks,
  }
  return sold && kind !== 'shops' && kind !== 'garage'
    ? { ...base, cells: cellsOf(name, floors, stacks) }
    : base
}

/** An ellipse with a wavy edge. */
function blob(cx: number, cy: number, rx: number, ry: number, wave = 0.14): Polygon {
  return Array.from({ length: 28 }, (_, i): Point => {
    const a = (i / 28) * Math.PI * 2
    const k = 1 + wave * Math.sin(3 * a + 0.7) + wave * 0.6 * Math.cos(2 * a)
    return [cx + rx * k * Math.cos(a), cy + ry * k * Math.sin(a)]
  })
}

const garden: SiteModelInput = {
  bearing_deg: -6,
  lat: 28.2,
  site: {
    version: 1,
    boundary: rect(0, 0, 220, 200),
    greens: [
      blob(110, 92, 34, 24),
      rect(10, 132, 104, 176),
      rect(116, 132, 210, 176),
      rect(10, 54, 62, 120),
      rect(158, 54, 210, 120),
      rect(10, 12, 104, 40),
      rect(116, 12, 210, 40),
    ],
    waters: [blob(110, 92, 15, 9, 0.22)],
    roads: [
      {
        line: [
          [110, 0],
          [110, 54],
        ],
        width: 6,
      },
      {
        line: [
          [0, 47],
          [220, 47],
        ],
        width: 6,
      },
      {
        line: [
          [0, 126],
          [220, 126],
        ],
        width: 5,
      },
      {
        line: [
          [66, 47],
          [66, 126],
        ],
        width: 4,
      },
      {
        line: [
          [154, 47],
          [154, 126],
        ],
        width: 4,
      },
    ],
  },
  buildings: [
    building('1栋', 'tower', rect(18, 146, 48, 162), 26, 4),
    building('2栋', 'tower', rect(62, 146, 92, 162), 26, 4),
    building('3栋', 'tower', rect(124, 146, 152, 162), 24, 4),
    building('5栋', 'tower', rect(168, 146, 198, 162), 24, 4),
    building('6栋', 'slab', rect(16, 92, 54, 105), 17, 4),
    building('7栋', 'slab', rect(166, 92, 204, 105), 17, 4),
    building('8栋', 'slab', rect(16, 62, 54, 75), 11, 4),
    building('9栋', 'slab', rect(166, 62, 204, 75), 11, 4),
    building('商业街', 'shops', rect(14, 10, 96, 22), 2, 12),
    building('10栋', 'shops', rect(124, 10, 204, 22), 2, 12),
  ],
}

const towers: SiteModelInput = {
  bearing_deg: 18,
  lat: 31,
  site: {
    version: 1,
    boundary: [
      [0, 0],
      [150, -10],
      [170, 120],
      [20, 130],
    ],
    greens: [blob(85, 62, 50, 34, 0.1)],
    waters: [blob(70, 55, 16, 7, 0.2), blob(112, 70, 9, 6, 0.15)],
    roads: [
      {
        line: [
          [75, -10],
          [82, 20],
          [86, 60],
          [92, 128],
        ],
        width: 5,
      },
    ],
  },
  buildings: [
    building(
      'A座',
      'tower',
      turned(
        [
          [20, 90],
          [46, 90],
          [46, 96],
          [52, 96],
          [52, 112],
          [20, 112],
        ],
        5,
        [36, 100],
      ),
      34,
      4,
    ),
    building('B座', 'tower', turned(rect(110, 86, 138, 108), 8, [124, 97]), 34, 4),
    building('C座', 'tower', turned(rect(14, 16, 40, 36), -8, [27, 26]), 33, 3),
    building('D座', 'tower', turned(rect(116, 12, 142, 34), 10, [129, 23]), 32, 3),
  ],
}

const villas: SiteModelInput = {
  bearing_deg: 0,
  lat: 30,
  site: {
    version: 1,
    boundary: [
      [0, 0],
      [140, 0],
      [160, 60],
      [140, 125],
      [0, 120],
    ],
    greens: [],
    waters: [
      [
        [-1, 58],
        [30, 62],
        [60, 54],
        [92, 62],
        [120, 58],
        [159, 66],
        [154, 74],
        [120, 66],
        [92, 71],
        [60, 62],
        [30, 70],
        [-1, 66],
      ],
    ],
    roads: [
      {
        line: [
          [0, 32],
          [146, 32],
        ],
        width: 5,
      },
      {
        line: [
          [0, 92],
          [150, 92],
        ],
        width: 5,
      },
      {
        line: [
          [70, 0],
          [70, 32],
        ],
        width: 6,
      },
    ],
  },
  buildings: [
    ...Array.from({ length: 8 }, (_, i) =>
      building(`${i + 1}`, 'villa', rect(8 + i * 16, 40, 19 + i * 16, 50), 3, 1),
    ),
    ...Array.from({ length: 7 }, (_, i) =>
      building(
        `${i + 9}`,
        'villa',
        [
          [10 + i * 18, 100],
          [23 + i * 18, 100],
          [23 + i * 18, 113],
          [16 + i * 18, 113],
          [16 + i * 18, 109],
          [10 + i * 18, 109],
        ],
        3,
        1,
      ),
    ),
    ...Array.from({ length: 4 }, (_, i) =>
      building(`${i + 16}`, 'villa', rect(8 + i * 15, 10, 18 + i * 15, 22), 2, 2),
    ),
    building('会所', 'shops', rect(82, 8, 116, 22), 2, 4),
  ],
}

const ell: SiteModelInput = {
  bearing_deg: -25,
  lat: 40,
  site: {
    version: 1,
    boundary: rect(0, 0, 130, 110),
    greens: [rect(40, 30, 110, 80)],
    waters: [],
    roads: [
      {
        line: [
          [0, 88],
          [130, 88],
        ],
        width: 6,
      },
    ],
  },
  buildings: [
    building(
      '1号楼',
      'slab',
      [
        [8, 8],
        [96, 8],
        [96, 22],
        [22, 22],
        [22, 80],
        [8, 80],
      ],
      9,
      8,
    ),
    building(
      '2号楼',
      'slab',
      [
        [50, 42],
        [104, 42],
        [104, 76],
        [92, 76],
        [92, 54],
        [62, 54],
        [62, 76],
        [50, 76],
      ],
      6,
      6,
    ),
    building('3号楼', 'tower', turned(rect(104, 10, 122, 30), 30, [113, 20]), 18, 2),
    building('停车楼', 'garage', rect(24, 94, 100, 106), 3, 1),
  ],
}

const pair: SiteModelInput = {
  bearing_deg: 0,
  site: { version: 1, boundary: [], greens: [], waters: [], roads: [] },
  buildings: [
    building('南楼', 'slab', rect(0, 0, 52, 13), 11, 4, false),
    building('北楼', 'slab', rect(0, 38, 52, 51), 18, 4, false),
  ],
}

const many: SiteModelInput = {
  bearing_deg: 10,
  lat: 31.2,
  site: {
    version: 1,
    boundary: rect(0, 0, 330, 260),
    greens: Array.from({ length: 5 }, (_, i) => rect(14, 16 + i * 48, 316, 52 + i * 48)),
    waters: [
      [
        [150, 0],
        [162, 0],
        [170, 60],
        [160, 130],
        [172, 200],
        [168, 260],
        [154, 260],
        [158, 200],
        [146, 130],
        [156, 60],
      ],
    ],
    roads: [0, 1, 2, 3].map((i) => ({
      line: [
        [0, 58 + i * 48],
        [330, 58 + i * 48],
      ] as Point[],
      width: 6,
    })),
  },
  buildings: Array.from({ length: 20 }, (_, i) => {
    const column = i % 4
    const row = Math.floor(i / 4)
    const x = 18 + column * 36 + (column >= 2 ? 84 : 0)
    return building(
      `${i + 1}栋`,
      row < 2 ? 'slab' : 'tower',
      turned(rect(x, 26 + row * 48, x + 30, 40 + row * 48), (column - 1.5) * 4, [x + 15, 33 + row * 48]),
      [6, 9, 18, 26, 33][row] ?? 6,
      4,
      row !== 1,
    )
  }),
}

export const SITES: readonly { readonly name: string; readonly input: SiteModelInput }[] = [
  { name: '云麓春晓', input: garden },
  { name: '江岸双塔', input: towers },
  { name: '溪山别院', input: villas },
  { name: '回廊里', input: ell },
  { name: '南北楼', input: pair },
  { name: '二十栋', input: many },
]
