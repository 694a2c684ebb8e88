/** Vectors and segments of the drawing canvas, in whatever unit the drawing has; y up. */

import { convexParts, type Point, type Polygon } from '@/geometry'
import { area, at, cleanPolygon, distance, intersection, turn } from '@/geometry/polygon'

export interface Segment {
  readonly a: Point
  readonly b: Point
}

/** A part of a segment, as lengths from its start. */
export type Span = readonly [from: number, to: number]

export const plus = (p: Point, q: Point): Point => [p[0] + q[0], p[1] + q[1]]
export const minus = (p: Point, q: Point): Point => [p[0] - q[0], p[1] - q[1]]
export const times = (p: Point, k: number): Point => [p[0] * k, p[1] * k]
export const dot = (p: Point, q: Point): number => p[0] * q[0] + p[1] * q[1]
export const middle = (p: Point, q: Point): Point => [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2]
export const near = (p: Point, q: Point, within = 1): boolean => distance(p, q) <= within

/** The number rounded to a step (1, 50, 0.1 ...) without the dust of binary fractions. */
export function toStep(value: number, step: number): number {
  const rounded = Math.round(value / step) * step
  return Math.round(rounded * 1e6) / 1e6 + 0
}

/** The point at a length from the start of a segment. */
export function pointAt({ a, b }: Segment, length: number): Point {
  const whole = distance(a, b)
  return whole === 0 ? a : plus(a, times(minus(b, a), length / whole))
}

/** Where the foot of a point lies on the line through a segment, as a length from its start; and how far off it is. */
export function footOn({ a, b }: Segment, p: Point): { along: number; off: number } {
  const whole = distance(a, b)
  if (whole === 0) return { along: 0, off: distance(a, p) }
  const way = times(minus(b, a), 1 / whole)
  const to = minus(p, a)
  return { along: dot(to, way), off: way[0] * to[1] - way[1] * to[0] }
}

export function edgeOf(polygon: Polygon, index: number): Segment {
  return { a: at(polygon, index), b: at(polygon, index + 1) }
}

export function edgesOf(polygon: Polygon): Segment[] {
  return polygon.map((_, index) => edgeOf(polygon, index))
}

/** Whether two segments run the same way, to within about half a degree. */
export function parallel(one: Segment, two: Segment): boolean {
  const p = minus(one.b, one.a)
  const q = minus(two.b, two.a)
  const size = Math.hypot(...p) * Math.hypot(...q)
  return size > 0 && Math.abs(p[0] * q[1] - p[1] * q[0]) / size < 0.01
}

/** The part of a segment that is nearer than `reach` to another one (a convex set, hence one span); null when none is. */
export function spanNear(line: Segment, other: Segment, reach: number): Span | null {
  const whole = distance(line.a, line.b)
  if (whole === 0) return null
  const way = times(minus(line.b, line.a), 1 / whole)
  const hits: Span[] = []
  for (const centre of [other.a, other.b]) {
    const to = minus(centre, line.a)
    const along = dot(to, way)
    const left = reach * reach - (dot(to, to) - along * along)
    if (left >= 0) hits.push([along - Math.sqrt(left), along + Math.sqrt(left)])
  }
  const box = spanInBox(line.a, way, other, reach)
  if (box) hits.push(box)
  if (hits.length === 0) return null
  const from = Math.max(0, Math.min(...hits.map((hit) => hit[0])))
  const to = Math.min(whole, Math.max(...hits.map((hit) => hit[1])))
  return to > from ? [from, to] : null
}

function spanInBox(start: Point, way: Point, other: Segment, reach: number): Span | null {
  const length = distance(other.a, other.b)
  if (length === 0) return null
  const axis = times(minus(other.b, other.a), 1 / length)
  const normal: Point = [-axis[1], axis[0]]
  const to = minus(start, other.a)
  let from = -Infinity
  let until = Infinity
  for (const [direction, low, high] of [
    [axis, 0, length],
    [normal, -reach, reach],
  ] as const) {
    const speed = dot(way, direction)
    const place = dot(to, direction)
    if (Math.abs(speed) < 1e-9) {
      if (place < low || place > high) return null
      continue
    }
    const [p, q] = [(low - place) / speed, (high - place) / speed]
    from = Math.max(from, Math.min(p, q))
    until = Math.min(until, Math.max(p, q))
  }
  return until > from ? [from, until] : null
}

/** What is left of a segment once everything near the others is taken away. */
export function without(line: Segment, others: readonly Segment[], reach: number): Segment[] {
  const whole = distance(line.a, line.b)
  const spans = others.map((other) => spanNear(line, other, reach)).filter((span) => span !== null)
  spans.sort((p, q) => p[0] - q[0])
  const left: Segment[] = []
  let from = 0
  const keep = (to: number) => {
    if (to - from > 1e-6) left.push({ a: pointAt(line, from), b: pointAt(line, to) })
  }
  for (const [start, end] of spans) {
    keep(start)
    from = Math.max(from, end)
  }
  keep(whole)
  return left
}

export const lengthOf = (line: Segment): number => distance(line.a, line.b)
export const totalLength = (lines: readonly Segment[]): number =>
  lines.reduce((sum, line) => sum + lengthOf(line), 0)

/** How much of a segment is near the others. */
export function lengthNear(line: Segment, others: readonly Segment[], reach: number): number {
  return lengthOf(line) - totalLength(without(line, others, reach))
}

/** Whether two segments meet in a point that is inside both. */
export function cross(one: Segment, two: Segment): boolean {
  const [p, q] = [turn(one.a, one.b, two.a), turn(one.a, one.b, two.b)]
  const [r, s] = [turn(two.a, two.b, one.a), turn(two.a, two.b, one.b)]
  return ((p > 0 && q < 0) || (p < 0 && q > 0)) && ((r > 0 && s < 0) || (r < 0 && s > 0))
}

/** Whether an outline neither crosses nor touches itself. */
export function isSimple(polygon: Polygon): boolean {
  const edges = edgesOf(polygon)
  const n = edges.length
  if (n < 3) return false
  for (let i = 0; i < n; i += 1) {
    const edge = edges[i] as Segment
    for (let j = i + 1; j < n; j += 1) {
      const other = edges[j] as Segment
      if (cross(edge, other)) return false
      const neighbours = j === i + 1 || (i === 0 && j === n - 1)
      if (neighbours) {
        // A spike runs back over itself.
        const [from, corner, to] = j === i + 1 ? [edge.a, edge.b, other.b] : [other.a, other.b, edge.b]
        const back = dot(minus(from, corner), minus(to, corner)) > 0
        if (back && Math.abs(turn(from, corner, to)) < 1e-6) return false
        continue
      }
      if ([other.a, other.b].some((p) => touches(edge, p)) || [edge.a, edge.b].some((p) => touches(other, p)))
        return false
    }
  }
  return true
}

function touches(edge: Segment, p: Point): boolean {
  const { along, off } = footOn(edge, p)
  return Math.abs(off) < 1e-6 && along > -1e-6 && along < lengthOf(edge) + 1e-6
}

/** Area that two simple polygons share. */
export function sharedArea(one: Polygon, two: Polygon): number {
  const second = convexParts(cleanPolygon(two))
  let sum = 0
  for (const part of convexParts(cleanPolygon(one))) {
    for (const other of second) sum += area(intersection(part.points, other.points))
  }
  return sum
}

/** Points turned around a centre by quarter turns, counter-clockwise. */
export function quarterTurned(p: Point, centre: Point, quarters: number): Point {
  const [x, y] = minus(p, centre)
  const turned = [
    [x, y],
    [-y, x],
    [-x, -y],
    [y, -x],
  ][((quarters % 4) + 4) % 4] as unknown as Point
  return plus(centre, turned)
}
