/** Doors and windows, drawn the way architects draw them. */

import type { Painter } from '../palette'
import { contains, distance, unit } from '../polygon'
import { num, pathOf } from '../svg'
import type { Door, Point, Wall, WindowOpening } from '../types'
import type { Side } from './dimensions'
import { BAY_DEPTH, type DrawnRoom, type PlanFrame } from './frame'
import { wallOf } from './walls'

const DEFAULT_THICKNESS = 200

function moved(p: Point, direction: Point, by: number): Point {
  return [p[0] + direction[0] * by, p[1] + direction[1] * by]
}

/** Left-hand normal of a -> b, length one (y up). */
function leftOf(a: Point, b: Point): Point {
  const [ux, uy] = unit(a, b)
  return [-uy, ux]
}

/** The side of a wall opening on which no room lies: +1 left of a -> b, -1 right, 0 when both or neither. */
export function outsideOf(a: Point, b: Point, thickness: number, rooms: readonly DrawnRoom[]): -1 | 0 | 1 {
  const normal = leftOf(a, b)
  const middle: Point = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
  const inRoom = (side: number): boolean =>
    rooms.some((room) => contains(room.polygon, moved(middle, normal, side * (thickness / 2 + 150))))
  const left = inRoom(1)
  const right = inRoom(-1)
  if (left === right) return 0
  return left ? -1 : 1
}

/** A band along a -> b, `from` and `to` measured to the left of it, as a screen path. */
function band(a: Point, b: Point, from: number, to: number, frame: PlanFrame): string {
  const normal = leftOf(a, b)
  const corners = [moved(a, normal, from), moved(b, normal, from), moved(b, normal, to), moved(a, normal, to)]
  return pathOf(corners.map(frame.toScreen), true, 2)
}

function line(a: Point, b: Point, frame: PlanFrame): string {
  return pathOf([a, b].map(frame.toScreen), false, 2)
}

interface Pens {
  readonly thin: string
  readonly glass: string
}

function drawWindow(
  w: WindowOpening,
  t: number,
  outside: number,
  frame: PlanFrame,
  paint: Painter,
  pens: Pens,
): string {
  const half = t / 2
  const normal = leftOf(w.a, w.b)
  const gap = `<path d="${band(w.a, w.b, -half, half, frame)}"${paint.both('glassGap', 'wallEdge')} stroke-width="${pens.thin}"/>`
  if (w.kind === 'french') {
    // Two panels that pass each other: glass down to the floor.
    const [ux, uy] = unit(w.a, w.b)
    const length = distance(w.a, w.b)
    const step = Math.min(half * 0.42, 45)
    const at = (share: number): Point => [w.a[0] + ux * length * share, w.a[1] + uy * length * share]
    const first = line(moved(at(0), normal, step), moved(at(0.54), normal, step), frame)
    const second = line(moved(at(0.46), normal, -step), moved(at(1), normal, -step), frame)
    return `${gap}<path d="${first}${second}"${paint.stroke('glass')} stroke-width="${num(Number(pens.glass) * 1.25, 2)}"/>`
  }
  const middle = `<path d="${line(w.a, w.b, frame)}"${paint.stroke('glass')} stroke-width="${pens.glass}"/>`
  if (w.kind !== 'bay') return gap + middle
  const side = outside === 0 ? 1 : outside
  const depth = side * (half + BAY_DEPTH)
  const box = band(w.a, w.b, side * half, depth, frame)
  const inner = 70
  const alongA = moved(w.a, unit(w.a, w.b), inner)
  const alongB = moved(w.b, unit(w.b, w.a), inner)
  const pane = [
    moved(alongA, normal, side * half),
    moved(alongA, normal, depth - side * inner),
    moved(alongB, normal, depth - side * inner),
    moved(alongB, normal, side * half),
  ]
  return (
    gap +
    `<path d="${box}"${paint.both('glassFill', 'wallEdge')} stroke-width="${num(Number(pens.thin) * 1.3, 2)}"/>` +
    `<path d="${pathOf(pane.map(frame.toScreen), false, 2)}" fill="none"${paint.stroke('glass')} stroke-width="${pens.glass}"/>`
  )
}

/** All windows. Openings without a wall get the usual thickness. */
export function drawWindows(
  windows: readonly WindowOpening[],
  walls: readonly Wall[],
  rooms: readonly DrawnRoom[],
  frame: PlanFrame,
  paint: Painter,
): string {
  const pens: Pens = {
    thin: num(Math.max(0.5, Math.min(0.9, frame.scale * 16)), 2),
    glass: num(Math.max(0.9, Math.min(1.7, frame.scale * 26)), 2),
  }
  const body = windows
    .map((w) => {
      const t = wallOf(w, walls)?.t ?? DEFAULT_THICKNESS
      return drawWindow(w, t, outsideOf(w.a, w.b, t, rooms), frame, paint, pens)
    })
    .join('')
  return body === '' ? '' : `<g>${body}</g>`
}

/** An entrance too wide for a leaf: the open front of a parking bay or a garage. */
function isGate(door: Door): boolean {
  return door.kind === 'entrance' && distance(door.a, door.b) > 1800
}

/** The quarter disc a swinging leaf sweeps, as plan points; null for doors without a swing. */
export function swingOf(door: Door): readonly Point[] | null {
  if ((door.kind !== 'entrance' && door.kind !== 'swing') || isGate(door)) return null
  const hinge = door.hinge === 'b' ? door.b : door.a
  const latch = door.hinge === 'b' ? door.a : door.b
  const length = distance(hinge, latch)
  const closed = unit(hinge, latch)
  const normal = leftOf(door.a, door.b)
  const open: Point = door.side === 'right' ? [-normal[0], -normal[1]] : normal
  const points: Point[] = [hinge]
  for (let i = 0; i <= 6; i += 1) {
    const angle = (Math.PI / 2) * (i / 6)
    const c = Math.cos(angle) * length
    const s = Math.sin(angle) * length
    points.push([hinge[0] + closed[0] * c + open[0] * s, hinge[1] + closed[1] * c + open[1] * s])
  }
  return points
}

function drawSwing(door: Door, t: number, frame: PlanFrame, paint: Painter, pen: number): string {
  const sweep = swingOf(door) as readonly Point[]
  const hinge = sweep[0] as Point
  const latch = frame.toScreen(sweep[1] as Point)
  const tip = frame.toScreen(sweep[sweep.length - 1] as Point)
  const foot = frame.toScreen(hinge)
  const radius = num(distance(foot, tip), 2)
  // On the screen y points down, so a positive cross product is a clockwise sweep.
  const clockwise =
    (tip[0] - foot[0]) * (latch[1] - foot[1]) - (tip[1] - foot[1]) * (latch[0] - foot[0]) > 0 ? 1 : 0
  const arc = `M${num(tip[0])} ${num(tip[1])}A${radius} ${radius} 0 0 ${clockwise} ${num(latch[0])} ${num(latch[1])}`
  const sector = `${arc}L${num(foot[0])} ${num(foot[1])}z`
  const entrance = door.kind === 'entrance'
  const sill = entrance
    ? `<path d="${band(door.a, door.b, -t / 2, t / 2, frame)}"${paint.fill('threshold')}/>`
    : ''
  return (
    `${sill}<path d="${sector}"${paint.fill('card')} fill-opacity=".38"/>` +
    `<path d="${arc}" fill="none"${paint.stroke('leaf')} stroke-width="${num(pen * 0.8, 2)}"/>` +
    `<path d="M${num(foot[0])} ${num(foot[1])}L${num(tip[0])} ${num(tip[1])}"${paint.stroke(entrance ? 'wallOuter' : 'leaf')} stroke-width="${num(pen * (entrance ? 2.4 : 1.9), 2)}"/>`
  )
}

function drawSliding(door: Door, frame: PlanFrame, paint: Painter, pen: number): string {
  const [ux, uy] = unit(door.a, door.b)
  const length = distance(door.a, door.b)
  const at = (share: number): Point => [door.a[0] + ux * length * share, door.a[1] + uy * length * share]
  const first = band(at(0), at(0.53), 6, 56, frame)
  const second = band(at(0.47), at(1), -56, -6, frame)
  return `<path d="${first}${second}"${paint.both('card', 'leaf')} stroke-width="${num(pen * 0.8, 2)}"/>`
}

function drawOpening(door: Door, t: number, frame: PlanFrame, paint: Painter, pen: number): string {
  const normal = leftOf(door.a, door.b)
  const lines = [-1, 1]
    .map((side) => line(moved(door.a, normal, (side * t) / 2), moved(door.b, normal, (side * t) / 2), frame))
    .join('')
  return `<path d="${lines}"${paint.stroke('leaf')} stroke-width="${num(pen * 0.6, 2)}" stroke-dasharray="3 2.4" stroke-opacity=".75"/>`
}

/** The arrow in front of the home's own door, pointing in. */
function entranceMark(door: Door, t: number, outside: number, frame: PlanFrame, paint: Painter): string {
  if (outside === 0) return ''
  const normal = leftOf(door.a, door.b)
  const middle: Point = [(door.a[0] + door.b[0]) / 2, (door.a[1] + door.b[1]) / 2]
  const tip = moved(middle, normal, outside * (t / 2 + 90))
  const size = Math.min(240, 9.5 / frame.scale)
  const base = moved(tip, normal, outside * size)
  const along = unit(door.a, door.b)
  const corners = [tip, moved(base, along, size * 0.62), moved(base, along, -size * 0.62)]
  return `<path d="${pathOf(corners.map(frame.toScreen))}"${paint.fill('brand')}/>`
}

/** All doors; the leaf on the side it swings to. */
export function drawDoors(
  doors: readonly Door[],
  walls: readonly Wall[],
  rooms: readonly DrawnRoom[],
  frame: PlanFrame,
  paint: Painter,
): string {
  const pen = Math.max(0.7, Math.min(1.15, frame.scale * 19))
  const body = doors
    .map((door) => {
      const t = wallOf(door, walls)?.t ?? DEFAULT_THICKNESS
      if (isGate(door)) {
        return (
          drawOpening(door, t, frame, paint, pen) +
          entranceMark(door, t, outsideOf(door.a, door.b, t, rooms), frame, paint)
        )
      }
      if (door.kind === 'sliding') return drawSliding(door, frame, paint, pen)
      if (door.kind === 'opening') return drawOpening(door, t, frame, paint, pen)
      const mark =
        door.kind === 'entrance'
          ? entranceMark(door, t, outsideOf(door.a, door.b, t, rooms), frame, paint)
          : ''
      return drawSwing(door, t, frame, paint, pen) + mark
    })
    .join('')
  return body === '' ? '' : `<g stroke-linecap="butt">${body}</g>`
}

/** The sides of the plan on which an arrow stands in front of an entrance. */
export function markedSides(
  doors: readonly Door[],
  walls: readonly Wall[],
  rooms: readonly DrawnRoom[],
): Set<Side> {
  const sides = new Set<Side>()
  for (const door of doors) {
    if (door.kind !== 'entrance') continue
    const outside = outsideOf(door.a, door.b, wallOf(door, walls)?.t ?? DEFAULT_THICKNESS, rooms)
    if (outside === 0) continue
    const [x, y] = leftOf(door.a, door.b)
    const [ox, oy] = [x * outside, y * outside]
    if (Math.abs(ox) > Math.abs(oy)) sides.add(ox > 0 ? 'right' : 'left')
    else sides.add(oy > 0 ? 'top' : 'bottom')
  }
  return sides
}
