/** What lies behind the model: a sky for the hour, a pale disc, and far hills as in an ink painting. */

import { smoothNoise } from '../random'
import { num, pathOf } from '../svg'
import type { Point } from '../types'
import type { Canvas } from './scene'

export function skyDefs(canvas: Canvas): string {
  const { paint, prefix, scene } = canvas
  const sky = scene.style.sky
  return (
    `<linearGradient id="${prefix}sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0"${paint.stop(`${sky}Top`)}/>` +
    `<stop offset=".52"${paint.stop(`${sky}Mid`)}/><stop offset="1"${paint.stop(`${sky}End`)}/></linearGradient>` +
    `<linearGradient id="${prefix}hill" x1="0" y1="0" x2="0" y2="1"><stop offset="0"${paint.stop('hill')} stop-opacity=".2"/>` +
    `<stop offset=".75"${paint.stop('hill')} stop-opacity="0"/></linearGradient>` +
    `<linearGradient id="${prefix}ao" x1="0" y1="0" x2="0" y2="1"><stop offset="0"${paint.stop('shadow')} stop-opacity=".19"/>` +
    `<stop offset=".4"${paint.stop('shadow')} stop-opacity="0"/><stop offset=".72"${paint.stop('slab')} stop-opacity="0"/>` +
    `<stop offset="1"${paint.stop('slab')} stop-opacity=".15"/></linearGradient>`
  )
}

function ridge(canvas: Canvas, layer: number): string {
  const { width, height, scene } = canvas
  const base = height * (0.3 + layer * 0.09)
  const tall = height * (0.24 - layer * 0.045)
  const count = canvas.detail === 2 ? 36 : 18
  const step = width / count
  const points: Point[] = [[0, base + height * 0.2]]
  for (let i = 0; i <= count; i += 1) {
    const x = i * step
    const u = x / width
    const broad = smoothNoise(scene.seed + layer * 101, u * 3.1 + layer * 7, 0.5)
    const fine = smoothNoise(scene.seed + layer * 211, u * 11, 3.5)
    // Hills stay low in the middle, where the model stands before them.
    const frame = 0.42 + 0.58 * Math.abs(2 * u - 1) ** 1.3
    points.push([x, base - tall * frame * (0.75 * broad + 0.25 * fine)])
  }
  points.push([width, base + height * 0.2])
  return pathOf(points)
}

export function drawSky(canvas: Canvas): string {
  const { width, height, paint, prefix, scene, detail } = canvas
  let out = `<path d="M0 0h${num(width)}v${num(height)}H0z" fill="url(#${prefix}sky)"/>`
  if (detail === 0) return out
  const x = width * (scene.style.sky === 'dusk' ? 0.83 : scene.style.sky === 'noon' ? 0.68 : 0.17)
  const y = height * (scene.style.sky === 'noon' ? 0.11 : 0.16)
  const r = Math.min(width, height) * 0.028
  out += `<circle cx="${num(x)}" cy="${num(y)}" r="${num(r * 2)}"${paint.fill('disc')} fill-opacity=".24"/>`
  out += `<circle cx="${num(x)}" cy="${num(y)}" r="${num(r)}"${paint.fill('disc')} fill-opacity=".85"/>`
  for (let layer = 0; layer < (detail === 2 ? 3 : 2); layer += 1) {
    out += `<path d="${ridge(canvas, layer)}" fill="url(#${prefix}hill)" fill-opacity="${num(0.5 + layer * 0.22, 2)}"/>`
  }
  return out
}
