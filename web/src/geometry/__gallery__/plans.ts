/** Prints an HTML page of floor plans on standard output. Run: bundle this file, then `node plans.mjs > plans.html`. */

import { drawFloorPlan } from '../floorPlan'
import { LAYOUTS } from './allLayouts'

const card = (svg: string, dark = false): string =>
  `<div style="background:${dark ? '#14181D' : '#fff'};border:1px solid ${dark ? '#2E353D' : '#E7E3DA'};border-radius:10px;padding:12px">${svg}</div>`

const [first] = LAYOUTS
const pieces = LAYOUTS.map(({ name, geometry }) =>
  card(drawFloorPlan({ geometry, name }, { width: 640 }).svg),
)
for (const { name, geometry } of LAYOUTS.slice(0, 3)) {
  pieces.push(
    card(
      drawFloorPlan(
        { geometry, name },
        { width: 640, locale: 'en', dimensions: ['bottom', 'left', 'top', 'right'] },
      ).svg,
    ),
  )
}
if (first !== undefined) {
  pieces.push(card(drawFloorPlan(first, { width: 640, theme: 'dark' }).svg, true))
  pieces.push(card(drawFloorPlan(first, { width: 640, highlight: 'master' }).svg))
  pieces.push(card(drawFloorPlan(first, { width: 340 }).svg))
}
for (const { geometry } of LAYOUTS) {
  pieces.push(card(drawFloorPlan({ geometry }, { width: 240, height: 200, compact: true }).svg))
  pieces.push(
    card(drawFloorPlan({ geometry }, { width: 160, height: 120, compact: true, theme: 'dark' }).svg, true),
  )
}
process.stdout.write(
  `<!doctype html><meta charset="utf-8"><body style="margin:16px;background:#FBFAF7;display:flex;flex-wrap:wrap;gap:16px;align-items:start">${pieces.join('')}`,
)
