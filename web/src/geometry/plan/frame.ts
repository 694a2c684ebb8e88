/** From a layout's millimetres (y up) to the picture's pixels (y down). */

import { boundingBox, cleanPolygon, type Box } from '../polygon'
import type { LayoutGeometry, Point, Room, Wall } from '../types'

export interface PlanFrame {
  readonly width: number
  readonly height: number
  /** Pixels per millimetre. */
  readonly scale: number
  /** What the plan covers, millimetres, wall thickness included. */
  readonly box: Box
  readonly toScreen: (p: Point) => Point
}

export interface Margins {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** A room whose polygon can be drawn, cleaned. */
export interface DrawnRoom {
  readonly room: Room
  readonly polygon: readonly Point[]
}

/** The drawable part of a layout: rooms with an area, walls with a length; anything else is left out. */
export interface DrawnPlan {
  readonly rooms: readonly DrawnRoom[]
  readonly walls: readonly Wall[]
  readonly box: Box
}

function finite(p: Point | undefined): p is Point {
  return Array.isArray(p) && Number.isFinite(p[0]) && Number.isFinite(p[1])
}

/** True for a segment with two usable, different ends. */
export function isSegment(item: { readonly a: Point; readonly b: Point }): boolean {
  return finite(item.a) && finite(item.b) && Math.hypot(item.a[0] - item.b[0], item.a[1] - item.b[1]) > 1
}

/** How far a bay window stands out of the wall, millimetres. */
export const BAY_DEPTH = 550

export function drawnPlan(geometry: LayoutGeometry): DrawnPlan {
  const rooms = geometry.rooms
    .map((room): DrawnRoom => ({ room, polygon: cleanPolygon(room.polygon, 0.5) }))
    .filter((room) => room.polygon.length >= 3)
  const walls = geometry.walls.filter((wall) => isSegment(wall) && wall.t > 0 && wall.t < 2000)
  const points: Point[] = rooms.flatMap((room) => [...room.polygon])
  for (const wall of walls) {
    const half = wall.t / 2
    for (const [x, y] of [wall.a, wall.b]) points.push([x - half, y - half], [x + half, y + half])
  }
  for (const bay of geometry.windows.filter((w) => w.kind === 'bay' && isSegment(w))) {
    // Both sides: which one is outside is not known here, and one of them is inside the plan anyway.
    const length = Math.hypot(bay.b[0] - bay.a[0], bay.b[1] - bay.a[1])
    const nx = ((bay.a[1] - bay.b[1]) / length) * BAY_DEPTH
    const ny = ((bay.b[0] - bay.a[0]) / length) * BAY_DEPTH
    points.push([bay.a[0] + nx, bay.a[1] + ny], [bay.b[0] - nx, bay.b[1] - ny])
  }
  return { rooms, walls, box: boundingBox(points) }
}

/** The largest scale, pixels per millimetre: an outer wall is then 16 pixels thick. */
const MOST_SCALE = 0.068

/**
 * The frame for a picture `width` pixels wide. Without a height, the picture is as tall as the plan needs (at most one
 * and a half times as tall as wide); with one, the plan is fitted and centred.
 */
export function planFrame(box: Box, width: number, height: number | undefined, margins: Margins): PlanFrame {
  const spanX = Math.max(1, box.maxX - box.minX)
  const spanY = Math.max(1, box.maxY - box.minY)
  const innerWidth = Math.max(1, width - margins.left - margins.right)
  const tallest = height ?? width * 1.5
  const innerHeight = Math.max(1, tallest - margins.top - margins.bottom)
  // A parking bay must not be drawn with walls as thick as a thumb.
  const scale = Math.min(innerWidth / spanX, innerHeight / spanY, MOST_SCALE)
  const finalHeight = height ?? Math.ceil(spanY * scale + margins.top + margins.bottom)
  const left = margins.left + (innerWidth - spanX * scale) / 2
  const top = margins.top + (finalHeight - margins.top - margins.bottom - spanY * scale) / 2
  return {
    width,
    height: finalHeight,
    scale,
    box,
    toScreen: ([x, y]) => [left + (x - box.minX) * scale, top + (box.maxY - y) * scale],
  }
}
