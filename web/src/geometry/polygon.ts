/** Plane geometry of simple polygons. Coordinates are plain pairs with y up unless said otherwise. */

import type { Point, Polygon } from './types'

export interface Box {
  readonly minX: number
  readonly minY: number
  readonly maxX: number
  readonly maxY: number
}

/** Element of a list read as a ring: any integer index is valid. The list must not be empty. */
export function at<T>(items: readonly T[], index: number): T {
  const n = items.length
  return items[((index % n) + n) % n] as T
}

/** Signed area: positive when counter-clockwise (y up). */
export function signedArea(polygon: Polygon): number {
  let sum = 0
  for (let i = 0; i < polygon.length; i += 1) {
    const a = at(polygon, i)
    const b = at(polygon, i + 1)
    sum += a[0] * b[1] - b[0] * a[1]
  }
  return sum / 2
}

export function area(polygon: Polygon): number {
  return Math.abs(signedArea(polygon))
}

/** Centre of mass; for a degenerate polygon the mean of its points. */
export function centroid(polygon: Polygon): Point {
  const twice = signedArea(polygon) * 2
  if (Math.abs(twice) < 1e-9) {
    const n = Math.max(1, polygon.length)
    return [polygon.reduce((s, p) => s + p[0], 0) / n, polygon.reduce((s, p) => s + p[1], 0) / n]
  }
  let x = 0
  let y = 0
  for (let i = 0; i < polygon.length; i += 1) {
    const a = at(polygon, i)
    const b = at(polygon, i + 1)
    const cross = a[0] * b[1] - b[0] * a[1]
    x += (a[0] + b[0]) * cross
    y += (a[1] + b[1]) * cross
  }
  return [x / (3 * twice), y / (3 * twice)]
}

/** Bounding box; of no points at all, a box of size zero at the origin. */
export function boundingBox(points: readonly Point[]): Box {
  if (points.length === 0) return { minX: 0, minY: 0, maxX: 0, maxY: 0 }
  let minX = Infinity
  let minY = Infinity
  let maxX = -Infinity
  let maxY = -Infinity
  for (const [x, y] of points) {
    if (x < minX) minX = x
    if (x > maxX) maxX = x
    if (y < minY) minY = y
    if (y > maxY) maxY = y
  }
  return { minX, minY, maxX, maxY }
}

/** Whether two boxes have more than an edge in common. */
export function boxesMeet(p: Box, q: Box): boolean {
  return p.minX < q.maxX && q.minX < p.maxX && p.minY < q.maxY && q.minY < p.maxY
}

/** Cross product of (b - a) and (c - a): positive when c lies left of a -> b. */
export function turn(a: Point, b: Point, c: Point): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/**
 * A usable ring: finite points only, no repeated or collinear ones, counter-clockwise.
 * Empty when nothing with an area remains.
 */
export function cleanPolygon(polygon: Polygon | null | undefined, tolerance = 1e-3): Point[] {
  if (!Array.isArray(polygon)) return []
  const finite = (polygon as Polygon).filter(
    (p) =>
      Array.isArray(p) &&
      Number.isFinite(p[0]) &&
      Number.isFinite(p[1]) &&
      Math.abs(p[0]) + Math.abs(p[1]) < 1e7,
  )
  let ring = finite.filter((p, i) => distance(p, at(finite, i + 1)) > tolerance)
  for (let pass = 0; pass < 3; pass += 1) {
    const source = ring
    ring = source.filter((p, i) => {
      const before = at(source, i - 1)
      const after = at(source, i + 1)
      return Math.abs(turn(before, p, after)) > tolerance * Math.max(tolerance, distance(before, after))
    })
    if (ring.length === source.length) break
  }
  if (ring.length < 3 || area(ring) < tolerance) return []
  return signedArea(ring) < 0 ? ring.toReversed() : [...ring]
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1])
}

export function distanceToSegment(p: Point, a: Point, b: Point): number {
  const dx = b[0] - a[0]
  const dy = b[1] - a[1]
  const length2 = dx * dx + dy * dy
  const t = length2 === 0 ? 0 : Math.max(0, Math.min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length2))
  return Math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy)
}

/** Distance to an open polyline. */
export function distanceToLine(p: Point, line: readonly Point[]): number {
  let best = Infinity
  for (let i = 0; i + 1 < line.length; i += 1) {
    best = Math.min(best, distanceToSegment(p, line[i] as Point, line[i + 1] as Point))
  }
  return best
}

/** Distance to the outline of a polygon, from inside or outside. */
export function distanceToOutline(p: Point, polygon: Polygon): number {
  let best = Infinity
  for (let i = 0; i < polygon.length; i += 1) {
    best = Math.min(best, distanceToSegment(p, at(polygon, i), at(polygon, i + 1)))
  }
  return best
}

/** Even-odd test; points on the outline may fall on either side. */
export function contains(polygon: Polygon, p: Point): boolean {
  let inside = false
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i, i += 1) {
    const a = polygon[i] as Point
    const b = polygon[j] as Point
    if (a[1] > p[1] !== b[1] > p[1] && p[0] < ((b[0] - a[0]) * (p[1] - a[1])) / (b[1] - a[1]) + a[0]) {
      inside = !inside
    }
  }
  return inside
}

/** Convex hull, counter-clockwise (monotone chain). */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((p, q) => p[0] - q[0] || p[1] - q[1])
  if (sorted.length < 3) return sorted
  const half = (list: readonly Point[]): Point[] => {
    const chain: Point[] = []
    for (const p of list) {
      while (chain.length >= 2 && turn(at(chain, -2), at(chain, -1), p) <= 1e-9) chain.pop()
      chain.push(p)
    }
    chain.pop()
    return chain
  }
  return [...half(sorted), ...half(sorted.toReversed())]
}

/**
 * Outline moved outwards by `by` (inwards when negative), corners mitred up to twice the distance.
 * Input counter-clockwise. Returns an empty list when the polygon collapses or turns inside out.
 */
export function offsetPolygon(polygon: Polygon, by: number): Point[] {
  const n = polygon.length
  if (n < 3) return []
  const result: Point[] = []
  for (let i = 0; i < n; i += 1) {
    const before = unit(at(polygon, i - 1), at(polygon, i))
    const after = unit(at(polygon, i), at(polygon, i + 1))
    const corner = at(polygon, i)
    const nx = before[1] + after[1]
    const ny = -(before[0] + after[0])
    const length2 = nx * nx + ny * ny
    // n is the sum of two unit normals: corner + n * 2 * by / |n|^2 is the mitre point.
    const k = Math.min(2 / Math.max(length2, 1e-6), 2)
    result.push([corner[0] + nx * k * by, corner[1] + ny * k * by])
  }
  if (by >= 0) return result
  for (let i = 0; i < n; i += 1) {
    const original = unit(at(polygon, i), at(polygon, i + 1))
    const moved = unit(at(result, i), at(result, i + 1))
    if (original[0] * moved[0] + original[1] * moved[1] <= 0) return []
  }
  return signedArea(result) > 0 ? result : []
}

/** The outline without corners that lie closer than `tolerance` to the line between their neighbours. */
export function simplify(polygon: Polygon, tolerance: number): Point[] {
  const kept: Point[] = []
  for (let i = 0; i < polygon.length; i += 1) {
    const p = at(polygon, i)
    const before = kept[kept.length - 1] ?? at(polygon, -1)
    if (i > 0 && distanceToSegment(p, before, at(polygon, i + 1)) < tolerance) continue
    kept.push(p)
  }
  return kept.length >= 3 && signedArea(kept) > 0 ? kept : [...polygon]
}

/** Direction a -> b of length one; (0, 0) when the points coincide. */
export function unit(a: Point, b: Point): Point {
  const length = distance(a, b)
  return length === 0 ? [0, 0] : [(b[0] - a[0]) / length, (b[1] - a[1]) / length]
}

export function isConvex(polygon: Polygon): boolean {
  return polygon.every((p, i) => turn(at(polygon, i - 1), p, at(polygon, i + 1)) > -1e-7)
}

/** The direction of the longest edge after edges of equal direction were added up; length one. */
export function mainAxis(polygon: Polygon): Point {
  const sums: { axis: Point; length: number }[] = []
  for (let i = 0; i < polygon.length; i += 1) {
    const a = at(polygon, i)
    const b = at(polygon, i + 1)
    const axis = unit(a, b)
    const length = distance(a, b)
    const same = sums.find((s) => Math.abs(s.axis[0] * axis[0] + s.axis[1] * axis[1]) > 0.995)
    if (same === undefined) sums.push({ axis, length })
    else same.length += length
  }
  let best: { axis: Point; length: number } = { axis: [1, 0], length: 0 }
  for (const sum of sums) if (sum.length > best.length + 1e-6) best = sum
  return best.axis
}

/** The part of a convex polygon on the left of the line a -> b. */
export function cutLeft(polygon: readonly Point[], a: Point, b: Point): Point[] {
  const result: Point[] = []
  for (let i = 0; i < polygon.length; i += 1) {
    const p = at(polygon, i)
    const q = at(polygon, i + 1)
    const sp = turn(a, b, p)
    const sq = turn(a, b, q)
    if (sp >= 0) result.push(p)
    if (sp >= 0 === sq >= 0) continue
    const t = sp / (sp - sq)
    result.push([p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t])
  }
  return result
}

/** Common part of two convex polygons, the second counter-clockwise. */
export function intersection(first: readonly Point[], second: readonly Point[]): Point[] {
  let result: Point[] = [...first]
  for (let i = 0; i < second.length && result.length >= 3; i += 1) {
    result = cutLeft(result, at(second, i), at(second, i + 1))
  }
  return result.length >= 3 ? result : []
}
