/**
 * Sunlight on the floor: what a clear morning at the equinox brings in through each window that faces the sun. It says
 * at a glance which rooms are sunny, and it is true to the layout's orientation.
 */

import { convexParts } from '../convexParts'
import type { Painter } from '../palette'
import { contains, intersection, signedArea, unit } from '../polygon'
import { sunAtSolarHour, sunDirection } from '../sun'
import { pathOf } from '../svg'
import type { Point, WindowOpening } from '../types'
import { isSegment, type DrawnPlan, type PlanFrame } from './frame'
import { outsideOf } from './openings'
import { wallOf } from './walls'

const LATITUDE = 31
const SOLAR_HOUR = 10.2

/** The patch a window throws on the floor of the room behind it, as convex pieces in plan coordinates. */
export function sunPatch(window: WindowOpening, plan: DrawnPlan, north_deg: number): Point[][] {
  const sun = sunAtSolarHour('2026-03-20', SOLAR_HOUR, LATITUDE)
  const toSun = sunDirection(sun, -(Number.isFinite(north_deg) ? north_deg : 0))
  const thickness = wallOf(window, plan.walls)?.t ?? 200
  const outside = outsideOf(window.a, window.b, thickness, plan.rooms)
  if (outside === 0) return []
  const [ux, uy] = unit(window.a, window.b)
  const outward: Point = [-uy * outside, ux * outside]
  if (outward[0] * toSun[0] + outward[1] * toSun[1] < 0.12) return []
  const perHeight = 1 / Math.tan((sun.altitude_deg * Math.PI) / 180)
  const reach = (height: number): Point => [-toSun[0] * height * perHeight, -toSun[1] * height * perHeight]
  const sill = Math.max(0, window.kind === 'french' ? 0 : window.sill)
  const near = reach(sill)
  const far = reach(Math.max(sill + 100, window.head))
  const at = (p: Point, by: Point): Point => [p[0] + by[0], p[1] + by[1]]
  let patch = [at(window.a, near), at(window.b, near), at(window.b, far), at(window.a, far)]
  if (signedArea(patch) < 0) patch = patch.toReversed()
  const inside: Point = [
    (window.a[0] + window.b[0]) / 2 - outward[0] * (thickness / 2 + 150),
    (window.a[1] + window.b[1]) / 2 - outward[1] * (thickness / 2 + 150),
  ]
  const room = plan.rooms.find((r) => contains(r.polygon, inside))
  if (room === undefined) return []
  return convexParts(room.polygon)
    .map((part) => intersection(patch, part.points))
    .filter((piece) => piece.length >= 3)
}

export function drawSunlight(
  windows: readonly WindowOpening[],
  plan: DrawnPlan,
  north_deg: number,
  frame: PlanFrame,
  paint: Painter,
): string {
  const path = windows
    .filter(isSegment)
    .flatMap((window) => sunPatch(window, plan, north_deg))
    .map((piece) => pathOf(piece.map(frame.toScreen)))
    .join('')
  return path === '' ? '' : `<path d="${path}"${paint.fill('sunlight')} fill-opacity=".62"/>`
}
