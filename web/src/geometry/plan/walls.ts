/** Walls: cut at doors and windows, joined into long strokes so that corners are mitred, drawn thin over thick. */

import type { Painter } from '../palette'
import { distance, distanceToSegment, unit } from '../polygon'
import { num, pathOf } from '../svg'
import type { Point, Wall, WallKind } from '../types'
import type { PlanFrame } from './frame'

export interface Gap {
  readonly a: Point
  readonly b: Point
}

interface Piece {
  readonly a: Point
  readonly b: Point
}

/** The wall an opening sits in: nearest along the opening, parallel, thick one first. Undefined when there is none. */
export function wallOf(gap: Gap, walls: readonly Wall[]): Wall | undefined {
  const direction = unit(gap.a, gap.b)
  let best: Wall | undefined
  let bestDistance = Infinity
  for (const wall of walls) {
    const along = unit(wall.a, wall.b)
    if (Math.abs(direction[0] * along[1] - direction[1] * along[0]) > 0.06) continue
    const off = Math.max(distanceToSegment(gap.a, wall.a, wall.b), distanceToSegment(gap.b, wall.a, wall.b))
    if (off <= Math.max(60, wall.t / 2) && off < bestDistance - (best === undefined ? 0 : 1)) {
      best = wall
      bestDistance = off
    }
  }
  return best
}

/** Solid pieces of a wall between its openings. Ends at an opening are drawn back so that a square cap ends there. */
export function solidPieces(wall: Wall, gaps: readonly Gap[]): Piece[] {
  const length = distance(wall.a, wall.b)
  const [ux, uy] = unit(wall.a, wall.b)
  const along = (p: Point): number => (p[0] - wall.a[0]) * ux + (p[1] - wall.a[1]) * uy
  const cuts: [number, number][] = []
  for (const gap of gaps) {
    const direction = unit(gap.a, gap.b)
    if (Math.abs(direction[0] * uy - direction[1] * ux) > 0.06) continue
    const reach = Math.max(60, wall.t / 2)
    const line = (p: Point): number => Math.abs((p[0] - wall.a[0]) * uy - (p[1] - wall.a[1]) * ux)
    if (line(gap.a) > reach || line(gap.b) > reach) continue
    const from = Math.max(0, Math.min(along(gap.a), along(gap.b)))
    const to = Math.min(length, Math.max(along(gap.a), along(gap.b)))
    if (to - from > 1) cuts.push([from, to])
  }
  cuts.sort((p, q) => p[0] - q[0])
  const point = (t: number): Point => [wall.a[0] + ux * t, wall.a[1] + uy * t]
  const pieces: Piece[] = []
  const half = wall.t / 2
  let from = 0
  let startsAtGap = false
  const push = (start: number, end: number, atStart: boolean, atEnd: boolean): void => {
    let s = start + (atStart ? half : 0)
    let e = end - (atEnd ? half : 0)
    if (end - start < 1) return
    if (e - s < 1) [s, e] = [(s + e) / 2 - 0.5, (s + e) / 2 + 0.5]
    pieces.push({ a: point(s), b: point(e) })
  }
  for (const [start, end] of cuts) {
    if (start > from) push(from, start, startsAtGap, true)
    from = Math.max(from, end)
    startsAtGap = true
  }
  push(from, length, startsAtGap, false)
  return pieces
}

const key = (p: Point): string => `${Math.round(p[0])},${Math.round(p[1])}`

/** Pieces joined end to end wherever exactly two meet; `closed` when a chain comes back to its start. */
export function chains(pieces: readonly Piece[]): { readonly points: Point[]; readonly closed: boolean }[] {
  const ends = new Map<string, number[]>()
  pieces.forEach((piece, i) => {
    for (const p of [piece.a, piece.b]) {
      const list = ends.get(key(p))
      if (list === undefined) ends.set(key(p), [i])
      else list.push(i)
    }
  })
  const used = new Set<number>()
  const result: { points: Point[]; closed: boolean }[] = []
  const follow = (points: Point[]): void => {
    for (;;) {
      const tail = points[points.length - 1] as Point
      const here = ends.get(key(tail)) ?? []
      if (here.length !== 2) return
      const next = here.find((i) => !used.has(i))
      if (next === undefined) return
      used.add(next)
      const piece = pieces[next] as Piece
      points.push(key(piece.a) === key(tail) ? piece.b : piece.a)
    }
  }
  const startAt = (index: number, fromB: boolean): void => {
    if (used.has(index)) return
    used.add(index)
    const piece = pieces[index] as Piece
    const points = fromB ? [piece.b, piece.a] : [piece.a, piece.b]
    follow(points)
    const closed = points.length > 3 && key(points[0] as Point) === key(points[points.length - 1] as Point)
    if (closed) points.pop()
    result.push({ points, closed })
  }
  pieces.forEach((piece, i) => {
    if ((ends.get(key(piece.a)) ?? []).length !== 2) startAt(i, false)
    else if ((ends.get(key(piece.b)) ?? []).length !== 2) startAt(i, true)
  })
  pieces.forEach((_, i) => startAt(i, false))
  return result
}

interface WallGroup {
  readonly kind: WallKind
  readonly thickness: number
  readonly path: string
}

function groups(walls: readonly Wall[], gaps: readonly Gap[], frame: PlanFrame): WallGroup[] {
  const byLook = new Map<string, { kind: WallKind; t: number; pieces: Piece[] }>()
  for (const wall of walls) {
    const look = `${wall.kind}:${Math.round(wall.t)}`
    const group = byLook.get(look) ?? { kind: wall.kind, t: wall.t, pieces: [] }
    group.pieces.push(...solidPieces(wall, gaps))
    byLook.set(look, group)
  }
  return [...byLook.values()].map(({ kind, t, pieces }) => ({
    kind,
    thickness: t,
    path: chains(pieces)
      .map((chain) => pathOf(chain.points.map(frame.toScreen), chain.closed))
      .join(''),
  }))
}

const ORDER: Readonly<Record<WallKind, number>> = { rail: 0, inner: 1, outer: 2 }

/** Walls as SVG, with the faint shadow that lifts them off the floor. */
export function drawWalls(
  walls: readonly Wall[],
  gaps: readonly Gap[],
  frame: PlanFrame,
  paint: Painter,
  withShadow: boolean,
): string {
  const drawn = groups(walls, gaps, frame)
    .filter((group) => group.path !== '')
    .sort((a, b) => ORDER[a.kind] - ORDER[b.kind] || a.thickness - b.thickness)
  const least = { outer: 2.2, inner: 1.3, rail: 1.6 } as const
  const width = (group: WallGroup): number => Math.max(least[group.kind], group.thickness * frame.scale)
  let shadow = ''
  let body = ''
  for (const group of drawn) {
    const w = num(width(group), 2)
    if (group.kind === 'rail') {
      const rail = Math.max(1.6, Math.min(width(group), 4.2))
      body += `<path d="${group.path}"${paint.stroke('rail')} stroke-width="${num(rail, 2)}"/>`
      if (rail > 2.4) {
        body += `<path d="${group.path}"${paint.stroke('floorBalcony')} stroke-width="${num(rail - 1.7, 2)}"/>`
      }
      continue
    }
    shadow += `<path d="${group.path}" stroke-width="${w}"/>`
    body += `<path d="${group.path}"${paint.stroke(group.kind === 'outer' ? 'wallOuter' : 'wallInner')} stroke-width="${w}"/>`
  }
  const common = `fill="none" stroke-linecap="square" stroke-miterlimit="6"`
  const offset = num(Math.max(1.2, 62 * frame.scale))
  const cast =
    withShadow && shadow !== ''
      ? `<g ${common}${paint.stroke('wallShadow')} stroke-opacity=".11" transform="translate(${offset} ${offset})">${shadow}</g>`
      : ''
  return `${cast}<g ${common}>${body}</g>`
}
