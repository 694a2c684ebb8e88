/** Everything a site model is drawn from, computed once: clean buildings, sun, style, and the way it is looked at. */

import { convexParts, type ConvexPart } from '../convexParts'
import { MATERIALS, ROOF_TILES, type Material, type Painter, type RoofTile, type Sky } from '../palette'
import { boundingBox, cleanPolygon, convexHull, mainAxis, offsetPolygon, type Box } from '../polygon'
import {
  project,
  projectionOf,
  screenRight,
  towardsEye,
  type Projection,
  type QuarterTurn,
} from '../projection'
import { pick, seededRandom } from '../random'
import { sunAtSolarHour, sunDirection, type SunPosition } from '../sun'
import type { Point, Road, SiteBuilding, SiteModelInput, UnitStatus } from '../types'

export type Facade = 'grid' | 'ribbon' | 'fins'
export type Planting = 'plain' | 'blossom' | 'autumn'

/** What makes one project look different from the next, beyond its geometry. */
export interface SiteStyle {
  readonly sky: Sky
  readonly main: Material
  readonly accent: Material
  readonly tile: RoofTile
  readonly facade: Facade
  readonly planting: Planting
}

export interface SceneBuilding {
  readonly source: SiteBuilding
  readonly footprint: readonly Point[]
  readonly parts: readonly ConvexPart[]
  /** Whole storeys above ground; 0 for something underground. */
  readonly floors: number
  readonly floorHeight: number
  /** Top of the walls, metres. */
  readonly height: number
  /** Along the front from left to right as seen from outside it; length one. */
  readonly axis: Point
  readonly front: Point
  readonly stacks: number
  readonly statuses: ReadonlyMap<string, UnitStatus> | null
  readonly material: Material
}

export interface Scene {
  readonly buildings: readonly SceneBuilding[]
  readonly boundary: readonly Point[]
  readonly greens: readonly (readonly Point[])[]
  readonly waters: readonly (readonly Point[])[]
  readonly roads: readonly Road[]
  /** Outline of the site, convex: the inner edge of the street around it. */
  readonly hull: readonly Point[]
  /** Outline of the model's base plate. */
  readonly plate: readonly Point[]
  readonly style: SiteStyle
  readonly sun: SunPosition
  /** Direction to the sun on the ground, in the local frame. */
  readonly sunAt: Point
  readonly seed: number
}

export const STREET_WIDTH = 17

export function cellKey(floor: number, stack: number): string {
  return `${floor}:${stack}`
}

function toBuilding(source: SiteBuilding, south: Point, style: SiteStyle): SceneBuilding | null {
  const footprint = cleanPolygon(source.footprint, 0.05)
  if (footprint.length < 3) return null
  const floors = Math.max(0, Math.min(200, Math.floor(Number.isFinite(source.floors) ? source.floors : 0)))
  const stated = source.floor_height_m
  const floorHeight = Number.isFinite(stated) && stated > 1.8 && stated < 12 ? stated : 3
  const along = mainAxis(footprint)
  // Of the two long sides the front is the one that looks more to the south; left of it is to the west.
  const normal: Point = [along[1], -along[0]]
  const facing = normal[0] * south[0] + normal[1] * south[1]
  const front: Point = facing >= 0 ? normal : [-normal[0], -normal[1]]
  const axis: Point = [-front[1], front[0]]
  const cells = source.cells ?? []
  return {
    source,
    footprint,
    parts: convexParts(footprint),
    floors,
    floorHeight,
    height: floors * floorHeight,
    axis,
    front,
    stacks: Math.max(1, Math.min(60, Math.floor(Number.isFinite(source.stacks) ? source.stacks : 1))),
    statuses: cells.length === 0 ? null : new Map(cells.map((c) => [cellKey(c.floor, c.stack), c.status])),
    material:
      source.kind === 'tower' || source.kind === 'slab' || source.kind === 'villa'
        ? style.main
        : style.accent,
  }
}

const HOURS: Readonly<Record<Sky, number>> = { morning: 9.2, noon: 11.1, dusk: 14.9 }

/** The sun of a pleasant day: high enough for shadows to stay near their buildings, low enough to model the walls. */
function portraitSun(sky: Sky, lat: number): SunPosition {
  const day = lat >= 0 ? '2026-04-28' : '2026-10-28'
  return sunAtSolarHour(day, HOURS[sky], lat)
}

export function styleOf(seed: number, sky?: Sky): SiteStyle {
  const random = seededRandom(seed)
  const main = pick(random, [...MATERIALS] as [Material, ...Material[]])
  const others = MATERIALS.filter((m) => m !== main) as [Material, ...Material[]]
  return {
    sky: sky ?? pick(random, ['morning', 'morning', 'noon', 'dusk', 'dusk']),
    main,
    accent: pick(random, others),
    tile: pick(random, [...ROOF_TILES] as [RoofTile, ...RoofTile[]]),
    facade: pick(random, ['grid', 'ribbon', 'fins']),
    planting: pick(random, ['plain', 'plain', 'blossom', 'autumn']),
  }
}

/** Cleans the input and derives what all parts of the drawing share. */
export function sceneOf(input: SiteModelInput, seed: number, sky?: Sky): Scene {
  const style = styleOf(seed, sky)
  const bearing = Number.isFinite(input.bearing_deg) ? input.bearing_deg : 0
  const lat = Number.isFinite(input.lat) ? Math.max(-60, Math.min(60, input.lat as number)) : 30
  const sun = portraitSun(style.sky, lat)
  const radians = (bearing * Math.PI) / 180
  const south: Point = [Math.sin(radians), -Math.cos(radians)]
  const buildings = input.buildings.flatMap((b) => toBuilding(b, south, style) ?? [])
  const clean = (polygons: SiteModelInput['site']['greens'] | undefined): Point[][] =>
    (polygons ?? []).map((p) => cleanPolygon(p, 0.05)).filter((p) => p.length >= 3)
  const greens = clean(input.site.greens)
  const waters = clean(input.site.waters)
  const roads = (input.site.roads ?? []).flatMap((road): Road[] => {
    const line = (road.line ?? []).filter((p) => Number.isFinite(p[0]) && Number.isFinite(p[1]))
    return line.length >= 2 && road.width > 0 && road.width < 100 ? [{ line, width: road.width }] : []
  })
  let boundary = cleanPolygon(input.site.boundary, 0.05)
  if (boundary.length < 3)
    boundary = guessedBoundary([...buildings.map((b) => b.footprint), ...greens, ...waters])
  const all = [...boundary, ...buildings.flatMap((b) => [...b.footprint]), ...waters.flat()]
  const hull = all.length < 3 ? [] : convexHull(all)
  return {
    buildings,
    boundary,
    greens,
    waters,
    roads,
    hull,
    plate: hull.length < 3 ? [] : offsetPolygon(hull, STREET_WIDTH),
    style,
    sun,
    sunAt: sunDirection(sun, bearing),
    seed,
  }
}

/** Without a boundary: a rectangle around everything else, a little wider. */
function guessedBoundary(polygons: readonly (readonly Point[])[]): Point[] {
  const points = polygons.flatMap((p) => [...p])
  if (points.length < 3) return []
  const { minX, minY, maxX, maxY } = boundingBox(points)
  const m = 14
  return [
    [minX - m, minY - m],
    [maxX + m, minY - m],
    [maxX + m, maxY + m],
    [minX - m, maxY + m],
  ]
}

/**
 * The quarter turn that shows the site best: fronts towards the eye, shadows falling sideways instead of hiding
 * behind their buildings.
 */
export function bestTurn(scene: Scene): QuarterTurn {
  let best: QuarterTurn = 0
  let bestScore = -Infinity
  for (const turn of [0, 3, 1, 2] as const) {
    const eye = towardsEye(turn)
    const right = screenRight(turn)
    const sideways = Math.abs(right[0] * scene.sunAt[0] + right[1] * scene.sunAt[1])
    let fronts = 0
    let weight = 0
    for (const b of scene.buildings) {
      const w = 1 + b.height
      fronts += w * Math.min(0.72, b.front[0] * eye[0] + b.front[1] * eye[1])
      weight += w
    }
    const score = (weight === 0 ? 0 : fronts / weight) * 2 + sideways
    if (score > bestScore + 1e-6) {
      best = turn
      bestScore = score
    }
  }
  return best
}

export interface FitOptions {
  readonly width: number
  readonly height: number
  /** How far the base plate may run out of the picture: 1 fits it wholly, larger values come nearer. */
  readonly zoom: number
  /** Space kept free around the buildings, pixels. */
  readonly padding: number
  /** Extra space above for labels, pixels. */
  readonly headroom: number
}

function extent(points: readonly Point[]): Box {
  return boundingBox(points)
}

/** Scale and position that fill the picture: buildings always inside, the plate as far as the zoom allows. */
export function fit(scene: Scene, turn: QuarterTurn, options: FitOptions): Projection {
  const unitView = projectionOf(turn, 1)
  const plate = extent(scene.plate.map((p) => project(unitView, p)))
  const tops = scene.buildings.flatMap((b) =>
    b.footprint.flatMap((p) => [
      project(unitView, p),
      project(unitView, p, b.height + (b.source.kind === 'villa' ? 3 : 5)),
    ]),
  )
  const built = tops.length === 0 ? plate : extent(tops)
  const width = Math.max(20, options.width - 2 * options.padding)
  const height = Math.max(20, options.height - 2 * options.padding - options.headroom)
  const whole = extent([
    [plate.minX, plate.minY],
    [plate.maxX, plate.maxY],
    [built.minX, built.minY],
    [built.maxX, built.maxY],
  ])
  const span = (low: number, high: number): number => Math.max(1, high - low)
  const fitWhole = Math.min(
    options.width / span(whole.minX, whole.maxX),
    options.height / span(whole.minY, whole.maxY),
  )
  const fitBuilt = Math.min(width / span(built.minX, built.maxX), height / span(built.minY, built.maxY))
  const scale = Math.min(fitWhole * options.zoom, fitBuilt, 14)
  const place = (
    low: number,
    high: number,
    wholeLow: number,
    wholeHigh: number,
    size: number,
    from: number,
    to: number,
  ): number => {
    // Centre everything, then move just enough to keep the buildings inside.
    let offset = size / 2 - ((wholeLow + wholeHigh) / 2) * scale
    if (low * scale + offset < from) offset = from - low * scale
    if (high * scale + offset > to) offset = to - high * scale
    return offset
  }
  const { padding, headroom } = options
  const e = place(
    built.minX,
    built.maxX,
    whole.minX,
    whole.maxX,
    options.width,
    padding,
    options.width - padding,
  )
  const f = place(
    built.minY,
    built.maxY,
    whole.minY,
    whole.maxY,
    options.height,
    padding + headroom,
    options.height - padding,
  )
  return projectionOf(turn, scale, e, f)
}

/** How much of the light that a surface facing the sun gets falls on a surface with this normal, in steps. */
export function lightStep(scene: Scene, normal: readonly [number, number, number], steps: number): number {
  const altitude = (Math.max(5, scene.sun.altitude_deg) * Math.PI) / 180
  const cos = Math.cos(altitude)
  const direct =
    normal[0] * scene.sunAt[0] * cos + normal[1] * scene.sunAt[1] * cos + normal[2] * Math.sin(altitude)
  // Walls turned away still get light from the sky, and a little more the less they are turned away.
  const light = direct > 0 ? 0.5 + 0.85 * direct : 0.36 + 0.34 * direct
  return Math.max(0, Math.min(steps - 1, Math.round(light * (steps - 1))))
}

export type Thrift = 0 | 1 | 2

/** What the drawing functions of one picture share. */
export interface Canvas {
  readonly scene: Scene
  readonly view: Projection
  readonly paint: Painter
  readonly prefix: string
  readonly width: number
  readonly height: number
  /** 2: everything; 1: cards, without hairlines and small parts; 0: tiny pictures. */
  readonly detail: 0 | 1 | 2
  /**
   * How much a small picture of many walls leaves out, so that the file stays small. 0: nothing; 1: hairlines and things
   * on roofs; 2: also windows on narrow walls, and rows of windows that stand for more storeys.
   */
  readonly thrift: Thrift
}
