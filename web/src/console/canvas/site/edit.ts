/** Changes of the buildings on a site: metres of the project's own frame. Each takes a list and answers a new one. */

import type { BuildingKind, Point, Polygon } from '@/geometry'
import { at, boundingBox, centroid, distance, mainAxis, signedArea } from '@/geometry/polygon'

import { dot, edgeOf, edgesOf, footOn, lengthOf, minus, near, plus, pointAt, times, toStep } from '../plane'

/**
 * A stairwell: its homes are the stacks `first_stack` to `last_stack`, counted along the front. `place` is where its door
 * stands on the outline; null: nobody said.
 */
export interface Entrance {
  readonly ordinal: number
  readonly name: string
  readonly name_en: string
  readonly first_stack: number
  readonly last_stack: number
  readonly lifts: number | null
  readonly place: Point | null
}

export interface Building {
  readonly name: string
  readonly name_en: string
  readonly ordinal: number
  readonly phase_ordinal: number | null
  /** `undivided` holds homes whose building is not known; it has no footprint. */
  readonly kind: BuildingKind | 'undivided'
  readonly footprint: Polygon
  readonly floors: number | null
  readonly floors_below: number
  readonly floor_height_m: number | null
  readonly stacks: number
  readonly entrances: readonly Entrance[]
}

export type Buildings = readonly Building[]

/** Ten centimetres: nobody places a building more finely by hand. */
export const FINEST = 0.1
const tidy = (p: Point): Point => [toStep(p[0], FINEST), toStep(p[1], FINEST)]
/** A centimetre: what is left of a point after a turn. */
const fine = (p: Point): Point => [toStep(p[0], 0.01), toStep(p[1], 0.01)]

export function ringOf(polygon: Polygon): Point[] {
  const points = polygon.map(fine)
  const ring = points.filter((p, index) => !near(p, at(points, index + 1), 0.05))
  return signedArea(ring) < 0 ? ring.toReversed() : ring
}

/** The point of an outline nearest to `p`; with a step it lies a whole number of steps from the corner before it. */
export function onOutline(outline: Polygon, p: Point, step = 0): Point {
  let [best, least]: [Point, number] = [p, Infinity]
  for (const edge of edgesOf(outline)) {
    const { along } = footOn(edge, p)
    const held = Math.min(lengthOf(edge), Math.max(0, step ? toStep(along, step) : along))
    const point = pointAt(edge, held)
    const away = distance(point, p)
    if (away < least) [best, least] = [point, away]
  }
  return fine(best)
}

/** A new outline; doors go along by `carry` and stay on it. */
function reshaped(
  { entrances }: Building,
  footprint: Polygon,
  carry: (p: Point) => Point = (p) => p,
): Pick<Building, 'footprint' | 'entrances'> {
  return {
    footprint,
    entrances: entrances.map((one) =>
      one.place ? { ...one, place: onOutline(footprint, carry(one.place)) } : one,
    ),
  }
}

/** The whole building carried somewhere, doors and all. */
const carried = (building: Building, carry: (p: Point) => Point) =>
  reshaped(building, building.footprint.map(carry), carry)

export function changeBuilding(all: Buildings, name: string, change: Partial<Building>): Buildings {
  return all.map((one) => (one.name === name ? { ...one, ...change } : one))
}

const freshOrdinal = (all: Buildings): number => Math.max(0, ...all.map((one) => one.ordinal)) + 1

function freshNames(all: Buildings): { name: string; name_en: string } {
  for (let n = all.length + 1; ; n += 1) {
    if (!all.some((one) => one.name === `${n}栋`)) return { name: `${n}栋`, name_en: `Block ${n}` }
  }
}

export function addBuilding(all: Buildings, polygon: Polygon): { all: Buildings; name: string } {
  const footprint = ringOf(polygon)
  const box = boundingBox(footprint)
  const [short, long] = [box.maxX - box.minX, box.maxY - box.minY].sort((p, q) => p - q) as [number, number]
  const names = freshNames(all)
  const kind: BuildingKind = long < 1.6 * short ? 'tower' : 'slab'
  const building: Building = {
    ...names,
    ordinal: freshOrdinal(all),
    phase_ordinal: null,
    kind,
    footprint,
    floors: kind === 'tower' ? 30 : 18,
    floors_below: 0,
    floor_height_m: 3,
    stacks: Math.max(2, Math.round(long / 10)),
    entrances: [],
  }
  return { all: [...all, building], name: names.name }
}

/** The same building again, beside itself. */
export function copyBuilding(all: Buildings, building: Building): { all: Buildings; name: string } {
  const box = boundingBox(building.footprint)
  const by: Point = [toStep(box.maxX - box.minX + 10, 1), 0]
  const names = freshNames(all)
  const copy = {
    ...building,
    ...names,
    ordinal: freshOrdinal(all),
    ...carried(building, (p) => plus(p, by)),
  }
  return { all: [...all, copy], name: names.name }
}

export function removeBuilding(all: Buildings, name: string): Buildings {
  return all.filter((one) => one.name !== name)
}

export function moveBuilding(all: Buildings, name: string, by: Point): Buildings {
  const building = all.find((one) => one.name === name)
  if (!building || (by[0] === 0 && by[1] === 0)) return all
  return changeBuilding(
    all,
    name,
    carried(building, (p) => fine(plus(p, by))),
  )
}

export function moveCorner(all: Buildings, name: string, index: number, to: Point): Buildings {
  const building = all.find((one) => one.name === name)
  if (!building) return all
  const footprint = building.footprint.map((p, k) => (k === index ? tidy(to) : p))
  return changeBuilding(all, name, reshaped(building, footprint))
}

/** A side moved by a length to its right (outwards). */
export function moveSide(all: Buildings, name: string, index: number, outwards: number): Buildings {
  const building = all.find((one) => one.name === name)
  if (!building || outwards === 0) return all
  const side = edgeOf(building.footprint, index)
  const way = times(minus(side.b, side.a), 1 / lengthOf(side))
  const by = times([way[1], -way[0]], outwards)
  const next = (index + 1) % building.footprint.length
  const footprint = building.footprint.map((p, k) => (k === index || k === next ? fine(plus(p, by)) : p))
  return changeBuilding(all, name, reshaped(building, footprint))
}

/** A side made as long as told: its far end moves, with the side that hangs on it. */
export function setSideLength(all: Buildings, name: string, index: number, length: number): Buildings {
  const building = all.find((one) => one.name === name)
  if (!building || length < 1) return all
  const side = edgeOf(building.footprint, index)
  const way = times(minus(side.b, side.a), 1 / lengthOf(side))
  const next = (index + 1) % building.footprint.length
  const after = edgeOf(building.footprint, next)
  if (Math.abs(dot(way, minus(after.b, after.a))) < 0.02 * lengthOf(after))
    return moveSide(all, name, next, length - lengthOf(side))
  return moveCorner(all, name, next, plus(side.a, times(way, length)))
}

/** Degrees by which the long side is turned counter-clockwise from the x axis: from -90 to 90. */
export function angleOf(building: Building): number {
  const [x, y] = mainAxis(building.footprint)
  const angle = (Math.atan2(y, x) * 180) / Math.PI
  const half = angle > 90 ? angle - 180 : angle <= -90 ? angle + 180 : angle
  return Math.round(half * 10) / 10
}

/** The building turned around its middle, until its long side lies at an angle. */
export function turnBuilding(all: Buildings, name: string, angle: number): Buildings {
  const building = all.find((one) => one.name === name)
  if (!building) return all
  const by = ((angle - angleOf(building)) * Math.PI) / 180
  const [cos, sin] = [Math.cos(by), Math.sin(by)]
  const [ox, oy] = centroid(building.footprint)
  const turned = ([x, y]: Point): Point => [
    ox + (x - ox) * cos - (y - oy) * sin,
    oy + (x - ox) * sin + (y - oy) * cos,
  ]
  return changeBuilding(
    all,
    name,
    carried(building, (p) => fine(turned(p))),
  )
}
