import { describe, expect, it } from 'vitest'

import { convexParts } from './convexParts'
import { paintOrder } from './depthOrder'
import { at, contains } from './polygon'
import { across, nearness, type QuarterTurn } from './projection'
import { seededRandom } from './random'
import type { Point } from './types'

const TURNS = [0, 1, 2, 3] as const

function box(x: number, y: number, w: number, h: number, degrees = 0): Point[] {
  const c = Math.cos((degrees * Math.PI) / 180)
  const s = Math.sin((degrees * Math.PI) / 180)
  return (
    [
      [-w, -h],
      [w, -h],
      [w, h],
      [-w, h],
    ] as Point[]
  ).map(([px, py]): Point => [x + (px / 2) * c - (py / 2) * s, y + (px / 2) * s + (py / 2) * c])
}

/** Interval of nearness that a line of sight cuts out of a convex polygon, or null. */
function cut(polygon: readonly Point[], turn: QuarterTurn, u: number): [number, number] | null {
  const hits: number[] = []
  for (let i = 0; i < polygon.length; i += 1) {
    const a = at(polygon, i)
    const b = at(polygon, i + 1)
    const ua = across(turn, a)
    const ub = across(turn, b)
    if (ua > u === ub > u) continue
    const t = (u - ua) / (ub - ua)
    hits.push(nearness(turn, a) + t * (nearness(turn, b) - nearness(turn, a)))
  }
  return hits.length < 2 ? null : [Math.min(...hits), Math.max(...hits)]
}

/** Pairs painted in the wrong order, found by looking along many lines of sight. */
function mistakes(
  polygons: readonly (readonly Point[])[],
  order: readonly number[],
  turn: QuarterTurn,
): number {
  const rank = order.map((_, i) => order.indexOf(i))
  const us = polygons.flat().map((p) => across(turn, p))
  const low = Math.min(...us)
  const high = Math.max(...us)
  let wrong = 0
  for (let k = 1; k < 400; k += 1) {
    const u = low + ((high - low) * k) / 400
    const cuts = polygons.map((polygon) => cut(polygon, turn, u))
    for (let i = 0; i < cuts.length; i += 1) {
      for (let j = 0; j < cuts.length; j += 1) {
        const a = cuts[i]
        const b = cuts[j]
        if (i === j || !a || !b) continue
        if (a[1] <= b[0] + 1e-6 && (rank[i] as number) > (rank[j] as number)) wrong += 1
      }
    }
  }
  return wrong
}

describe('painter’s order', () => {
  it.each(TURNS)('is right for an L-shaped building with another in its corner (turn %i)', (turn) => {
    const ell: Point[] = [
      [0, 0],
      [60, 0],
      [60, 12],
      [12, 12],
      [12, 60],
      [0, 60],
    ]
    const polygons = [...convexParts(ell).map((part) => part.points), box(36, 36, 30, 30)]
    expect(mistakes(polygons, paintOrder(polygons, turn), turn)).toBe(0)
  })

  it.each(TURNS)('is right for long rotated slabs, where sorting by centre fails (turn %i)', (turn) => {
    const polygons = [
      box(0, 0, 120, 8, 20),
      box(30, 16, 10, 6, 20),
      box(-40, -22, 12, 6, 0),
      box(60, 0, 8, 8, 45),
    ]
    expect(mistakes(polygons, paintOrder(polygons, turn), turn)).toBe(0)
  })

  it('shows that sorting by centre would be wrong here', () => {
    const polygons = [box(0, 0, 120, 8, 20), box(48, 24, 10, 6, 20), box(-48, -10, 10, 6, 20)]
    const byCentre = (turn: QuarterTurn): number[] => {
      const mean = (p: readonly Point[]): number => p.reduce((s, q) => s + nearness(turn, q), 0) / p.length
      return polygons.map((_, i) => i).toSorted((i, j) => mean(polygons[i] ?? []) - mean(polygons[j] ?? []))
    }
    expect(TURNS.some((turn) => mistakes(polygons, byCentre(turn), turn) > 0)).toBe(true)
    for (const turn of TURNS) expect(mistakes(polygons, paintOrder(polygons, turn), turn)).toBe(0)
  })

  it('is right for random sites of rotated buildings that do not overlap', () => {
    for (let seed = 1; seed <= 25; seed += 1) {
      const random = seededRandom(seed)
      const polygons: Point[][] = []
      for (let tries = 0; tries < 120 && polygons.length < 24; tries += 1) {
        const next = box(random() * 200, random() * 200, 6 + random() * 50, 5 + random() * 14, random() * 180)
        const meets = polygons.some(
          (other) =>
            samples(other).some((p) => contains(next, p)) || samples(next).some((p) => contains(other, p)),
        )
        if (!meets) polygons.push(next)
      }
      for (const turn of TURNS) expect(mistakes(polygons, paintOrder(polygons, turn), turn)).toBe(0)
    }
  })

  it('names everything exactly once, even where things overlap', () => {
    const polygons = [box(0, 0, 20, 20), box(5, 5, 20, 20, 30), box(0, 0, 20, 20), box(9, -3, 40, 3, 70)]
    for (const turn of TURNS) expect(paintOrder(polygons, turn).toSorted()).toEqual([0, 1, 2, 3])
  })
})

/** Points on the outline and inside, close enough together to find any overlap that matters. */
function samples(polygon: readonly Point[]): Point[] {
  const points: Point[] = []
  const [a, b, c, d] = polygon as [Point, Point, Point, Point]
  for (let i = 0; i <= 12; i += 1) {
    for (let j = 0; j <= 6; j += 1) {
      const s = i / 12
      const t = j / 6
      points.push([
        (1 - t) * (a[0] + (b[0] - a[0]) * s) + t * (d[0] + (c[0] - d[0]) * s),
        (1 - t) * (a[1] + (b[1] - a[1]) * s) + t * (d[1] + (c[1] - d[1]) * s),
      ])
    }
  }
  return points
}
