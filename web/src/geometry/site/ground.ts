/**
 * The base plate with everything that lies flat on it. Drawn in ground metres under one matrix, so that strokes get
 * their true projected width.
 */

import { at, distance, offsetPolygon, simplify, unit } from '../polygon'
import { project, screenRight, towardsEye } from '../projection'
import { seededRandom } from '../random'
import { shadowOffset, shadowPolygons } from '../sun'
import { matrix, num, pathOf } from '../svg'
import { contains, distanceToOutline, boundingBox } from '../polygon'
import type { Point } from '../types'
import { STREET_WIDTH, type Canvas } from './scene'

/** How thick the model's base is, metres. */
const PLATE_THICKNESS = 2.6

/** Sides of the base that the eye sees, and the soft shadow under it. Screen coordinates. */
export function drawPlateEdge(canvas: Canvas): string {
  const { scene, view, paint } = canvas
  const eye = towardsEye(view.turn)
  const down = PLATE_THICKNESS
  let out = ''
  const outline = scene.plate.map((p) => project(view, p, -down))
  for (const [drop, opacity] of [
    [7, '.05'],
    [3.4, '.06'],
  ] as const) {
    const y = drop * view.rise
    out += `<path transform="translate(0 ${num(y)})" d="${pathOf(outline)}"${paint.fill('shadow')} fill-opacity="${opacity}"/>`
  }
  for (let i = 0; i < scene.plate.length; i += 1) {
    const a = at(scene.plate, i)
    const b = at(scene.plate, i + 1)
    const [ux, uy] = unit(a, b)
    if (uy * eye[0] - ux * eye[1] <= 1e-6) continue
    const toSun = uy * scene.sunAt[0] - ux * scene.sunAt[1]
    const face = [project(view, a), project(view, b), project(view, b, -down), project(view, a, -down)]
    out += `<path d="${pathOf(face)}"${paint.fill(toSun > 0.15 ? 'plateEdge' : 'plateEdgeDark')}/>`
  }
  return out
}

function outline(points: readonly Point[]): string {
  return pathOf(points)
}

/** Soft outlines need fewer points where a metre is about a pixel. */
function softened(polygons: readonly (readonly Point[])[], canvas: Canvas): (readonly Point[])[] {
  return canvas.detail === 2
    ? [...polygons]
    : polygons.map((p) => simplify(p, [0.45, 0.6, 0.9][canvas.thrift] ?? 0.9))
}

function all(polygons: readonly (readonly Point[])[], digits = 1): string {
  return polygons.map((p) => pathOf(p, true, digits)).join('')
}

/** Shadows of all buildings as one path; outlines all turn the same way, so the non-zero rule unites them. */
export function buildingShadows(canvas: Canvas): string {
  const { scene } = canvas
  // Where a metre is about a pixel, the soft edge of a shadow does not need its tenths.
  const digits = canvas.thrift > 0 ? 0 : 1
  return scene.buildings
    .filter((b) => b.height > 0)
    .map((b) => all(shadowPolygons(b.parts, shadowOffset(scene.sun, bearingFree(canvas), b.height)), digits))
    .join('')
}

/** The sun's direction in the scene is already local, so shadows are computed with the bearing it implies. */
function bearingFree(canvas: Canvas): number {
  const { sun, sunAt } = canvas.scene
  return sun.azimuth_deg - (Math.atan2(sunAt[0], sunAt[1]) * 180) / Math.PI
}

function ripples(canvas: Canvas): string {
  const { scene } = canvas
  const random = seededRandom(scene.seed ^ 0x57a7e4)
  let path = ''
  for (const water of scene.waters) {
    const b = boundingBox(water)
    const wanted = Math.min(16, Math.max(2, ((b.maxX - b.minX) * (b.maxY - b.minY)) / 160))
    for (let i = 0; i < wanted * 3; i += 1) {
      const p: Point = [b.minX + random() * (b.maxX - b.minX), b.minY + random() * (b.maxY - b.minY)]
      const length = 1.6 + random() * 3
      if (!contains(water, p) || distanceToOutline(p, water) < length + 0.8) continue
      const [rx, ry] = screenRight(canvas.view.turn)
      path += `M${num(p[0] - (rx * length) / 2)} ${num(p[1] - (ry * length) / 2)}l${num(rx * length)} ${num(ry * length)}`
    }
  }
  return path
}

/** Garden paths: the walk that leads around each lawn, drawn as a lighter line inside it. */
function lawns(canvas: Canvas): string {
  const { scene, paint, detail } = canvas
  if (scene.greens.length === 0) {
    const garden = offsetPolygon(scene.boundary, -2.2)
    return garden.length < 3 ? '' : `<path d="${outline(garden)}"${paint.fill('lawn')}/>`
  }
  let out = `<path d="${all(softened(scene.greens, canvas))}"${paint.both('lawn', 'hedge')} stroke-width="${detail === 0 ? 0 : 0.7}" stroke-linejoin="round"/>`
  if (detail > 0) {
    const inner = softened(scene.greens, canvas)
      .map((g) => offsetPolygon(g, -3.2))
      .filter((g) => g.length >= 3)
    if (inner.length > 0) out += `<path d="${all(inner)}"${paint.fill('lawnDeep')} fill-opacity=".55"/>`
  }
  return out
}

function streets(canvas: Canvas): string {
  const { scene, paint, detail } = canvas
  const middle = offsetPolygon(scene.hull, STREET_WIDTH * 0.5)
  const width = STREET_WIDTH * 0.52
  let out = `<path d="${outline(scene.plate)}"${paint.fill('plate')}/>`
  out += `<path d="${outline(middle)}" fill="none"${paint.stroke('street')} stroke-width="${num(width)}" stroke-linejoin="round"/>`
  if (detail > 0) {
    out += `<path d="${outline(middle)}" fill="none"${paint.stroke('lane')} stroke-width=".45" stroke-dasharray="3 3.4" stroke-opacity=".8"/>`
  }
  return out
}

function roads(canvas: Canvas): string {
  const { scene, paint, detail } = canvas
  let casing = ''
  let surface = ''
  let lanes = ''
  for (const road of scene.roads) {
    const d = pathOf(road.line, false)
    casing += `<path d="${d}" stroke-width="${num(road.width + 1.3)}"/>`
    surface += `<path d="${d}" stroke-width="${num(road.width)}"/>`
    if (road.width >= 5.5) lanes += d
  }
  if (casing === '') return ''
  const join = `fill="none" stroke-linejoin="round" stroke-linecap="butt"`
  return (
    `<g ${join}${paint.stroke('kerb')}>${casing}</g><g ${join}${paint.stroke('road')}>${surface}</g>` +
    (detail > 0 && lanes !== ''
      ? `<path d="${lanes}" fill="none"${paint.stroke('lane')} stroke-width=".35" stroke-dasharray="2.4 3" stroke-opacity=".75"/>`
      : '')
  )
}

/** Everything flat, under the ground matrix. `treeShade` is a ready path of tree shadows in ground metres. */
export function drawGround(canvas: Canvas, treeShade: string): string {
  const { scene, view, paint, prefix, detail } = canvas
  if (scene.plate.length < 3) return ''
  const place = matrix(view.a, view.b, view.c, view.d, view.e, view.f)
  const built = scene.buildings.some((b) => b.height > 0)
  const soft =
    detail === 0
      ? []
      : ([
          [2.6, '.035'],
          [1.2, '.045'],
        ] as const)
  const feetUse = `<use href="#${prefix}feet"`
  const shadeUse = `<use href="#${prefix}shade"`
  let out = streets(canvas)
  out += `<path d="${outline(scene.boundary)}"${paint.both('paving', 'kerb')} stroke-width="1.6" stroke-linejoin="round"/>`
  out += lawns(canvas)
  if (built) {
    out += `${feetUse}${paint.both('apron', 'apron')} stroke-width="5" stroke-linejoin="round"/>`
  }
  out += roads(canvas)
  if (scene.waters.length > 0) {
    const water = all(softened(scene.waters, canvas))
    out += `<path d="${water}"${paint.stroke('shore')} fill="url(#${prefix}water)" stroke-width="1.6" stroke-linejoin="round"/>`
    if (detail > 0) {
      out += `<path d="${ripples(canvas)}" fill="none"${paint.stroke('ripple')} stroke-width=".4" stroke-opacity=".7" stroke-linecap="round"/>`
    }
  }
  let dark = ''
  if (built) {
    for (const [width, opacity] of soft) {
      dark += `${shadeUse} fill="none"${paint.stroke('shadow')} stroke-width="${width}" stroke-opacity="${opacity}" stroke-linejoin="round"/>`
    }
    dark += `${shadeUse}${paint.fill('shadow')} fill-opacity=".17"/>`
  }
  if (built && detail > 0) {
    dark += `${feetUse} fill="none"${paint.stroke('shadow')} stroke-width="1.6" stroke-opacity=".13" stroke-linejoin="round"/>`
  }
  return `<g transform="${place}" clip-path="url(#${prefix}plate)">${out}${dark}${treeShade}</g>`
}

/** Clip path and gradients that the ground refers to. */
export function groundDefs(canvas: Canvas): string {
  const { scene, prefix, paint } = canvas
  if (scene.plate.length < 3) return ''
  const standing = scene.buildings.filter((b) => b.height > 0)
  return (
    (standing.length === 0
      ? ''
      : `<path id="${prefix}feet" d="${all(
          standing.map((b) => b.footprint),
          canvas.thrift > 1 ? 0 : 1,
        )}"/><path id="${prefix}shade" d="${buildingShadows(canvas)}"/>`) +
    `<clipPath id="${prefix}plate"><path d="${outline(scene.plate)}"/></clipPath>` +
    `<linearGradient id="${prefix}water" x1="0" y1="1" x2="1" y2="0"><stop offset="0"${paint.stop('waterTop')}/><stop offset="1"${paint.stop('waterEnd')}/></linearGradient>`
  )
}

/** North lying on the ground, as a small needle in the given place of the picture. */
export function drawCompass(
  canvas: Canvas,
  bearing_deg: number,
  x: number,
  y: number,
  letter: string,
): string {
  const { view, paint } = canvas
  const radians = (bearing_deg * Math.PI) / 180
  const north: Point = [-Math.sin(radians), Math.cos(radians)]
  const east: Point = [north[1], -north[0]]
  const size = 15 / view.scale
  const on = (n: number, e: number): Point => {
    const px = (north[0] * n + east[0] * e) * size
    const py = (north[1] * n + east[1] * e) * size
    return [view.a * px + view.c * py, view.b * px + view.d * py]
  }
  const ring = Array.from({ length: 24 }, (_, i): Point =>
    on(Math.cos((i * Math.PI) / 12), Math.sin((i * Math.PI) / 12)),
  )
  const tip = on(1.62, 0)
  const reach = distance(on(0, 0), on(1, 0))
  return (
    `<g transform="translate(${num(x)} ${num(y)})"><path d="${pathOf(ring)}" fill="none"${paint.stroke('dimension')} stroke-width=".9"/>` +
    `<path d="${pathOf([on(0.86, 0), on(-0.5, 0.42), on(-0.22, 0)])}"${paint.fill('brand')}/>` +
    `<path d="${pathOf([on(0.86, 0), on(-0.5, -0.42), on(-0.22, 0)])}"${paint.fill('brand')} fill-opacity=".55"/>` +
    `<text x="${num(tip[0])}" y="${num(tip[1] + (reach > 0 ? 4 : 0))}" text-anchor="middle" font-size="12"${paint.fill('ink2')}>${letter}</text></g>`
  )
}
