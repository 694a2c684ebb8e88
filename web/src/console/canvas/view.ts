/** The window through which a drawing is seen: where its origin lies on the screen, and how large a unit is. */

import type { Point } from '@/geometry'
import type { Box } from '@/geometry/polygon'

export interface View {
  /** Pixels per unit of the drawing. */
  readonly scale: number
  /** Where the drawing's origin lies, pixels from the top left corner. */
  readonly x: number
  readonly y: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

export function toScreen(view: View, [x, y]: Point): Point {
  return [view.x + x * view.scale, view.y - y * view.scale]
}

export function toWorld(view: View, [x, y]: Point): Point {
  return [(x - view.x) / view.scale, (view.y - y) / view.scale]
}

/** Larger or smaller; the point of the drawing under `at` stays under it. */
export function zoomed(view: View, at: Point, factor: number, limits: readonly [number, number]): View {
  const scale = Math.min(limits[1], Math.max(limits[0], view.scale * factor))
  const by = scale / view.scale
  return { scale, x: at[0] - (at[0] - view.x) * by, y: at[1] - (at[1] - view.y) * by }
}

export function panned(view: View, dx: number, dy: number): View {
  return { ...view, x: view.x + dx, y: view.y + dy }
}

/** Everything in sight, with a margin in pixels on each side. */
export function fitted(box: Box, size: Size, margin: number, limits: readonly [number, number]): View {
  const width = Math.max(box.maxX - box.minX, 1e-6)
  const height = Math.max(box.maxY - box.minY, 1e-6)
  const room = Math.min((size.width - 2 * margin) / width, (size.height - 2 * margin) / height)
  const scale = Math.min(limits[1], Math.max(limits[0], room))
  return {
    scale,
    x: size.width / 2 - ((box.minX + box.maxX) / 2) * scale,
    y: size.height / 2 + ((box.minY + box.maxY) / 2) * scale,
  }
}

/** The finest step of 1, 2 or 5 times a power of ten whose lines stand at least `least` pixels apart. */
export function gridStep(scale: number, least: number): number {
  const raw = least / scale
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = [1, 2, 5, 10].find((one) => one * power >= raw) ?? 10
  return step * power
}
