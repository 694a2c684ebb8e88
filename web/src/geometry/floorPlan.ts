/** The floor plan of a layout, drawn from its rooms, walls, doors and windows. */

import { painter, type Painter } from './palette'
import { contains, offsetPolygon } from './polygon'
import { hashText } from './random'
import { num, pathOf, svgDocument } from './svg'
import type { Drawing, FloorPlanInput, Locale, Point, Theme } from './types'
import { CHAIN_OFFSETS, drawDimensions, type Side } from './plan/dimensions'
import { floorOf } from './plan/floors'
import {
  drawnPlan,
  isSegment,
  planFrame,
  type DrawnPlan,
  type DrawnRoom,
  type Margins,
  type PlanFrame,
} from './plan/frame'
import { drawLabels, placeLabels, roomArea, roomName, type PlacedLabel } from './plan/labels'
import { drawDoors, drawWindows, markedSides, swingOf } from './plan/openings'
import { drawSunlight } from './plan/sunlight'
import { drawWalls } from './plan/walls'

export interface FloorPlanOptions {
  /** Width of the picture in pixels; fonts and pens are chosen for this size. Default 720. */
  readonly width?: number
  /** Fixed height; without it the picture is as tall as the plan needs. */
  readonly height?: number
  /** Which sides carry dimension chains. Default: bottom and left; none in a compact drawing. */
  readonly dimensions?: readonly Side[]
  /** For cards: no dimensions, no floor texture, names without areas. */
  readonly compact?: boolean
  readonly locale?: Locale
  readonly theme?: Theme
  /** Room to emphasise. */
  readonly highlight?: string
  /** Paint a ground behind the plan (share images); default transparent. */
  readonly background?: boolean
  /** Distinguishes drawings on one page; derived from the content when missing. */
  readonly idPrefix?: string
}

export interface FloorPlanDrawing extends Drawing {
  /** Where each room lies in the picture, for overlays and hit areas. */
  readonly rooms: readonly {
    readonly id: string
    readonly name: string
    readonly area: number
    readonly path: string
  }[]
  readonly labels: readonly PlacedLabel[]
}

/** Quiet floor patterns at true size: boards 180 mm wide, tiles of 300 and 800 mm, decking of 120 mm. */
function textures(frame: PlanFrame, prefix: string, paint: Painter): string {
  const mm = (length: number): string => num(length * frame.scale, 2)
  const [x0, y0] = frame.toScreen([frame.box.minX, frame.box.maxY])
  const place = `patternUnits="userSpaceOnUse" x="${num(x0)}" y="${num(y0)}"`
  const boards = 180
  const tiles = 300
  const slabs = 800
  const deck = 120
  const pen = num(Math.min(0.8, Math.max(0.35, frame.scale * 9)), 2)
  const pattern = (name: string, w: number, h: number, d: string, stroke: string, opacity: string): string =>
    `<pattern id="${prefix}${name}" ${place} width="${mm(w)}" height="${mm(h)}">` +
    `<path d="${d}" fill="none"${paint.stroke(stroke)} stroke-width="${pen}" stroke-opacity="${opacity}"/></pattern>`
  return (
    pattern(
      'boards',
      1800,
      boards * 4,
      [0, 1, 2, 3]
        .map(
          (i) =>
            `M0 ${mm(boards * i)}h${mm(1800)}M${mm([300, 1200, 700, 1560][i] as number)} ${mm(boards * i)}v${mm(boards)}`,
        )
        .join(''),
      'floorLine',
      '.2',
    ) +
    pattern('tiles', tiles, tiles, `M0 0h${mm(tiles)}M0 0v${mm(tiles)}`, 'tileLine', '.24') +
    pattern('slabs', slabs, slabs, `M0 0h${mm(slabs)}M0 0v${mm(slabs)}`, 'floorLine', '.13') +
    pattern('deck', deck, deck, `M0 0v${mm(deck)}`, 'tileLine', '.22')
  )
}

function drawFloors(
  plan: DrawnPlan,
  frame: PlanFrame,
  prefix: string,
  paint: Painter,
  options: FloorPlanOptions,
): string {
  let body = ''
  for (const { room, polygon } of plan.rooms) {
    const [colour, texture] = floorOf(room.kind)
    const path = pathOf(polygon.map(frame.toScreen))
    const chosen = room.id === options.highlight
    const shown = chosen ? 'highlight' : colour
    // The thin outline of its own colour closes the hairline between rooms that open into each other.
    body += `<path d="${path}"${paint.both(shown, shown)} stroke-width=".8"/>`
    if (texture !== null && options.compact !== true)
      body += `<path d="${path}" fill="url(#${prefix}${texture})"/>`
  }
  return `<g>${body}</g>`
}

function drawHighlight(plan: DrawnPlan, frame: PlanFrame, paint: Painter, id: string | undefined): string {
  const chosen = plan.rooms.find((room) => room.room.id === id)
  if (chosen === undefined) return ''
  // Inside the walls, where nothing is drawn over it.
  const inner = offsetPolygon(chosen.polygon, -(170 + 1 / frame.scale))
  const ring = inner.length >= 3 ? inner : chosen.polygon
  return `<path d="${pathOf(ring.map(frame.toScreen))}" fill="none"${paint.stroke('highlightEdge')} stroke-width="2" stroke-linejoin="round"/>`
}

/** The compass: north is `north_deg` clockwise from up. */
function northArrow(
  x: number,
  y: number,
  radius: number,
  degrees: number,
  locale: Locale,
  paint: Painter,
): string {
  const angle = Number.isFinite(degrees) ? degrees : 0
  const r = radius
  const tip = `M0 ${num(-r * 0.78)}L${num(r * 0.3)} ${num(r * 0.42)}L0 ${num(r * 0.14)}z`
  const tail = `M0 ${num(-r * 0.78)}L${num(-r * 0.3)} ${num(r * 0.42)}L0 ${num(r * 0.14)}z`
  const radians = (angle * Math.PI) / 180
  const tx = Math.sin(radians) * (r + 8)
  const ty = -Math.cos(radians) * (r + 8)
  return (
    `<g transform="translate(${num(x)} ${num(y)})"><circle r="${num(r)}" fill="none"${paint.stroke('dimension')} stroke-width=".9"/>` +
    `<g transform="rotate(${num(angle)})"><path d="${tip}"${paint.fill('brand')}/><path d="${tail}"${paint.fill('brand')} fill-opacity=".55"/></g>` +
    `<text x="${num(tx)}" y="${num(ty + 3.8)}" text-anchor="middle" font-size="10.5"${paint.fill('ink2')}>${locale === 'en' ? 'N' : '北'}</text></g>`
  )
}

function describe(plan: DrawnPlan, locale: Locale): string {
  const parts = plan.rooms.map(
    (room) => `${roomName(room.room, locale)} ${roomArea(room.polygon).toFixed(1)} ㎡`,
  )
  if (parts.length === 0) return locale === 'en' ? 'No rooms are recorded.' : '尚无房间数据。'
  return parts.join(locale === 'en' ? ', ' : '、')
}

/**
 * Draws a layout. Rooms, walls and openings that are degenerate are left out; a layout without anything to draw gives
 * an empty picture with its title.
 */
export function drawFloorPlan(input: FloorPlanInput, options: FloorPlanOptions = {}): FloorPlanDrawing {
  const { geometry } = input
  const locale = options.locale ?? 'zh'
  const compact = options.compact ?? false
  const width = options.width ?? 720
  const paint = painter(options.theme ?? 'web')
  const plan = drawnPlan(geometry)
  const sides = compact ? [] : (options.dimensions ?? (['bottom', 'left'] as const))
  const doors = geometry.doors.filter(isSegment)
  const marked = markedSides(doors, plan.walls, plan.rooms)
  const beyond = (side: Side): number => (marked.has(side) ? CHAIN_OFFSETS.mark : 0)
  const frame = planFrame(plan.box, width, options.height, marginsFor(sides, compact, width, beyond))
  const title = titleOf(input.name, locale)
  const description = describe(plan, locale)
  const prefix = options.idPrefix ?? `fp${hashText(JSON.stringify([geometry, options])).toString(36)}`

  const windows = geometry.windows.filter(isSegment)
  const swings = doors.flatMap((door) => {
    const swing = swingOf(door)
    return swing === null ? [] : [swing.map(frame.toScreen)]
  })
  const base = Math.max(compact ? 8 : 10.5, Math.min(15, 320 * frame.scale))
  const speechless = compact && width < 200
  const labels = placeLabels(speechless ? [] : plan.rooms, swings, frame, {
    locale,
    withArea: !compact,
    base: compact ? Math.min(base, 12) : base,
    smallest: compact ? 8.5 : 8,
    clearance: 120 * frame.scale + 1.5,
  })
  const body =
    (options.background === true
      ? `<path d="M0 0h${num(frame.width)}v${num(frame.height)}H0z"${paint.fill('card')}/>`
      : '') +
    drawFloors(plan, frame, prefix, paint, options) +
    (compact ? '' : drawSunlight(windows, plan, geometry.north_deg, frame, paint)) +
    drawWalls(plan.walls, [...doors, ...windows], frame, paint, !compact) +
    drawWindows(windows, plan.walls, plan.rooms, frame, paint) +
    drawDoors(doors, plan.walls, plan.rooms, frame, paint) +
    drawHighlight(plan, frame, paint, options.highlight) +
    drawLabels(labels, paint) +
    drawDimensions(plan.rooms, sides, frame, paint, beyond) +
    (compact || plan.rooms.length === 0
      ? ''
      : placeNorth(plan.rooms, frame, geometry.north_deg, locale, paint, sides))
  const svg = svgDocument({
    width: frame.width,
    height: frame.height,
    title,
    description,
    idPrefix: prefix,
    theme: paint.theme,
    className: 'gd gd-plan',
    defs: compact ? '' : textures(frame, prefix, paint),
    body,
  })
  return {
    svg,
    width: frame.width,
    height: frame.height,
    title,
    description,
    labels,
    rooms: plan.rooms.map(({ room, polygon }) => ({
      id: room.id,
      name: roomName(room, locale),
      area: roomArea(polygon),
      path: pathOf(polygon.map(frame.toScreen)),
    })),
  }
}

function marginsFor(
  sides: readonly Side[],
  compact: boolean,
  width: number,
  beyond: (side: Side) => number,
): Margins {
  const plain = compact ? Math.max(4, width * 0.035) : 20
  const margin = (side: Side): number => (sides.includes(side) ? CHAIN_OFFSETS.margin + beyond(side) : plain)
  return {
    left: margin('left'),
    right: compact ? plain : Math.max(margin('right'), 48),
    top: compact ? plain : Math.max(margin('top'), 32),
    bottom: margin('bottom'),
  }
}

/** The compass goes to the right of the plan, or into a free upper corner when the plan leaves one. */
function placeNorth(
  rooms: readonly DrawnRoom[],
  frame: PlanFrame,
  degrees: number,
  locale: Locale,
  paint: Painter,
  sides: readonly Side[],
): string {
  const radius = 14
  if (sides.includes('right'))
    return northArrow(frame.width - 30, frame.height - 28, radius, degrees, locale, paint)
  const [right, top] = frame.toScreen([frame.box.maxX, frame.box.maxY])
  const spots: Point[] = [
    [Math.min(frame.width - radius - 12, right + 26), top + radius + 16],
    [right - radius - 22, top + radius + 16],
  ]
  const free = spots.find(
    ([x, y]) =>
      x + radius + 10 <= frame.width &&
      !rooms.some((room) => {
        const polygon = room.polygon.map(frame.toScreen)
        return contains(polygon, [x, y]) || contains(polygon, [x - radius - 8, y])
      }),
  )
  const [x, y] = free ?? (spots[0] as Point)
  return northArrow(x, y, radius, degrees, locale, paint)
}

function titleOf(name: string | undefined, locale: Locale): string {
  const what = locale === 'en' ? 'Floor plan' : '户型平面图'
  if (name === undefined || name.trim() === '') return what
  return locale === 'en' ? `${what}: ${name.trim()}` : `${name.trim()} ${what}`
}
