/** Prints an HTML page of site models on standard output. Run: bundle this file, then `node models.mjs > models.html`. */

import { drawSiteModel } from '../siteModel'
import { SITES } from './sites'

const box = (svg: string, width: number): string =>
  `<div style="width:${width}px;border-radius:10px;overflow:hidden;border:1px solid #E7E3DA;line-height:0">${svg.replace('<svg ', '<svg style="width:100%;height:auto" ')}</div>`

const only = process.argv[2]
const pieces: string[] = []
const sizes: string[] = []
for (const { name, input } of SITES) {
  if (only !== undefined && only !== name && only !== 'cards') continue
  const hero = drawSiteModel(input, { seed: name, name, theme: process.argv[3] === 'dark' ? 'dark' : 'web' })
  const card = drawSiteModel(input, { seed: name, name, mode: 'card' })
  sizes.push(
    `${name}: hero ${Math.round(hero.svg.length / 1000)} kB, card ${Math.round(card.svg.length / 1000)} kB`,
  )
  if (only !== 'cards') pieces.push(box(hero.svg, 1200))
  else
    pieces.push(
      box(card.svg, 480),
      box(drawSiteModel(input, { seed: name, name, mode: 'card', theme: 'dark' }).svg, 480),
      box(drawSiteModel(input, { seed: name, mode: 'card', width: 260, height: 164 }).svg, 260),
      box(drawSiteModel(input, { seed: name, mode: 'card', width: 160, height: 110 }).svg, 160),
    )
}
process.stderr.write(sizes.join('\n'))
process.stdout.write(
  `<!doctype html><meta charset="utf-8"><body style="margin:16px;background:#FBFAF7;display:flex;flex-wrap:wrap;gap:16px;align-items:start">${pieces.join('')}`,
)
