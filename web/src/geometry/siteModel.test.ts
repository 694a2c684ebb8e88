import { describe, expect, it } from 'vitest'

import { SITES } from './__gallery__/sites'
import { faults } from './__gallery__/faults'
import { painter } from './palette'
import { area, contains, distanceToLine } from './polygon'
import { projectionOf, project } from './projection'
import { aspectOf, baysOf } from './site/facade'
import { buildingShadows } from './site/ground'
import { plantRooms } from './site/roofs'
import { bestTurn, fit, sceneOf, type Canvas } from './site/scene'
import { isFree, plantTrees } from './site/trees'
import { drawSiteModel, siteSpots } from './siteModel'
import type { Point, SiteBuilding, SiteModelInput } from './types'

const TURNS = [0, 1, 2, 3] as const
const nothing: SiteModelInput = {
  bearing_deg: 0,
  site: { version: 1, boundary: [], greens: [], waters: [], roads: [] },
  buildings: [],
}
const slab: SiteBuilding = {
  id: 'b1',
  name: '1栋',
  kind: 'slab',
  floors: 6,
  floor_height_m: 3,
  stacks: 4,
  footprint: [
    [0, 0],
    [40, 0],
    [40, 12],
    [0, 12],
  ],
}
const overlap = (a: { minX: number; maxX: number; minY: number; maxY: number }, b: typeof a): boolean =>
  a.minX < b.maxX && b.minX < a.maxX && a.minY < b.maxY && b.minY < a.maxY

describe.each(SITES.map((sample) => [sample.name, sample.input] as const))(
  'site model of %s',
  (name, input) => {
    it.each(TURNS)('is well formed and shows every building after %i quarter turns', (turn) => {
      const drawing = drawSiteModel(input, { turn, seed: name, name })
      expect(faults(drawing.svg)).toEqual([])
      for (const building of input.buildings) {
        expect(drawing.svg).toContain(`class="gd-building" data-building-id="${building.id}"`)
      }
    })

    it('keeps to its size: a hero under 250 kB, a card about 40 kB at most', () => {
      expect(drawSiteModel(input, { seed: name }).svg.length).toBeLessThan(250_000)
      expect(drawSiteModel(input, { seed: name, mode: 'card', theme: 'auto' }).svg.length).toBeLessThan(
        41_000,
      )
      expect(drawSiteModel(input, { seed: name, mode: 'card', width: 160 }).svg.length).toBeLessThan(40_000)
    })

    it('is lighter for phones: the same buildings from the same side, less of everything else', () => {
      const [full, light] = [false, true].map((light) => drawSiteModel(input, { seed: name, light }))
      expect(light?.svg.length).toBeLessThan(full?.svg.length ?? 0)
      expect(faults(light?.svg ?? '')).toEqual([])
      const standing = (svg = '') =>
        new Set([...svg.matchAll(/data-building-id="([^"]*)"/g)].map((one) => one[1]))
      expect(standing(light?.svg)).toEqual(standing(full?.svg))
      expect([light?.width, light?.height, light?.turn]).toEqual([full?.width, full?.height, full?.turn])
    })

    it('is the same picture for the same seed and another one for another seed', () => {
      const once = drawSiteModel(input, { seed: 'a' }).svg
      expect(drawSiteModel(input, { seed: 'a' }).svg).toBe(once)
      expect(drawSiteModel(input, { seed: 'b' }).svg).not.toBe(once)
    })

    it.each(['hero', 'card', 'share'] as const)('keeps all buildings inside the picture (%s)', (mode) => {
      const drawing = drawSiteModel(input, { seed: name, mode, labels: true })
      const scene = sceneOf(input, 1)
      const view = fit(scene, drawing.turn, {
        width: drawing.width,
        height: drawing.height,
        zoom: 1.3,
        padding: 10,
        headroom: 20,
      })
      for (const building of scene.buildings) {
        for (const corner of building.footprint) {
          const [x, y] = project(view, corner, building.height)
          expect(x).toBeGreaterThanOrEqual(0)
          expect(x).toBeLessThanOrEqual(drawing.width)
          expect(y).toBeGreaterThanOrEqual(0)
          expect(y).toBeLessThanOrEqual(drawing.height)
        }
      }
    })

    it.each(TURNS)('has labels that do not meet and stay inside (turn %i)', (turn) => {
      const { labels, width, height } = drawSiteModel(input, { turn, seed: name })
      expect(labels.length).toBeGreaterThan(0)
      for (const [i, label] of labels.entries()) {
        expect(label.box.minX).toBeGreaterThanOrEqual(0)
        expect(label.box.maxX).toBeLessThanOrEqual(width)
        expect(label.box.minY).toBeGreaterThanOrEqual(0)
        expect(label.box.maxY).toBeLessThanOrEqual(height)
        for (const other of labels.slice(i + 1)) expect(overlap(label.box, other.box)).toBe(false)
      }
    })

    it('plants no tree in a building, on a road or in water', () => {
      const scene = sceneOf(input, 42)
      const trees = plantTrees(scene, 300)
      expect(trees.length).toBeGreaterThan(10)
      for (const tree of trees) {
        expect(contains(scene.plate, tree.at)).toBe(true)
        expect(scene.buildings.some((b) => contains(b.footprint, tree.at))).toBe(false)
        expect(scene.waters.some((w) => contains(w, tree.at))).toBe(false)
        expect(scene.roads.every((road) => distanceToLine(tree.at, road.line) > road.width / 2)).toBe(true)
        expect(isFree(scene, tree.at, tree.radius)).toBe(true)
      }
    })
  },
)

describe('homes behind walls', () => {
  const [building] = sceneOf({ ...nothing, buildings: [slab] }, 1).buildings
  if (building === undefined) throw new Error('no building')

  it('are counted from the left as seen from outside the front, which faces south', () => {
    expect(building.front[1]).toBeCloseTo(-1)
    const bays = baysOf(building, [0, 0], [40, 0])
    expect(bays.map((bay) => bay.stack)).toEqual([1, 2, 3, 4])
    expect(bays.map((bay) => [bay.from, bay.to])).toEqual([
      [0, 10],
      [10, 20],
      [20, 30],
      [30, 40],
    ])
  })

  it('appear mirrored at the back and belong to the end homes at the sides', () => {
    expect(baysOf(building, [40, 12], [0, 12]).map((bay) => bay.stack)).toEqual([4, 3, 2, 1])
    expect(baysOf(building, [40, 0], [40, 12])).toEqual([{ from: 0, to: 12, stack: 4 }])
    expect(baysOf(building, [0, 12], [0, 0])).toEqual([{ from: 0, to: 12, stack: 1 }])
    expect(aspectOf(building, [0, -1])).toBe('front')
    expect(aspectOf(building, [0, 1])).toBe('back')
    expect(aspectOf(building, [1, 0])).toBe('side')
  })

  it('take the colour of their status', () => {
    const cells = [{ floor: 5, stack: 2, status: 'held' as const }]
    const svg = drawSiteModel({ ...nothing, buildings: [{ ...slab, cells }] }, { theme: 'web' }).svg
    expect(svg).toMatch(/class="gs-winHeld(Shade)?"/)
    expect(svg).not.toMatch(/class="gs-winAvailable/)
    expect(drawSiteModel({ ...nothing, buildings: [slab] }).svg).not.toMatch(/gs-win/)
  })
})

describe('ground and roof', () => {
  it('casts shadows longer than the footprints, all turning the same way', () => {
    const scene = sceneOf({ ...nothing, buildings: [slab] }, 1)
    const view = projectionOf(0, 1)
    const canvas: Canvas = {
      scene,
      view,
      paint: painter('print'),
      prefix: 'x',
      width: 9,
      height: 9,
      detail: 2,
      thrift: 0,
    }
    const numbers = [...buildingShadows(canvas).matchAll(/-?\d*\.?\d+/g)]
    expect(numbers.length).toBeGreaterThan(8)
    expect(scene.sun.altitude_deg).toBeGreaterThan(30)
  })

  it('puts plant rooms on tall buildings only, and wholly on the roof', () => {
    const tall = sceneOf({ ...nothing, buildings: [{ ...slab, floors: 20 }, slab] }, 1).buildings
    const [first, second] = tall
    if (first === undefined || second === undefined) throw new Error('no building')
    const rooms = plantRooms(first)
    expect(rooms.length).toBeGreaterThan(0)
    for (const room of rooms) expect(room.corners.every((p) => contains(first.footprint, p))).toBe(true)
    expect(plantRooms({ ...second, floors: 3 })).toEqual([])
  })

  it('turns fronts towards the eye', () => {
    const scene = sceneOf({ ...nothing, buildings: [slab] }, 1)
    expect([0, 3]).toContain(bestTurn(scene))
    const north = sceneOf({ ...nothing, bearing_deg: 180, buildings: [slab] }, 1)
    expect([1, 2]).toContain(bestTurn(north))
  })

  it('guesses a boundary around buildings when there is none', () => {
    const scene = sceneOf({ ...nothing, buildings: [slab] }, 1)
    expect(area(scene.boundary)).toBeGreaterThan(area(slab.footprint))
    expect(slab.footprint.every((p) => contains(scene.plate, p))).toBe(true)
  })
})

describe('bad input', () => {
  it('draws a sky for a site without anything', () => {
    const drawing = drawSiteModel(nothing)
    expect(faults(drawing.svg)).toEqual([])
    expect(drawing.labels).toEqual([])
  })

  it('leaves out footprints without an area and survives absurd numbers', () => {
    const line: Point[] = [
      [0, 0],
      [9, 9],
    ]
    const buildings: SiteBuilding[] = [
      { ...slab, id: 'line', footprint: line },
      { ...slab, id: 'nan', floors: Number.NaN, floor_height_m: Number.NaN, stacks: Number.NaN },
      {
        ...slab,
        id: 'tall',
        floors: 1e9,
        stacks: 1e9,
        footprint: slab.footprint.map(([x, y]): Point => [x + 80, y]),
      },
      { ...slab, id: 'minus', floors: -3, stacks: -1 },
    ]
    const drawing = drawSiteModel({ ...nothing, bearing_deg: Number.NaN, lat: Number.NaN, buildings })
    expect(faults(drawing.svg)).toEqual([])
    expect(drawing.svg).toContain('data-building-id="tall"')
    expect(drawing.svg).not.toContain('data-building-id="line"')
    expect(drawing.svg.length).toBeLessThan(250_000)
  })

  it('escapes hostile names and ids', () => {
    const hostile = '"><script>alert(1)</script>\u0008'
    const drawing = drawSiteModel(
      { ...nothing, buildings: [{ ...slab, id: hostile, name: hostile }] },
      { name: hostile },
    )
    expect(drawing.svg).not.toContain('<script')
    expect(faults(drawing.svg)).toEqual([])
  })
})

describe('themes', () => {
  const [sample] = SITES
  if (sample === undefined) throw new Error('no sample site')

  it('print and dark need no style sheet', () => {
    for (const theme of ['print', 'dark'] as const) {
      expect(drawSiteModel(sample.input, { theme }).svg).not.toMatch(
        /var\(|style=|<style|foreignObject| class="g[fsc]-/,
      )
    }
  })

  it('are told apart in ids, so that two on one page do not share gradients', () => {
    const prefix = (svg: string): string => svg.match(/aria-labelledby="(\w+)/)?.[1] ?? ''
    expect(prefix(drawSiteModel(sample.input, { theme: 'dark' }).svg)).not.toBe(
      prefix(drawSiteModel(sample.input).svg),
    )
  })
})

describe('what lies over a site model', () => {
  it.each(SITES)(
    'has a spot for every building of $name, inside the picture, names never meeting',
    ({ input, name }) => {
      for (const turn of TURNS) {
        const { width, height, spots } = siteSpots(input, { seed: name, turn })
        const standing = input.buildings.filter((building) => building.floors > 0)
        expect(new Set(spots.map((spot) => spot.id))).toEqual(
          new Set(standing.map((building) => building.id)),
        )
        for (const spot of spots) {
          const corners = cornersOf(spot.outline)
          expect(corners.length).toBeGreaterThan(2)
          for (const [x, y] of corners) {
            expect(Number(x)).toBeGreaterThanOrEqual(0)
            expect(Number(x)).toBeLessThanOrEqual(width)
            expect(Number(y)).toBeGreaterThanOrEqual(0)
            expect(Number(y)).toBeLessThanOrEqual(height)
          }
        }
        expect(spots.filter((spot) => spot.wide).length).toBeGreaterThan(0)
      }
    },
  )

  it('stands where the picture with the same options has its buildings', () => {
    const input = { ...nothing, buildings: [slab] }
    const svg = drawSiteModel(input, { seed: 'a', labels: false, theme: 'web' }).svg
    const feet = [...svg.matchAll(/<g transform="matrix\([^)]* (-?[\d.]+) (-?[\d.]+)\)"><path d="M0 0h/g)]
    const { outline = '' } = siteSpots(input, { seed: 'a', labels: false }).spots[0] ?? {}
    expect(feet.length).toBeGreaterThan(0)
    // The lowest corner of the silhouette is where the two walls in sight meet the ground.
    const corners = cornersOf(outline)
    const lowest = corners.reduce((low, one) => (one[1] > low[1] ? one : low))
    const [fx, fy] = feet
      .map((foot): Point => [Number(foot[1]), Number(foot[2])])
      .reduce((low, one) => (one[1] > low[1] ? one : low))
    expect(Math.hypot(lowest[0] - fx, lowest[1] - fy)).toBeLessThan(1)
  })
})

/** Corners of path data made of relative steps. */
function cornersOf(path: string): Point[] {
  const found: Point[] = []
  let [x, y] = [0, 0]
  for (const [, command = '', numbers = ''] of path.matchAll(/([Mlhvz])([^Mlhvz]*)/g)) {
    const values = [...numbers.matchAll(/-?(?:\d+\.?\d*|\.\d+)/g)].map(Number)
    for (let i = 0; i < values.length; i += command === 'h' || command === 'v' ? 1 : 2) {
      const [a = 0, b = 0] = [values[i], values[i + 1]]
      if (command === 'M') [x, y] = [a, b]
      else if (command === 'h') x += a
      else if (command === 'v') y += a
      else [x, y] = [x + a, y + b]
      found.push([x, y])
    }
  }
  return found
}
