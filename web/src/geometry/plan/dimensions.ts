/** Chains of dimensions outside the plan: the parts a side is made of, and the whole. */

import { millimetres } from '../format'
import type { Painter } from '../palette'
import { at } from '../polygon'
import { num, textWidthEm } from '../svg'
import type { Point, RoomKind } from '../types'
import type { DrawnRoom, PlanFrame } from './frame'

export type Side = 'bottom' | 'left' | 'top' | 'right'

/** Rooms that stand in front of a side without being part of its row of rooms. */
const IN_FRONT: ReadonlySet<RoomKind> = new Set(['balcony', 'terrace', 'equipment'])

interface Span {
  readonly from: number
  readonly to: number
  readonly id: string
}

/** Where the line at `t` first meets each room when looking in from the side; coordinates already turned. */
function firstHit(polygon: readonly Point[], t: number): number {
  let best = Infinity
  for (let i = 0; i < polygon.length; i += 1) {
    const p = at(polygon, i)
    const q = at(polygon, i + 1)
    if (p[0] > t === q[0] > t) continue
    best = Math.min(best, p[1] + ((t - p[0]) / (q[0] - p[0])) * (q[1] - p[1]))
  }
  return best
}

/**
 * Positions, in millimetres along the side, at which the row of rooms seen from that side changes. One list for each
 * piece of the plan: storeys of one home that are drawn next to each other are measured apart.
 */
export function breakpoints(rooms: readonly DrawnRoom[], side: Side): number[][] {
  // Turned so that the first coordinate runs along the side and the second grows away from it.
  const turned = rooms.map((room) => ({
    id: room.room.id,
    front: IN_FRONT.has(room.room.kind),
    polygon: room.polygon.map(([x, y]): Point => {
      if (side === 'bottom') return [x, y]
      if (side === 'top') return [x, -y]
      return side === 'left' ? [y, x] : [y, -x]
    }),
  }))
  const stops = [...new Set(turned.flatMap((room) => room.polygon.map((p) => Math.round(p[0]))))].sort(
    (a, b) => a - b,
  )
  const spans: Span[] = []
  for (let i = 0; i + 1 < stops.length; i += 1) {
    const from = stops[i] as number
    const to = stops[i + 1] as number
    let id = ''
    let best = Infinity
    for (const front of [false, true]) {
      if (id !== '') break
      for (const room of turned) {
        if (room.front !== front) continue
        const hit = firstHit(room.polygon, (from + to) / 2)
        if (hit < best) [best, id] = [hit, room.id]
      }
    }
    const last = spans[spans.length - 1]
    if (last !== undefined && last.id === id) spans[spans.length - 1] = { ...last, to }
    else spans.push({ from, to, id })
  }
  const runs: number[][] = []
  for (const [i, span] of spans.entries()) {
    if (span.id === '') continue
    const before = spans[i - 1]
    if (before === undefined || before.id === '' || runs.length === 0) runs.push([span.from, span.to])
    else (runs[runs.length - 1] as number[]).push(span.to)
  }
  // Slivers thinner than a wall are noise in the drawing, not parts of the row.
  return runs.map((stops) => {
    const kept: number[] = []
    for (const [i, stop] of stops.entries()) {
      const previous = kept[kept.length - 1]
      if (previous !== undefined && stop - previous < 250) {
        if (i === stops.length - 1 && kept.length > 1) kept[kept.length - 1] = stop
        continue
      }
      kept.push(stop)
    }
    return kept
  })
}

interface Chain {
  readonly stops: readonly number[]
  /** Pixel offset of the line from the plan's edge. */
  readonly away: number
}

const FONT = 10.5

/** Offsets for the first chain and for the total outside it, pixels; margins are derived from these. */
export const CHAIN_OFFSETS = { parts: 22, total: 42, margin: 62, mark: 13 } as const

function drawChain(chain: Chain, side: Side, frame: PlanFrame): { lines: string; texts: string } {
  const { box } = frame
  const screen = (t: number): Point => {
    if (side === 'bottom') return add(frame.toScreen([t, box.minY]), [0, chain.away])
    if (side === 'top') return add(frame.toScreen([t, box.maxY]), [0, -chain.away])
    if (side === 'left') return add(frame.toScreen([box.minX, t]), [-chain.away, 0])
    return add(frame.toScreen([box.maxX, t]), [chain.away, 0])
  }
  const flat = side === 'bottom' || side === 'top'
  let lines = ''
  let texts = ''
  const first = screen(chain.stops[0] as number)
  const last = screen(chain.stops[chain.stops.length - 1] as number)
  lines += `M${num(first[0])} ${num(first[1])}L${num(last[0])} ${num(last[1])}`
  for (const stop of chain.stops) {
    const [x, y] = screen(stop)
    // A tick across the line and a short slanted stroke, as on building drawings.
    lines += flat ? `M${num(x)} ${num(y - 4)}v8` : `M${num(x - 4)} ${num(y)}h8`
    lines += `M${num(x - 2.5)} ${num(y + 2.5)}l5-5`
  }
  for (let i = 0; i + 1 < chain.stops.length; i += 1) {
    const from = chain.stops[i] as number
    const to = chain.stops[i + 1] as number
    const text = millimetres(to - from)
    const space = (to - from) * frame.scale
    const width = textWidthEm(text)
    const size = width * FONT <= space - 5 ? FONT : FONT * 0.84
    if (width * size > space - 2) continue
    const a = screen(from)
    const b = screen(to)
    const x = (a[0] + b[0]) / 2
    const y = (a[1] + b[1]) / 2
    const shrink = size === FONT ? '' : ` font-size="${num(size)}"`
    texts += flat
      ? `<text x="${num(x)}" y="${num(y - 5)}"${shrink}>${text}</text>`
      : `<text transform="translate(${num(x - 5)} ${num(y)})rotate(-90)"${shrink}>${text}</text>`
  }
  return { lines, texts }
}

function add(p: Point, q: Point): Point {
  return [p[0] + q[0], p[1] + q[1]]
}

/** Both chains for each of the given sides; `beyond` is extra space for what stands outside on that side, pixels. */
export function drawDimensions(
  rooms: readonly DrawnRoom[],
  sides: readonly Side[],
  frame: PlanFrame,
  paint: Painter,
  beyond: (side: Side) => number,
): string {
  let lines = ''
  let texts = ''
  for (const side of sides) {
    const extra = beyond(side)
    for (const stops of breakpoints(rooms, side)) {
      if (stops.length < 2) continue
      const chains: Chain[] = [{ stops, away: CHAIN_OFFSETS.parts + extra }]
      if (stops.length > 2) {
        const ends = [stops[0] as number, stops[stops.length - 1] as number]
        chains.push({ stops: ends, away: CHAIN_OFFSETS.total + extra })
      }
      for (const chain of chains) {
        const drawn = drawChain(chain, side, frame)
        lines += drawn.lines
        texts += drawn.texts
      }
    }
  }
  if (lines === '') return ''
  return (
    `<path d="${lines}" fill="none"${paint.stroke('dimension')} stroke-width=".8"/>` +
    `<g text-anchor="middle" font-size="${FONT}"${paint.fill('dimensionText')}>${texts}</g>`
  )
}
