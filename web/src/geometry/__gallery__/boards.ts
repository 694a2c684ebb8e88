/** Prints an HTML page of unit boards on standard output. Run: bundle this file, then `node boards.mjs > boards.html`. */

import { drawElevation } from '../elevation'
import { board } from './boardSamples'

const card = (svg: string, dark = false): string =>
  `<div style="background:${dark ? '#14181D' : '#fff'};border:1px solid ${dark ? '#2E353D' : '#E7E3DA'};border-radius:10px;padding:12px">${svg}</div>`

const pieces = [
  card(drawElevation(board('1栋', 'tower', 26, [4]), { width: 640 }).svg),
  card(drawElevation(board('2栋', 'slab', 11, [2, 2, 2], [4]), { width: 640 }).svg),
  card(drawElevation(board('V', 'villa', 3, [1, 1]), { width: 360 }).svg),
  card(drawElevation(board('2栋', 'slab', 11, [2, 2, 2], [4]), { width: 360 }).svg),
  card(drawElevation(board('9栋', 'tower', 34, [6, 6], [10, 20]), { width: 640, locale: 'en' }).svg),
  card(drawElevation(board('9栋', 'tower', 34, [6, 6], [10, 20]), { width: 360 }).svg),
  card(drawElevation(board('9栋', 'tower', 34, [6, 6], [10, 20]), { width: 160, floorLabels: false }).svg),
  card(
    drawElevation(board('2栋', 'slab', 11, [2, 2, 2], [4]), {
      width: 640,
      theme: 'dark',
      selected: '2栋-5-3',
    }).svg,
    true,
  ),
  card(drawElevation(board('P', 'garage', 1, [30, 30], [], 2), { width: 900 }).svg),
]
process.stdout.write(
  `<!doctype html><meta charset="utf-8"><body style="margin:16px;background:#FBFAF7;display:flex;flex-wrap:wrap;gap:16px;align-items:start">${pieces.join('')}`,
)
