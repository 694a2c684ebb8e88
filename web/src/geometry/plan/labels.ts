/**
 * Room names and areas. A label lies wholly inside its room, so labels never meet: rooms do not overlap. When a room is
 * small the label gets smaller, is broken into two lines, turned, reduced to the name, and at last left out.
 */

import type { Painter } from '../palette'
import { area, boundingBox, centroid, contains, distanceToOutline, type Box } from '../polygon'
import { escapeText, num, textWidthEm } from '../svg'
import type { Locale, Point, Polygon } from '../types'
import type { DrawnRoom, PlanFrame } from './frame'

export interface PlacedLabel {
  readonly roomId: string
  readonly lines: readonly string[]
  /** Font size of the name, pixels. */
  readonly size: number
  /** The last line is the area, written smaller. */
  readonly withArea: boolean
  readonly turned: boolean
  readonly at: Point
  /** Pixels covered, for tests and for anything else that wants to keep clear of labels. */
  readonly box: Box
}

const AREA_SIZE = 0.78
const LINE = 1.22

export function roomName(room: DrawnRoom['room'], locale: Locale): string {
  const name = locale === 'en' ? room.name_en || room.name : room.name || room.name_en
  return name.trim()
}

/** Area of a room in square metres, from its polygon in millimetres. */
export function roomArea(polygon: Polygon): number {
  return area(polygon) / 1e6
}

interface Variant {
  readonly lines: readonly string[]
  readonly size: number
  readonly withArea: boolean
  readonly turned: boolean
}

/** A long name broken at the space nearest to its middle. */
function broken(name: string): readonly string[] {
  const middle = name.length / 2
  let cut = -1
  for (let i = 0; i < name.length; i += 1) {
    if (name[i] === ' ' && (cut < 0 || Math.abs(i - middle) < Math.abs(cut - middle))) cut = i
  }
  if (cut > 0) return [name.slice(0, cut), name.slice(cut + 1)]
  return [name]
}

function variants(name: string, areaText: string, base: number, smallest: number): Variant[] {
  const sizes = [1, 0.9, 0.8, 0.7].map((s) => base * s).filter((s) => s >= smallest)
  if (sizes.length === 0 && base >= smallest * 0.8) sizes.push(smallest)
  const list: Variant[] = []
  const one = [name]
  const two = broken(name)
  const add = (lines: readonly string[], size: number, withArea: boolean, turned: boolean): void => {
    list.push({
      lines: withArea ? [...lines, areaText] : lines,
      size,
      withArea: withArea && areaText !== '',
      turned,
    })
  }
  const withArea = areaText !== ''
  for (const size of sizes) {
    add(one, size, withArea, false)
    if (two.length > 1) add(two, size, withArea, false)
  }
  for (const size of sizes) {
    if (withArea) add(one, size, true, true)
    add(one, size, false, false)
    if (two.length > 1) add(two, size, false, false)
    add(one, size, false, true)
  }
  return list
}

function sizeOf(variant: Variant): readonly [number, number] {
  let width = 0
  let height = 0
  variant.lines.forEach((text, i) => {
    const size = variant.withArea && i === variant.lines.length - 1 ? variant.size * AREA_SIZE : variant.size
    width = Math.max(width, textWidthEm(text) * size * 1.03)
    height += size * LINE
  })
  return variant.turned ? [height, width] : [width, height]
}

function fits(polygon: Polygon, box: Box, clearance: number): boolean {
  const { minX, minY, maxX, maxY } = box
  const midX = (minX + maxX) / 2
  const midY = (minY + maxY) / 2
  const probes: Point[] = [
    [minX, minY],
    [maxX, minY],
    [minX, maxY],
    [maxX, maxY],
    [midX, minY],
    [midX, maxY],
    [minX, midY],
    [maxX, midY],
  ]
  if (!probes.every((p) => contains(polygon, p) && distanceToOutline(p, polygon) >= clearance)) return false
  return !polygon.some(
    ([x, y]) => x > minX - clearance && x < maxX + clearance && y > minY - clearance && y < maxY + clearance,
  )
}

function touches(box: Box, swing: readonly Point[]): boolean {
  const own = boundingBox(swing)
  if (
    own.minX >= box.maxX + 2 ||
    own.maxX <= box.minX - 2 ||
    own.minY >= box.maxY + 2 ||
    own.maxY <= box.minY - 2
  )
    return false
  const probes: Point[] = []
  const m = 2
  const [w, h] = [box.maxX - box.minX + 2 * m, box.maxY - box.minY + 2 * m]
  for (let i = 0; i <= 10; i += 1) {
    for (let j = 0; j <= 4; j += 1) {
      probes.push([box.minX - m + (w * i) / 10, box.minY - m + (h * j) / 4])
    }
  }
  return probes.some((p) => contains(swing, p))
}

interface Spot {
  readonly at: Point
  readonly box: Box
  readonly score: number
}

function bestSpot(
  polygon: Polygon,
  size: readonly [number, number],
  swings: readonly (readonly Point[])[],
  wall: number,
): Spot | null {
  const [w, h] = size
  const bounds = boundingBox(polygon)
  const middle = centroid(polygon)
  const boxAt = ([x, y]: Point): Box => ({
    minX: x - w / 2,
    maxX: x + w / 2,
    minY: y - h / 2,
    maxY: y + h / 2,
  })
  let best: Spot | null = null
  const consider = (p: Point): void => {
    const box = boxAt(p)
    if (!fits(polygon, box, wall)) return
    const away = Math.hypot(p[0] - middle[0], p[1] - middle[1])
    const blocked = swings.some((swing) => touches(box, swing))
    const score = Math.min(distanceToOutline(p, polygon), Math.max(w, h)) * 0.35 - away - (blocked ? 1e4 : 0)
    if (best === null || score > best.score) best = { at: p, box, score }
  }
  consider(middle)
  const steps = 12
  for (let i = 1; i < steps; i += 1) {
    for (let j = 1; j < steps; j += 1) {
      consider([
        bounds.minX + ((bounds.maxX - bounds.minX) * i) / steps,
        bounds.minY + ((bounds.maxY - bounds.minY) * j) / steps,
      ])
    }
  }
  return best
}

export interface LabelOptions {
  readonly locale: Locale
  readonly withArea: boolean
  /** Font size of names in large rooms, pixels. */
  readonly base: number
  /** No label is written smaller than this. */
  readonly smallest: number
  /** Distance that text keeps from room outlines, pixels. */
  readonly clearance: number
}

/** One label per room that has room for one. Swings are the areas swept by doors, in pixels. */
export function placeLabels(
  rooms: readonly DrawnRoom[],
  swings: readonly (readonly Point[])[],
  frame: PlanFrame,
  options: LabelOptions,
): PlacedLabel[] {
  const placed: PlacedLabel[] = []
  for (const drawn of rooms) {
    const name = roomName(drawn.room, options.locale)
    if (name === '') continue
    const polygon = drawn.polygon.map(frame.toScreen)
    const areaText = options.withArea ? `${roomArea(drawn.polygon).toFixed(1)} ㎡` : ''
    let chosen: PlacedLabel | null = null
    let fallback: PlacedLabel | null = null
    for (const variant of variants(name, areaText, options.base, options.smallest)) {
      const spot = bestSpot(polygon, sizeOf(variant), swings, options.clearance)
      if (spot === null) continue
      const label: PlacedLabel = { roomId: drawn.room.id, ...variant, at: spot.at, box: spot.box }
      if (spot.score > -5e3) {
        chosen = label
        break
      }
      fallback ??= label
    }
    const label = chosen ?? fallback
    if (label !== null) placed.push(label)
  }
  return placed
}

/** Labels as SVG text, grouped so that shared attributes are written once. */
export function drawLabels(labels: readonly PlacedLabel[], paint: Painter): string {
  let names = ''
  let areas = ''
  for (const label of labels) {
    const heights = label.lines.map(
      (_, i) => label.size * (label.withArea && i === label.lines.length - 1 ? AREA_SIZE : 1) * LINE,
    )
    const total = heights.reduce((s, h) => s + h, 0)
    let offset = -total / 2
    label.lines.forEach((text, i) => {
      const isArea = label.withArea && i === label.lines.length - 1
      const height = heights[i] as number
      const size = height / LINE
      const baseline = offset + height / 2 + size * 0.36
      offset += height
      const place = label.turned
        ? `transform="translate(${num(label.at[0])} ${num(label.at[1])})rotate(-90)" y="${num(baseline)}"`
        : `x="${num(label.at[0])}" y="${num(label.at[1] + baseline)}"`
      const element = `<text ${place} font-size="${num(size)}">${escapeText(text)}</text>`
      if (isArea) areas += element
      else names += element
    })
  }
  if (names === '') return ''
  return (
    `<g text-anchor="middle"${paint.fill('ink')} font-weight="600">${names}</g>` +
    (areas === '' ? '' : `<g text-anchor="middle"${paint.fill('ink2')}>${areas}</g>`)
  )
}
