/** Roofs: flat with parapet and plant rooms, pitched for villas. */

import type { ConvexPart } from '../convexParts'
import { LIGHT_STEPS } from '../palette'
import {
  area,
  at,
  boundingBox,
  centroid,
  contains,
  convexHull,
  cutLeft,
  distance,
  distanceToSegment,
  intersection,
  offsetPolygon,
  unit,
} from '../polygon'
import { project, towardsEye } from '../projection'
import { hashText, seededRandom } from '../random'
import { pathOf } from '../svg'
import type { Point } from '../types'
import { lightStep, type Canvas, type SceneBuilding } from './scene'

/** A convex polygon with each edge moved inwards by its own distance; empty when it collapses. */
export function insetEdges(points: readonly Point[], distances: readonly number[]): Point[] {
  let result: Point[] = [...points]
  for (let i = 0; i < points.length; i += 1) {
    const a = at(points, i)
    const b = at(points, i + 1)
    const [ux, uy] = unit(a, b)
    const by = distances[i] ?? 0
    if (by <= 0) continue
    const shift = (p: Point): Point => [p[0] - uy * by, p[1] + ux * by]
    result = cutLeft(result, shift(a), shift(b))
    if (result.length < 3) return []
  }
  return result
}

/** Walls of an upright box and its lid, as SVG. */
function box(
  corners: readonly Point[],
  low: number,
  high: number,
  wall: string,
  lid: string,
  canvas: Canvas,
): string {
  const { view, scene, paint } = canvas
  const eye = towardsEye(view.turn)
  let out = ''
  for (let i = 0; i < corners.length; i += 1) {
    const a = at(corners, i)
    const b = at(corners, i + 1)
    const [ux, uy] = unit(a, b)
    const normal: Point = [uy, -ux]
    if (normal[0] * eye[0] + normal[1] * eye[1] <= 1e-6) continue
    const step = lightStep(scene, [normal[0], normal[1], 0], LIGHT_STEPS)
    const path = pathOf([
      project(view, a, low),
      project(view, b, low),
      project(view, b, high),
      project(view, a, high),
    ])
    out += `<path d="${path}"${paint.fill(`${wall}${step}`)}/>`
  }
  return `${out}<path d="${pathOf(corners.map((p) => project(view, p, high)))}"${paint.fill(lid)}/>`
}

function rectangle(centre: Point, axis: Point, length: number, depth: number): Point[] {
  const [ux, uy] = axis
  const corner = (s: number, t: number): Point => [
    centre[0] + (ux * s * length) / 2 - (uy * t * depth) / 2,
    centre[1] + (uy * s * length) / 2 + (ux * t * depth) / 2,
  ]
  return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)]
}

/** Width of the parapet seen from above, metres. */
const RIM = 0.7

/** Height of the wall above the roof's floor, metres. */
export function parapetOf(building: SceneBuilding): number {
  return building.source.kind === 'villa' ? 0 : building.floors >= 7 ? 1.3 : 0.8
}

interface PlantRoom {
  readonly corners: readonly Point[]
  readonly height: number
}

/** Stair heads and lift rooms: along the main axis, one for about every 26 metres, only where they fit. */
export function plantRooms(building: SceneBuilding): PlantRoom[] {
  if (building.floors < 5 || building.source.kind === 'villa') return []
  const [ux, uy] = building.axis
  const bounds = boundingBox(building.footprint.map(([x, y]): Point => [x * ux + y * uy, -x * uy + y * ux]))
  const length = bounds.maxX - bounds.minX
  const depth = bounds.maxY - bounds.minY
  const count = Math.max(1, Math.min(4, Math.round(length / 26)))
  const rooms: PlantRoom[] = []
  for (let i = 0; i < count; i += 1) {
    const s = bounds.minX + (length * (i + 0.5)) / count
    for (const share of [0.58, 0.5, 0.3, 0.72]) {
      const t = bounds.minY + depth * share
      const centre: Point = [s * ux - t * uy, s * uy + t * ux]
      const corners = rectangle(
        centre,
        building.axis,
        Math.min(7.5, length / count / 2.4),
        Math.min(5, depth * 0.36),
      )
      if (!corners.every((p) => contains(building.footprint, p))) continue
      rooms.push({ corners, height: building.floors >= 18 ? 4.2 : 3.2 })
      break
    }
  }
  return rooms
}

/** What of a roof is painted in one go: parts of a building that follow each other in painter's order. */
interface RoofPiece {
  readonly part: ConvexPart
  readonly inset: readonly Point[]
}

/**
 * Flat roof over consecutive parts: rim, floor, the rim's far inner sides, then what stands on it. All parts are
 * equally tall, so no wall of one can cover the roof of another and the roof may be painted after all their walls.
 */
export function flatRoof(building: SceneBuilding, parts: readonly ConvexPart[], canvas: Canvas): string {
  const { view, paint, scene, detail } = canvas
  const parapet = parapetOf(building)
  const top = building.height + parapet
  const flat = (points: readonly Point[]): string => pathOf(points.map((p) => project(view, p, top)))
  const pieces = parts.flatMap((part): RoofPiece[] => {
    const inset = insetEdges(
      part.points,
      part.outline.map((edge) => (edge >= 0 ? RIM : 0)),
    )
    return inset.length < 3 ? [] : [{ part, inset }]
  })
  const green = seededRandom(hashText(building.source.id) ^ scene.seed)() < 0.3 && building.floors <= 12
  const floorColour = green ? 'roofGreen' : 'roofTop'
  const whole = parts.length === building.parts.length ? offsetPolygon(building.footprint, -RIM) : []
  let out: string
  if (whole.length >= 3) {
    out = `<path d="${flat(building.footprint)}"${paint.fill('roofRim')}/><path d="${flat(whole)}"${paint.fill(floorColour)}/>`
  } else {
    // Parts of one roof meet in cuts; a thin line of the same colour closes the seams.
    const rims = parts.map((part) => flat(part.points)).join('')
    const floors = pieces.map((piece) => flat(piece.inset)).join('')
    out = `<path d="${rims}"${paint.both('roofRim', 'roofRim')} stroke-width=".5"/>`
    if (floors !== '') out += `<path d="${floors}"${paint.both(floorColour, floorColour)} stroke-width=".7"/>`
  }
  // Moving something on the roof's floor down by the parapet is moving it this far towards the eye at the rim's level.
  const shift = parapet * Math.SQRT2
  if (parapet * view.rise >= 1.2) {
    const sides = pieces.map((piece) => innerParapet(piece.part, piece.inset, shift, top, canvas)).join('')
    if (sides !== '') out += `<path d="${sides}"${paint.fill('roofSide')}/>`
  }
  if (detail === 0 || canvas.thrift > 0) return out
  return out + onRoof(building, pieces, shift, canvas)
}

/** Plant rooms with their shadows on the roof. */
function onRoof(
  building: SceneBuilding,
  pieces: readonly RoofPiece[],
  shift: number,
  canvas: Canvas,
): string {
  const { view, paint, scene } = canvas
  const top = building.height + parapetOf(building)
  const eye = towardsEye(view.turn)
  let out = ''
  for (const room of plantRooms(building)) {
    const piece = pieces.find(({ part }) => contains(part.points, centroid(room.corners)))
    if (piece === undefined) continue
    const reach = room.height / Math.tan((Math.max(25, scene.sun.altitude_deg) * Math.PI) / 180)
    const cast = room.corners.map((p): Point => [
      p[0] - scene.sunAt[0] * reach,
      p[1] - scene.sunAt[1] * reach,
    ])
    const low = convexHull([...room.corners, ...cast]).map((p): Point => [
      p[0] + eye[0] * shift,
      p[1] + eye[1] * shift,
    ])
    const shade = intersection(low, piece.inset)
    if (shade.length >= 3) {
      out += `<path d="${pathOf(shade.map((p) => project(view, p, top)))}"${paint.fill('shadow')} fill-opacity=".13"/>`
    }
    out += box(
      room.corners,
      building.height,
      building.height + room.height,
      building.material,
      'roofRim',
      canvas,
    )
  }
  return out
}

/** Path of the parapet's inner sides that face the eye: along those edges that lie at the back. */
function innerParapet(
  part: ConvexPart,
  inset: readonly Point[],
  shift: number,
  top: number,
  canvas: Canvas,
): string {
  const { view } = canvas
  const eye = towardsEye(view.turn)
  let path = ''
  for (let i = 0; i < inset.length; i += 1) {
    const a = at(inset, i)
    const b = at(inset, i + 1)
    const [ux, uy] = unit(a, b)
    if (uy * eye[0] - ux * eye[1] >= -1e-6) continue
    const middle: Point = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
    const onCut = part.outline.some(
      (edge, k) => edge < 0 && distanceToSegment(middle, at(part.points, k), at(part.points, k + 1)) < 0.01,
    )
    if (onCut) continue
    const moved = (p: Point): Point => [p[0] + eye[0] * shift, p[1] + eye[1] * shift]
    const strip = intersection([moved(b), moved(a), a, b], inset)
    // In a crowded small picture a sliver of parapet is a dot nobody sees.
    if (strip.length >= 3 && (canvas.thrift < 2 || area(strip) * view.scale ** 2 > 4))
      path += pathOf(strip.map((p) => project(view, p, top)))
  }
  return path
}

type Point3 = readonly [number, number, number]

function normalOf(a: Point3, b: Point3, c: Point3): Point3 {
  const u = [b[0] - a[0], b[1] - a[1], b[2] - a[2]] as const
  const v = [c[0] - a[0], c[1] - a[1], c[2] - a[2]] as const
  const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]] as const
  const length = Math.hypot(...n) || 1
  return [n[0] / length, n[1] / length, n[2] / length]
}

/** Hipped roof over the rectangle around the given points, with eaves; ridge along the longer side. */
export function pitchedRoof(building: SceneBuilding, points: readonly Point[], canvas: Canvas): string {
  const { view, scene, paint, detail } = canvas
  const [ux, uy] = building.axis
  const own = points.map(([x, y]): Point => [x * ux + y * uy, -x * uy + y * ux])
  const eaves = 0.55
  const b = boundingBox(own)
  const [s0, s1, t0, t1] = [b.minX - eaves, b.maxX + eaves, b.minY - eaves, b.maxY + eaves]
  const base = building.height - 0.15
  const alongS = s1 - s0 >= t1 - t0
  const half = (alongS ? t1 - t0 : s1 - s0) / 2
  const ridge = base + Math.min(3.6, half * 0.62)
  const hip = half * 0.72
  const world = (s: number, t: number, z: number): Point3 => [s * ux - t * uy, s * uy + t * ux, z]
  const c = [world(s0, t0, base), world(s1, t0, base), world(s1, t1, base), world(s0, t1, base)] as const
  const r0 = alongS ? world(s0 + hip, t0 + half, ridge) : world(s0 + half, t0 + hip, ridge)
  const r1 = alongS ? world(s1 - hip, t0 + half, ridge) : world(s0 + half, t1 - hip, ridge)
  const faces: Point3[][] = alongS
    ? [
        [c[0], c[1], r1, r0],
        [c[1], c[2], r1],
        [c[2], c[3], r0, r1],
        [c[3], c[0], r0],
      ]
    : [
        [c[1], c[2], r1, r0],
        [c[2], c[3], r1],
        [c[3], c[0], r0, r1],
        [c[0], c[1], r0],
      ]
  const eye = towardsEye(view.turn)
  const flat = (p: Point3): Point => project(view, [p[0], p[1]], p[2])
  const bySteps = new Map<string, string>()
  let lines = ''
  for (const face of faces) {
    const normal = normalOf(face[0] as Point3, face[1] as Point3, face[2] as Point3)
    if (normal[0] * eye[0] * 0.8165 + normal[1] * eye[1] * 0.8165 + normal[2] * 0.5774 <= 0.01) continue
    const step = lightStep(scene, normal, LIGHT_STEPS)
    const colour = `${scene.style.tile}${step}`
    bySteps.set(colour, (bySteps.get(colour) ?? '') + pathOf(face.map(flat)))
    if (detail === 2) lines += tileLines(face.map(flat))
  }
  let out = ''
  for (const [colour, path] of bySteps) out += `<path d="${path}"${paint.fill(colour)}/>`
  if (lines !== '')
    out += `<path d="${lines}" fill="none"${paint.stroke('slab')} stroke-opacity=".2" stroke-width=".5"/>`
  const crest = pathOf([flat(r0), flat(r1)], false)
  if (crest !== '' && canvas.thrift === 0)
    out += `<path d="${crest}" fill="none"${paint.stroke('slab')} stroke-opacity=".5" stroke-width=".8"/>`
  return out
}

/** Courses of tiles, parallel to the eaves. */
function tileLines(face: readonly Point[]): string {
  const [a, b] = [face[0] as Point, face[1] as Point]
  const topRight = face[2] as Point
  const topLeft = (face[3] ?? face[2]) as Point
  const count = Math.max(2, Math.min(6, Math.round(distance(a, topLeft) / 4)))
  let out = ''
  for (let i = 1; i < count; i += 1) {
    const t = i / count
    const p: Point = [a[0] + (topLeft[0] - a[0]) * t, a[1] + (topLeft[1] - a[1]) * t]
    const q: Point = [b[0] + (topRight[0] - b[0]) * t, b[1] + (topRight[1] - b[1]) * t]
    out += pathOf([p, q], false)
  }
  return out
}
