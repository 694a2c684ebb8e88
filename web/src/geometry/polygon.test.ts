import { describe, expect, it } from 'vitest'

import { convexParts } from './convexParts'
import {
  area,
  centroid,
  cleanPolygon,
  contains,
  convexHull,
  intersection,
  isConvex,
  mainAxis,
  offsetPolygon,
  signedArea,
} from './polygon'
import { seededRandom } from './random'
import type { Point, Polygon } from './types'

const square: Polygon = [
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
]
const ell: Polygon = [
  [0, 0],
  [20, 0],
  [20, 8],
  [8, 8],
  [8, 30],
  [0, 30],
]
const comb: Polygon = [
  [0, 0],
  [30, 0],
  [30, 20],
  [24, 20],
  [24, 6],
  [18, 6],
  [18, 20],
  [12, 20],
  [12, 6],
  [6, 6],
  [6, 20],
  [0, 20],
]

/** A star-shaped polygon with random radii: simple, usually far from convex. */
function star(seed: number): Point[] {
  const random = seededRandom(seed)
  const n = 5 + Math.floor(random() * 12)
  return Array.from({ length: n }, (_, i): Point => {
    const angle = (i / n) * Math.PI * 2
    const radius = 4 + random() * 16
    return [Math.cos(angle) * radius, Math.sin(angle) * radius]
  })
}

describe('areas and centres', () => {
  it('measures with a sign that tells the direction', () => {
    expect(signedArea(square)).toBe(100)
    expect(signedArea(square.toReversed())).toBe(-100)
    expect(area(ell)).toBe(20 * 8 + 8 * 22)
    expect(centroid(square)).toEqual([5, 5])
  })

  it('finds the centre of points in a line without dividing by zero', () => {
    expect(
      centroid([
        [0, 0],
        [4, 0],
        [8, 0],
      ]),
    ).toEqual([4, 0])
    expect(centroid([])).toEqual([0, 0])
  })
})

describe('cleaning', () => {
  it('turns clockwise rings round and drops repeated and collinear points', () => {
    const dirty: Point[] = [
      [0, 10],
      [5, 10],
      [10, 10],
      [10, 10],
      [10, 0],
      [0, 0],
      [0, 10],
    ]
    const clean = cleanPolygon(dirty)
    expect(signedArea(clean)).toBe(100)
    expect(clean).toHaveLength(4)
  })

  it.each([
    ['nothing', []],
    [
      'two points',
      [
        [0, 0],
        [1, 1],
      ],
    ],
    [
      'a line',
      [
        [0, 0],
        [5, 0],
        [9, 0],
      ],
    ],
    [
      'no numbers',
      [
        [Number.NaN, 0],
        [1, Infinity],
        [0, 1],
      ],
    ],
  ] as [string, Point[]][])('gives an empty ring for %s', (_, polygon) => {
    expect(cleanPolygon(polygon)).toEqual([])
  })

  it('survives values that are no polygon at all', () => {
    expect(cleanPolygon(null)).toEqual([])
    expect(cleanPolygon('x' as unknown as Polygon)).toEqual([])
    expect(cleanPolygon([1, 2, 3] as unknown as Polygon)).toEqual([])
  })
})

describe('offsets', () => {
  it('moves edges by the distance asked for', () => {
    expect(area(offsetPolygon(square, 1))).toBeCloseTo(144)
    expect(area(offsetPolygon(square, -1))).toBeCloseTo(64)
  })

  it('gives nothing when the polygon collapses', () => {
    expect(offsetPolygon(square, -6)).toEqual([])
  })
})

describe('convex parts', () => {
  it.each([
    ['square', square, 1],
    ['L', ell, 2],
    ['comb', comb, 6],
  ] as [string, Polygon, number][])('cuts a %s into few parts', (_, polygon, most) => {
    const parts = convexParts(polygon)
    expect(parts.length).toBeLessThanOrEqual(most)
    expect(parts.every((part) => isConvex(part.points))).toBe(true)
    expect(parts.reduce((sum, part) => sum + signedArea(part.points), 0)).toBeCloseTo(area(polygon))
  })

  it('covers any simple polygon exactly and keeps every outline edge once', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const polygon = cleanPolygon(star(seed))
      const parts = convexParts(polygon)
      expect(parts.reduce((sum, part) => sum + signedArea(part.points), 0)).toBeCloseTo(
        signedArea(polygon),
        6,
      )
      const edges = parts
        .flatMap((part) => part.outline.filter((edge) => edge >= 0))
        .toSorted((a, b) => a - b)
      expect(edges).toEqual(polygon.map((_, i) => i))
    }
  })

  it('still gives something to draw for a ring that crosses itself', () => {
    const bow: Point[] = [
      [0, 0],
      [10, 10],
      [10, 0],
      [0, 12],
    ]
    expect(convexParts(bow).length).toBeGreaterThan(0)
  })
})

describe('hull, intersection, axis', () => {
  it('contains all its points', () => {
    const points = star(7)
    const hull = convexHull(points)
    expect(isConvex(hull)).toBe(true)
    const wider = offsetPolygon(hull, 1e-6)
    expect(points.every((p) => contains(wider, p))).toBe(true)
  })

  it('intersects convex polygons', () => {
    const moved = square.map(([x, y]): Point => [x + 5, y + 5])
    expect(area(intersection(square, moved))).toBeCloseTo(25)
    expect(
      intersection(
        square,
        square.map(([x, y]): Point => [x + 50, y]),
      ),
    ).toEqual([])
  })

  it('adds up edges of one direction to find the main axis', () => {
    const [x, y] = mainAxis(ell)
    expect(Math.abs(x)).toBeCloseTo(0)
    expect(Math.abs(y)).toBeCloseTo(1)
  })
})
