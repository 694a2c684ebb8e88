import { describe, expect, it } from 'vitest'

import { LAYOUTS } from './__gallery__/allLayouts'
import { faults } from './__gallery__/faults'
import { drawFloorPlan } from './floorPlan'
import { breakpoints } from './plan/dimensions'
import { drawnPlan, planFrame } from './plan/frame'
import { sunPatch } from './plan/sunlight'
import { chains, solidPieces } from './plan/walls'
import { area, contains } from './polygon'
import type { LayoutGeometry, Point } from './types'

const empty: LayoutGeometry = {
  version: 1,
  north_deg: 0,
  height: 2900,
  rooms: [],
  walls: [],
  doors: [],
  windows: [],
}
const [a1] = LAYOUTS
if (a1 === undefined) throw new Error('no sample layout')

describe.each(LAYOUTS.map((sample) => [sample.name, sample] as const))('plan of %s', (_, sample) => {
  it.each(['zh', 'en'] as const)('is well formed and says every room it has space for (%s)', (locale) => {
    const drawing = drawFloorPlan(sample, { locale, width: 720 })
    expect(faults(drawing.svg)).toEqual([])
    expect(drawing.labels).toHaveLength(sample.geometry.rooms.length)
    expect(drawing.rooms.map((room) => room.area).every((squareMetres) => squareMetres > 0)).toBe(true)
  })

  it.each([720, 420, 320, 240, 160])('keeps labels inside their rooms and apart at %i pixels', (width) => {
    const drawing = drawFloorPlan(sample, { width, locale: 'en', compact: width < 300 })
    const plan = drawnPlan(sample.geometry)
    for (const label of drawing.labels) {
      const room = drawing.rooms.find((r) => r.id === label.roomId)
      expect(room).toBeDefined()
      expect(label.box.minX).toBeGreaterThanOrEqual(0)
      expect(label.box.maxX).toBeLessThanOrEqual(drawing.width)
    }
    for (const [i, first] of drawing.labels.entries()) {
      for (const second of drawing.labels.slice(i + 1)) {
        const apart =
          first.box.maxX <= second.box.minX ||
          second.box.maxX <= first.box.minX ||
          first.box.maxY <= second.box.minY ||
          second.box.maxY <= first.box.minY
        expect(apart, `${first.lines.join(' ')} and ${second.lines.join(' ')}`).toBe(true)
      }
    }
    expect(plan.rooms).toHaveLength(sample.geometry.rooms.length)
  })

  it('gives the same text for the same input, and another id prefix for another theme', () => {
    const once = drawFloorPlan(sample)
    expect(drawFloorPlan(sample).svg).toBe(once.svg)
    const ids = (svg: string): string => svg.match(/aria-labelledby="(\w+)/)?.[1] ?? ''
    expect(ids(drawFloorPlan(sample, { theme: 'dark' }).svg)).not.toBe(ids(once.svg))
  })

  it('stays small', () => {
    expect(drawFloorPlan(sample).svg.length).toBeLessThan(30_000)
    expect(drawFloorPlan(sample, { width: 240, height: 200, compact: true }).svg.length).toBeLessThan(14_000)
  })
})

describe('areas', () => {
  it('come from the polygons, in square metres', () => {
    const { rooms } = drawFloorPlan(a1)
    const living = rooms.find((room) => room.id === 'living')
    expect(living?.area).toBeCloseTo(4.2 * 4.5)
    const whole = a1.geometry.rooms.reduce((sum, room) => sum + area(room.polygon), 0) / 1e6
    expect(rooms.reduce((sum, room) => sum + room.area, 0)).toBeCloseTo(whole)
  })
})

describe('walls', () => {
  it('are cut at openings and drawn back by half their thickness', () => {
    const wall = { a: [0, 0] as Point, b: [4000, 0] as Point, t: 200, kind: 'outer' as const }
    const pieces = solidPieces(wall, [{ a: [2000, 10], b: [1000, 10] }])
    expect(pieces).toEqual([
      { a: [0, 0], b: [900, 0] },
      { a: [2100, 0], b: [4000, 0] },
    ])
    expect(solidPieces(wall, [{ a: [-10, 0], b: [4010, 0] }])).toEqual([])
    expect(solidPieces(wall, [{ a: [1000, 900], b: [2000, 900] }])).toHaveLength(1)
  })

  it('join into one closed outline when they form a ring', () => {
    const corners: Point[] = [
      [0, 0],
      [9, 0],
      [9, 9],
      [0, 9],
    ]
    const pieces = corners.map((a, i) => ({ a, b: corners[(i + 1) % 4] as Point }))
    const joined = chains(pieces.toReversed())
    expect(joined).toHaveLength(1)
    expect(joined[0]?.closed).toBe(true)
    expect(joined[0]?.points).toHaveLength(4)
  })

  it('keep a crossing of three as three ends', () => {
    const centre: Point = [0, 0]
    const pieces = (
      [
        [5, 0],
        [-5, 0],
        [0, 5],
      ] as Point[]
    ).map((b) => ({ a: centre, b }))
    expect(chains(pieces)).toHaveLength(3)
  })
})

describe('dimensions', () => {
  it('have parts that add up to the whole, on every side of every sample', () => {
    for (const { geometry } of LAYOUTS) {
      const { rooms } = drawnPlan(geometry)
      for (const side of ['bottom', 'left', 'top', 'right'] as const) {
        const runs = breakpoints(rooms, side)
        expect(runs.length).toBeGreaterThanOrEqual(1)
        for (const stops of runs) {
          expect(stops.length).toBeGreaterThanOrEqual(2)
          expect(stops.every((stop, i) => i === 0 || stop - (stops[i - 1] as number) >= 250)).toBe(true)
        }
      }
    }
  })

  it('measure storeys that stand next to each other apart', () => {
    const [bed] = a1.geometry.rooms
    if (bed === undefined) throw new Error('the sample lacks rooms')
    const block = (id: string, x: number): typeof bed => ({
      ...bed,
      id,
      polygon: [
        [x, 0],
        [x + 3000, 0],
        [x + 3000, 4000],
        [x, 4000],
      ],
    })
    const { rooms } = drawnPlan({
      ...a1.geometry,
      rooms: [block('a', 0), block('b', 3000), block('c', 8000)],
    })
    expect(breakpoints(rooms, 'bottom')).toEqual([
      [0, 3000, 6000],
      [8000, 11000],
    ])
  })

  it('name the rooms of the front and not the balcony before them', () => {
    expect(breakpoints(drawnPlan(a1.geometry).rooms, 'bottom')).toEqual([[0, 3400, 7600, 11200]])
  })

  it('are written beside the plan unless it is compact', () => {
    expect(drawFloorPlan(a1).svg).toContain('>11200<')
    expect(drawFloorPlan(a1, { compact: true }).svg).not.toContain('>11200<')
  })
})

describe('sunlight', () => {
  it('enters windows to the south-east and never those to the north', () => {
    const plan = drawnPlan(a1.geometry)
    const south = a1.geometry.windows.find((w) => w.a[1] === 0)
    const west = a1.geometry.windows.find((w) => w.a[0] === 0)
    if (south === undefined || west === undefined) throw new Error('the sample lacks windows')
    expect(sunPatch(south, plan, 0).length).toBeGreaterThan(0)
    expect(sunPatch(west, plan, 0)).toEqual([])
    expect(sunPatch(south, plan, 180)).toEqual([])
  })

  it('falls into the room behind the window', () => {
    const plan = drawnPlan(a1.geometry)
    for (const w of a1.geometry.windows) {
      for (const piece of sunPatch(w, plan, 0)) {
        const middle: Point = [
          piece.reduce((s, p) => s + p[0], 0) / piece.length,
          piece.reduce((s, p) => s + p[1], 0) / piece.length,
        ]
        expect(plan.rooms.some((room) => contains(room.polygon, middle))).toBe(true)
      }
    }
  })
})

describe('bad input', () => {
  it('draws an empty layout as an empty picture with a title', () => {
    const drawing = drawFloorPlan({ geometry: empty, name: 'B2' })
    expect(faults(drawing.svg)).toEqual([])
    expect(drawing.title).toBe('B2 户型平面图')
    expect(drawing.description).toBe('尚无房间数据。')
  })

  it('leaves out rooms, walls and openings that are degenerate', () => {
    const nowhere: Point = [Number.NaN, 5]
    const geometry: LayoutGeometry = {
      ...empty,
      north_deg: Number.NaN,
      rooms: [
        {
          id: 'flat',
          kind: 'living',
          name: '平',
          name_en: 'Flat',
          polygon: [
            [0, 0],
            [10, 0],
            [20, 0],
          ],
        },
        {
          id: 'ok',
          kind: 'castle' as 'living',
          name: '房',
          name_en: 'Room',
          polygon: [
            [0, 0],
            [3000, 0],
            [3000, 3000],
            [0, 3000],
          ],
        },
      ],
      walls: [
        { a: nowhere, b: [1, 1], t: 100, kind: 'outer' },
        { a: [0, 0], b: [0, 0], t: 100, kind: 'outer' },
        { a: [0, 0], b: [3000, 0], t: -5, kind: 'outer' },
      ],
      doors: [{ a: nowhere, b: nowhere, kind: 'swing', hinge: 'a', side: 'left' }],
      windows: [{ a: [0, 0], b: nowhere, kind: 'bay', sill: Number.NaN, head: Number.NaN }],
    }
    const drawing = drawFloorPlan({ geometry })
    expect(faults(drawing.svg)).toEqual([])
    expect(drawing.rooms.map((room) => room.id)).toEqual(['ok'])
  })

  it('escapes hostile names', () => {
    const [room] = a1.geometry.rooms
    if (room === undefined) throw new Error('the sample lacks rooms')
    const name = '"><script>alert(1)</script>\u0000'
    const geometry = { ...a1.geometry, rooms: [{ ...room, name }] }
    const drawing = drawFloorPlan({ geometry, name })
    expect(drawing.svg).not.toContain('<script')
    expect(faults(drawing.svg)).toEqual([])
  })
})

describe('frame', () => {
  it('fits the plan into a fixed size and never magnifies a parking bay', () => {
    const plan = drawnPlan(a1.geometry)
    const margins = { left: 4, right: 4, top: 4, bottom: 4 }
    const frame = planFrame(plan.box, 240, 200, margins)
    for (const p of plan.rooms.flatMap((room) => [...room.polygon])) {
      const [x, y] = frame.toScreen(p)
      expect(x).toBeGreaterThanOrEqual(4)
      expect(x).toBeLessThanOrEqual(236)
      expect(y).toBeGreaterThanOrEqual(4)
      expect(y).toBeLessThanOrEqual(196)
    }
    expect(
      planFrame({ minX: 0, minY: 0, maxX: 2500, maxY: 5300 }, 900, undefined, margins).scale,
    ).toBeLessThan(0.07)
  })

  it('uses plain attributes in print: no class, no variable, no style', () => {
    const { svg } = drawFloorPlan(a1, { theme: 'print', background: true })
    expect(svg).not.toMatch(/var\(|style=|<style|foreignObject| class="g[fsc]-/)
  })
})
