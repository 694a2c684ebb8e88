/**
 * The axonometric eye: ground axes fall away at 30 degrees, heights stand upright, nothing gets smaller with distance.
 * Screen coordinates have y down.
 */

import type { Point } from './types'

/** 0: seen from the south-east of the local frame, then 1, 2, 3 further quarter turns counter-clockwise. */
export type QuarterTurn = 0 | 1 | 2 | 3

export interface Projection {
  readonly turn: QuarterTurn
  /** Pixels per metre along a ground axis. */
  readonly scale: number
  /** Pixels per metre of height. */
  readonly rise: number
  /** Screen = (a x + c y + e, b x + d y + f) for a point on the ground. */
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
  readonly e: number
  readonly f: number
}

const COS30 = Math.sqrt(3) / 2
const SIN30 = 0.5

/** Direction on the ground from the site towards the eye, length one. */
export function towardsEye(turn: QuarterTurn): Point {
  const angle = (-45 + 90 * turn) * (Math.PI / 180)
  return [Math.cos(angle), Math.sin(angle)]
}

/** Direction on the ground that appears as "right" on the screen, length one. */
export function screenRight(turn: QuarterTurn): Point {
  const [x, y] = towardsEye(turn)
  return [-y, x]
}

/** A projection with the given scale that puts the ground's origin at (e, f). */
export function projectionOf(turn: QuarterTurn, scale: number, e = 0, f = 0, heightFactor = 1): Projection {
  const [ex, ey] = towardsEye(turn)
  const [rx, ry] = screenRight(turn)
  const across = Math.SQRT2 * COS30 * scale
  const down = Math.SQRT2 * SIN30 * scale
  return {
    turn,
    scale,
    rise: scale * heightFactor,
    a: across * rx,
    b: down * ex,
    c: across * ry,
    d: down * ey,
    e,
    f,
  }
}

/** Screen position of a point `z` metres above the ground. */
export function project(p: Projection, point: Point, z = 0): Point {
  const [x, y] = point
  return [p.a * x + p.c * y + p.e, p.b * x + p.d * y + p.f - z * p.rise]
}

/** How near a ground point is to the eye, metres: larger is nearer. */
export function nearness(turn: QuarterTurn, [x, y]: Point): number {
  const [ex, ey] = towardsEye(turn)
  return x * ex + y * ey
}

/** Position across the screen, metres: larger is further right. */
export function across(turn: QuarterTurn, [x, y]: Point): number {
  const [rx, ry] = screenRight(turn)
  return x * rx + y * ry
}
