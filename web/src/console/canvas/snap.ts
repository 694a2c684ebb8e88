/** Snapping: a point that is being drawn goes to what it nearly meets, and says why. */

import type { Point } from '@/geometry'
import { distance } from '@/geometry/polygon'

import { footOn, lengthOf, pointAt, toStep, type Segment } from './plane'

export interface Guide {
  readonly kind: 'corner' | 'edge' | 'align'
  readonly a: Point
  readonly b: Point
}

export interface Snapped {
  readonly point: Point
  readonly guides: readonly Guide[]
}

export interface SnapTargets {
  readonly corners: readonly Point[]
  readonly edges: readonly Segment[]
}

export interface SnapOptions {
  /** Distance between the lines of the grid. */
  readonly grid: number
  /** How near is near, in the unit of the drawing. */
  readonly reach: number
  /** Switched off: the point is only rounded to the finest unit. */
  readonly free?: boolean
  readonly finest: number
  /** The point before it: the line to it is held horizontal, vertical or at 45 degrees. */
  readonly from?: Point | undefined
  readonly straight?: boolean
}

/** The line from a point held to the nearest eighth of a turn. */
function straightened(from: Point, to: Point): Point {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  const eighth = Math.round(Math.atan2(dy, dx) / (Math.PI / 4))
  if (eighth % 2 !== 0) {
    const side = Math.max(Math.abs(dx), Math.abs(dy))
    return [from[0] + Math.sign(dx) * side, from[1] + Math.sign(dy) * side]
  }
  return eighth % 4 === 0 ? [to[0], from[1]] : [from[0], to[1]]
}

function nearestOf<T>(items: readonly T[], away: (item: T) => number, reach: number): T | undefined {
  let best: T | undefined
  let least = reach
  for (const item of items) {
    const off = away(item)
    if (off <= least) {
      least = off
      best = item
    }
  }
  return best
}

/** The x or y of a corner near enough to stand in line with it; the nearest corner on that line, for its guide. */
function inLine(p: Point, axis: 0 | 1, corners: readonly Point[], reach: number): Point | undefined {
  const line = nearestOf(corners, (corner) => Math.abs(corner[axis] - p[axis]), reach)
  if (!line) return undefined
  const same = corners.filter((corner) => corner[axis] === line[axis])
  return same.toSorted((one, two) => distance(one, p) - distance(two, p))[0]
}

/**
 * Where a point goes: to a corner; else to an edge, and along it to the grid or in line with a corner; else in line with
 * corners; else to the grid.
 */
export function snapPoint(raw: Point, targets: SnapTargets, options: SnapOptions): Snapped {
  const { grid, reach, finest, from } = options
  const wish = options.straight && from ? straightened(from, raw) : raw
  const round = (p: Point, step: number): Point => [toStep(p[0], step), toStep(p[1], step)]
  if (options.free) return { point: round(wish, finest), guides: [] }
  const corner = nearestOf(targets.corners, (one) => distance(one, wish), reach)
  if (corner) return { point: corner, guides: [{ kind: 'corner', a: corner, b: corner }] }
  const edge = nearestOf(
    targets.edges,
    (one) => {
      const { along, off } = footOn(one, wish)
      return along < 0 || along > lengthOf(one) ? Infinity : Math.abs(off)
    },
    reach,
  )
  if (edge) return onEdge(wish, edge, targets, options)
  const guides: Guide[] = []
  const gridded = round(wish, grid)
  const point: [number, number] = [gridded[0], gridded[1]]
  const lines = from ? [...targets.corners, from] : targets.corners
  const found = [inLine(wish, 0, lines, reach), inLine(wish, 1, lines, reach)]
  found.forEach((one, axis) => {
    if (one) point[axis as 0 | 1] = one[axis as 0 | 1]
  })
  for (const one of found) if (one) guides.push({ kind: 'align', a: one, b: point })
  if (options.straight && from) {
    const held = straightened(from, point)
    return { point: round(held, finest), guides }
  }
  return { point, guides }
}

function onEdge(wish: Point, edge: Segment, targets: SnapTargets, options: SnapOptions): Snapped {
  const { grid, reach, finest } = options
  const upright = Math.abs(edge.a[0] - edge.b[0]) < 1e-6
  const level = Math.abs(edge.a[1] - edge.b[1]) < 1e-6
  const guide: Guide = { kind: 'edge', a: edge.a, b: edge.b }
  if (upright || level) {
    const [still, moving] = upright ? ([0, 1] as const) : ([1, 0] as const)
    const point: [number, number] = [0, 0]
    point[still] = edge.a[still]
    const aligned = inLine(wish, moving, targets.corners, reach)
    point[moving] = aligned ? aligned[moving] : toStep(wish[moving], grid)
    return { point, guides: aligned ? [guide, { kind: 'align', a: aligned, b: point }] : [guide] }
  }
  const along = toStep(footOn(edge, wish).along, grid)
  const [x, y] = pointAt(edge, Math.min(lengthOf(edge), Math.max(0, along)))
  return { point: [toStep(x, finest), toStep(y, finest)], guides: [guide] }
}

/**
 * How far a shape that is being moved goes: the first of its corners that finds something to snap to decides for the
 * whole; otherwise its first corner goes to the grid.
 */
export function snapMove(
  corners: readonly Point[],
  by: Point,
  targets: SnapTargets,
  options: SnapOptions,
): { by: Point; guides: readonly Guide[] } {
  const first = corners[0]
  if (!first) return { by, guides: [] }
  const moved = (p: Point): Point => [p[0] + by[0], p[1] + by[1]]
  if (options.free) {
    return { by: [toStep(by[0], options.finest), toStep(by[1], options.finest)], guides: [] }
  }
  for (const corner of corners) {
    const meets = nearestOf(targets.corners, (one) => distance(one, moved(corner)), options.reach)
    if (meets) {
      return {
        by: [meets[0] - corner[0], meets[1] - corner[1]],
        guides: [{ kind: 'corner', a: meets, b: meets }],
      }
    }
  }
  const result: [number, number] = [
    toStep(first[0] + by[0], options.grid) - first[0],
    toStep(first[1] + by[1], options.grid) - first[1],
  ]
  const guides: Guide[] = []
  for (const axis of [0, 1] as const) {
    let best: { corner: Point; line: Point; off: number } | undefined
    for (const corner of corners) {
      const line = inLine(moved(corner), axis, targets.corners, options.reach)
      const off = line ? Math.abs(line[axis] - moved(corner)[axis]) : Infinity
      if (line && off < (best?.off ?? Infinity)) best = { corner, line, off }
    }
    if (!best) continue
    result[axis] = best.line[axis] - best.corner[axis]
    guides.push({ kind: 'align', a: best.line, b: best.corner })
  }
  const by2: Point = [toStep(result[0], options.finest), toStep(result[1], options.finest)]
  return {
    by: by2,
    guides: guides.map(({ kind, a, b }) => ({ kind, a, b: [b[0] + by2[0], b[1] + by2[1]] as Point })),
  }
}
