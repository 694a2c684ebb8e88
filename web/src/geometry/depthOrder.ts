/**
 * Painter's order for upright things on the ground. With parallel lines of sight, one convex thing hides another only
 * if both lie on a common line of sight and it is the nearer one; for convex things that do not overlap this relation
 * has no cycles, so a topological order is exact where sorting by centre is not.
 */

import { at } from './polygon'
import { across, nearness, type QuarterTurn } from './projection'
import type { Point, Polygon } from './types'

interface Extent {
  readonly left: number
  readonly right: number
  readonly mean: number
  /** Outline in (across, nearness) coordinates. */
  readonly ring: readonly Point[]
}

const TOUCH = 1e-6

function extentOf(polygon: Polygon, turn: QuarterTurn): Extent {
  const ring = polygon.map((p): Point => [across(turn, p), nearness(turn, p)])
  let left = Infinity
  let right = -Infinity
  let sum = 0
  for (const [u, v] of ring) {
    left = Math.min(left, u)
    right = Math.max(right, u)
    sum += v
  }
  return { left, right, mean: sum / Math.max(1, ring.length), ring }
}

/** Nearness of the nearest and farthest outline point on the line of sight at `u`. */
function slice(extent: Extent, u: number): readonly [number, number] {
  let far = Infinity
  let near = -Infinity
  const { ring } = extent
  for (let i = 0; i < ring.length; i += 1) {
    const p = at(ring, i)
    const q = at(ring, i + 1)
    const low = Math.min(p[0], q[0])
    const high = Math.max(p[0], q[0])
    if (u < low - TOUCH || u > high + TOUCH) continue
    const t = high - low < TOUCH ? 0 : (u - p[0]) / (q[0] - p[0])
    const v = p[1] + Math.max(0, Math.min(1, t)) * (q[1] - p[1])
    far = Math.min(far, v)
    near = Math.max(near, v)
  }
  return [far, near]
}

/** Positive when `first` is in front of `second`, negative when behind, 0 when neither can hide the other. */
function inFront(first: Extent, second: Extent): number {
  const left = Math.max(first.left, second.left)
  const right = Math.min(first.right, second.right)
  const overlap = right - left
  if (overlap <= 1e-4) return 0
  // Three lines of sight: things that touch along a slanting edge may tie on one of them, never on all.
  let verdict = 0
  for (const share of [0.5, 0.15, 0.85]) {
    const u = left + overlap * share
    const [far1, near1] = slice(first, u)
    const [far2, near2] = slice(second, u)
    const difference = far1 + near1 - (far2 + near2)
    if (Math.abs(difference) > Math.abs(verdict)) verdict = difference
  }
  return verdict
}

/**
 * Indexes of the polygons from the back to the front for the given quarter turn. Polygons must be convex; where they
 * overlap against the rules the order falls back to their centres, so the result is always a full permutation. Where the
 * order leaves a choice, things of the same group follow each other.
 */
export function paintOrder(
  polygons: readonly Polygon[],
  turn: QuarterTurn,
  groups: readonly (string | null)[] = [],
): number[] {
  const extents = polygons.map((polygon) => extentOf(polygon, turn))
  const waiting = polygons.map(() => 0)
  const nearer: number[][] = polygons.map(() => [])
  for (let i = 0; i < extents.length; i += 1) {
    for (let j = i + 1; j < extents.length; j += 1) {
      const a = extents[i] as Extent
      const b = extents[j] as Extent
      if (a.right <= b.left || b.right <= a.left) continue
      const verdict = inFront(a, b)
      if (verdict === 0) continue
      const [back, front] = verdict > 0 ? [j, i] : [i, j]
      ;(nearer[back] as number[]).push(front)
      waiting[front] = (waiting[front] as number) + 1
    }
  }
  const order: number[] = []
  const byMean = polygons
    .map((_, i) => i)
    .sort((i, j) => (extents[i] as Extent).mean - (extents[j] as Extent).mean)
  const rank = new Map(byMean.map((index, position) => [index, position]))
  const ready = byMean.filter((i) => waiting[i] === 0)
  const done = new Set<number>()
  const finish = (index: number): void => {
    order.push(index)
    done.add(index)
    for (const front of nearer[index] as number[]) {
      waiting[front] = (waiting[front] as number) - 1
      if (waiting[front] === 0 && !done.has(front)) insertByRank(ready, front, rank)
    }
  }
  while (order.length < polygons.length) {
    const group = groups[order[order.length - 1] ?? -1] ?? null
    const kin = group === null ? -1 : ready.findIndex((i) => groups[i] === group)
    let next = kin >= 0 ? ready.splice(kin, 1)[0] : ready.shift()
    if (next === undefined) next = byMean.find((i) => !done.has(i))
    if (next === undefined) break
    if (!done.has(next)) finish(next)
  }
  return order
}

function insertByRank(ready: number[], index: number, rank: ReadonlyMap<number, number>): void {
  const own = rank.get(index) ?? 0
  let low = 0
  let high = ready.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rank.get(ready[middle] as number) ?? 0) < own) low = middle + 1
    else high = middle
  }
  ready.splice(low, 0, index)
}
