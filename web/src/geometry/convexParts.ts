/** Cutting a simple polygon into few convex parts: ear clipping, then dropping needless cuts. */

import { at, isConvex, signedArea, turn } from './polygon'
import type { Point, Polygon } from './types'

export interface ConvexPart {
  readonly points: readonly Point[]
  /** For each edge i -> i + 1: the number of the outline edge it lies on, or -1 when it is a cut. */
  readonly outline: readonly number[]
}

function triangulate(polygon: Polygon): number[][] {
  const rest = polygon.map((_, i) => i)
  const triangles: number[][] = []
  let guard = polygon.length * polygon.length
  while (rest.length > 3 && guard > 0) {
    let cut = -1
    let bestQuality = -Infinity
    for (let i = 0; i < rest.length; i += 1) {
      guard -= 1
      const corners = [at(rest, i - 1), at(rest, i), at(rest, i + 1)]
      const [a, b, c] = corners.map((k) => polygon[k] as Point) as [Point, Point, Point]
      if (turn(a, b, c) <= 1e-9) continue
      const blocked = rest.some((k) => !corners.includes(k) && insideTriangle(polygon[k] as Point, a, b, c))
      if (blocked) continue
      // The shortest cut gives the most natural parts: it runs across a wing, not along it.
      const quality = -Math.hypot(a[0] - c[0], a[1] - c[1])
      if (quality > bestQuality) {
        bestQuality = quality
        cut = i
      }
    }
    if (cut < 0) break
    triangles.push([at(rest, cut - 1), at(rest, cut), at(rest, cut + 1)])
    rest.splice(cut, 1)
  }
  if (rest.length === 3) triangles.push(rest)
  return triangles
}

function insideTriangle(p: Point, a: Point, b: Point, c: Point): boolean {
  return turn(a, b, p) >= -1e-9 && turn(b, c, p) >= -1e-9 && turn(c, a, p) >= -1e-9
}

function joined(first: readonly number[], second: readonly number[]): number[] | null {
  for (let i = 0; i < first.length; i += 1) {
    const from = at(first, i)
    const to = at(first, i + 1)
    for (let j = 0; j < second.length; j += 1) {
      if (at(second, j) !== to || at(second, j + 1) !== from) continue
      const ring: number[] = []
      for (let k = 1; k <= first.length; k += 1) ring.push(at(first, i + k))
      for (let k = 2; k < second.length; k += 1) ring.push(at(second, j + k))
      return ring
    }
  }
  return null
}

/**
 * Convex parts that together cover the polygon without overlap. Input: a clean counter-clockwise ring. A ring that
 * crosses itself cannot be cut; it comes back whole, so that something sensible is still drawn.
 */
export function convexParts(polygon: Polygon): ConvexPart[] {
  const n = polygon.length
  if (n < 3) return []
  const whole: ConvexPart = { points: polygon, outline: polygon.map((_, i) => i) }
  if (isConvex(polygon)) return [whole]
  let rings = triangulate(polygon)
  const covered = rings.reduce((sum, ring) => sum + signedArea(ring.map((k) => polygon[k] as Point)), 0)
  if (Math.abs(covered - signedArea(polygon)) > 1e-3 * Math.abs(covered) + 1e-6) return [whole]
  for (let merged = true; merged;) {
    merged = false
    outer: for (let i = 0; i < rings.length; i += 1) {
      for (let j = i + 1; j < rings.length; j += 1) {
        const ring = joined(rings[i] as number[], rings[j] as number[])
        if (ring === null || !isConvex(ring.map((k) => polygon[k] as Point))) continue
        rings = [...rings.filter((_, k) => k !== i && k !== j), ring]
        merged = true
        break outer
      }
    }
  }
  return rings.map((ring) => ({
    points: ring.map((k) => polygon[k] as Point),
    outline: ring.map((k, i) => (at(ring, i + 1) === (k + 1) % n ? k : -1)),
  }))
}
