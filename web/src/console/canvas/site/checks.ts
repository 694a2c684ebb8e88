/**
 * What is wrong with buildings on a site, by the rules and codes of `guangsha/catalog/domain/geometry.py`. Garages lie
 * below everything else and are looked at alone.
 */

import type { Point, Polygon, SiteGeometry } from '@/geometry'
import { area, contains, distanceToOutline, signedArea } from '@/geometry/polygon'

import type { Finding } from '../layout/checks'
import { cross, edgesOf, footOn, isSimple, lengthOf, pointAt, sharedArea, type Segment } from '../plane'
import type { Building } from './edit'

const TOUCH = 0.05
const LEAST = 4

function outline(name: string, polygon: Polygon): Finding | null {
  if (!isSimple(polygon)) return { code: 'not_simple', where: [name] }
  if (area(polygon) < LEAST) return { code: 'too_small', where: [name] }
  return signedArea(polygon) < 0 ? { code: 'clockwise', where: [name] } : null
}

function reachesOutside(polygon: Polygon, boundary: Polygon): boolean {
  const out = (p: Point) => !contains(boundary, p) && distanceToOutline(p, boundary) > TOUCH
  if (polygon.some(out)) return true
  // A corner of the boundary that points inwards may cut into a building whose own corners are all inside.
  return boundary.some((p) => contains(polygon, p) && distanceToOutline(p, polygon) > TOUCH)
}

/** Length of a line that lies inside a polygon. */
export function lengthInside(line: Segment, polygon: Polygon): number {
  const whole = lengthOf(line)
  const cuts = [0, whole]
  for (const edge of edgesOf(polygon)) {
    if (!cross(line, edge)) continue
    const [p, q] = [footOn(edge, line.a).off, footOn(edge, line.b).off]
    cuts.push((whole * p) / (p - q))
  }
  cuts.sort((p, q) => p - q)
  let sum = 0
  for (let k = 0; k + 1 < cuts.length; k += 1) {
    const [from, to] = [cuts[k] as number, cuts[k + 1] as number]
    if (contains(polygon, pointAt(line, (from + to) / 2))) sum += to - from
  }
  return sum
}

/** Everything wrong with the buildings; empty when all is well. Buildings without a footprint are not looked at. */
export function siteFindings(buildings: readonly Building[], site: SiteGeometry | null): Finding[] {
  const drawn = buildings.filter((one) => one.footprint.length > 0)
  const outlines = drawn.map((one) => outline(one.name, one.footprint)).filter((one) => one !== null)
  if (outlines.length > 0) return outlines
  const standing = drawn.filter((one) => one.kind !== 'garage')
  const found: Finding[] = []
  for (const one of site ? standing : [])
    if (reachesOutside(one.footprint, (site as SiteGeometry).boundary))
      found.push({ code: 'outside', where: [one.name] })
  standing.forEach((one, index) => {
    for (const two of standing.slice(index + 1))
      if (sharedArea(one.footprint, two.footprint) > 0.5)
        found.push({ code: 'overlap', where: [one.name, two.name] })
  })
  for (const one of site ? standing : []) {
    for (const water of site?.waters ?? [])
      if (sharedArea(one.footprint, water) > 0.5) found.push({ code: 'in_water', where: [one.name] })
    for (const road of site?.roads ?? []) {
      const inside = road.line
        .slice(1)
        .reduce((sum, b, k) => sum + lengthInside({ a: road.line[k] as Point, b }, one.footprint), 0)
      if (inside > 0.5) found.push({ code: 'on_road', where: [one.name] })
    }
  }
  return found
}
