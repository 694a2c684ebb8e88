/** Names of buildings as dark pills above their roofs, moved until they do not meet. */

import type { Box } from '../polygon'
import { centroid } from '../polygon'
import { project } from '../projection'
import { escapeText, num, shorten, textWidthEm } from '../svg'
import type { Point } from '../types'
import type { Canvas } from './scene'

export interface PillLabel {
  readonly buildingId: string
  readonly text: string
  /** Centre of the pill, pixels. */
  readonly at: Point
  /** The point on the building it belongs to. */
  readonly anchor: Point
  readonly box: Box
}

const MOST_CHARACTERS = 12

function overlaps(a: Box, b: Box): boolean {
  return a.minX < b.maxX && b.minX < a.maxX && a.minY < b.maxY && b.minY < a.maxY
}

/** Pills for all buildings above ground that have a name; those for which no free place is found are left out. */
export function placePills(
  canvas: Pick<Canvas, 'scene' | 'view' | 'width' | 'height'>,
  size: number,
): PillLabel[] {
  const { scene, view, width, height } = canvas
  const wanted = scene.buildings
    .filter((b) => b.height > 0 && b.source.name.trim() !== '')
    .map((b) => {
      const anchor = project(
        view,
        centroid(b.footprint),
        b.height + (b.source.kind === 'villa' ? 3.2 : b.floors >= 5 ? 4 : 1),
      )
      return { building: b, anchor }
    })
    .sort((p, q) => q.building.height - p.building.height || p.anchor[1] - q.anchor[1])
  const placed: PillLabel[] = []
  for (const { building, anchor } of wanted) {
    const text = shorten(building.source.name, MOST_CHARACTERS)
    const w = textWidthEm(text) * size + size * 1.5
    const h = size * 1.82
    const rise = h * 0.72
    const tries: Point[] = []
    for (const up of [1, 1.6, 2.3, 3.1, 4]) {
      for (const aside of [0, -0.6, 0.6, -1.1, 1.1]) tries.push([aside * w, -up * rise])
    }
    for (const [dx, dy] of tries) {
      const x = anchor[0] + dx
      const y = anchor[1] + dy
      const box: Box = { minX: x - w / 2 - 2, maxX: x + w / 2 + 2, minY: y - h / 2 - 2, maxY: y + h / 2 + 2 }
      if (box.minX < 2 || box.maxX > width - 2 || box.minY < 2 || box.maxY > height - 2) continue
      if (placed.some((other) => overlaps(other.box, box))) continue
      placed.push({ buildingId: building.source.id, text, at: [x, y], anchor, box })
      break
    }
  }
  return placed
}

export function drawPills(labels: readonly PillLabel[], canvas: Canvas, size: number): string {
  const { paint } = canvas
  let stems = ''
  let pills = ''
  for (const label of [...labels].sort((p, q) => p.at[1] - q.at[1])) {
    const [x, y] = label.at
    const w = textWidthEm(label.text) * size + size * 1.5
    const h = size * 1.82
    const gap = label.anchor[1] - (y + h / 2)
    if (gap > 10 || Math.abs(label.anchor[0] - x) > w / 2) {
      stems += `M${num(x + (label.anchor[0] - x) * 0.15)} ${num(y + h / 2)}L${num(label.anchor[0])} ${num(label.anchor[1])}`
    }
    pills +=
      `<g transform="translate(${num(x)} ${num(y)})">` +
      `<rect x="${num(-w / 2)}" y="${num(-h / 2)}" width="${num(w)}" height="${num(h)}" rx="${num(h / 2)}"${paint.fill('pill')} fill-opacity=".88"/>` +
      `<text y="${num(size * 0.36)}"${paint.fill('pillText')}>${escapeText(label.text)}</text></g>`
  }
  if (pills === '') return ''
  return (
    (stems === ''
      ? ''
      : `<path d="${stems}" fill="none"${paint.stroke('pill')} stroke-opacity=".55" stroke-width="1"/>`) +
    `<g text-anchor="middle" font-size="${num(size)}" font-weight="500">${pills}</g>`
  )
}
