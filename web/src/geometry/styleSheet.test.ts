// @vitest-environment node
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { LAYOUTS } from './__gallery__/allLayouts'
import { board } from './__gallery__/boardSamples'
import { SITES } from './__gallery__/sites'
import { drawElevation } from './elevation'
import { drawFloorPlan } from './floorPlan'
import { drawSiteModel } from './siteModel'
import { drawingStyles, selfContained } from './styleSheet'

function classesOf(svg: string): Set<string> {
  return new Set(
    [...svg.matchAll(/class="([^"]*)"/g)].flatMap((m) =>
      (m[1] ?? '').split(' ').filter((c) => /^g[fsc]-/.test(c)),
    ),
  )
}

describe('style sheet of the drawings', () => {
  it('is the committed one', async () => {
    const path = fileURLToPath(new URL('../shared/drawings/colours.css', import.meta.url))
    const committed = await readFile(path, 'utf8')
    expect(committed.replace(/^\/\*.*\*\/\n/, '')).toBe(drawingStyles())
  })

  it('has a rule for every colour any drawing uses', () => {
    const known = new Set([...drawingStyles().matchAll(/^\.(\S+) \{/gm)].map((m) => m[1]))
    const svgs: string[] = []
    for (const { geometry } of LAYOUTS) {
      svgs.push(drawFloorPlan({ geometry }, { highlight: geometry.rooms[0]?.id ?? '', background: true }).svg)
    }
    for (const [i, { input }] of SITES.entries()) {
      for (let k = 0; k < 12; k += 1) {
        svgs.push(
          drawSiteModel(input, { seed: `${i}:${k}`, turn: (k % 4) as 0, mode: k % 3 === 0 ? 'card' : 'hero' })
            .svg,
        )
      }
    }
    for (const kind of ['tower', 'villa', 'garage'] as const) {
      svgs.push(
        drawElevation(board(kind, kind, 9, [3, 3], [5], 1), { selected: `${kind}-2-2`, background: true })
          .svg,
      )
      svgs.push(drawElevation(board(kind, kind, 9, [3, 3]), { width: 160 }).svg)
    }
    const missing = new Set(svgs.flatMap((svg) => [...classesOf(svg)].filter((name) => !known.has(name))))
    expect([...missing]).toEqual([])
  })

  it('is carried along by drawings that stand alone, with the rules they use and no others', () => {
    const [first] = SITES
    if (first === undefined) throw new Error('no sample site')
    const svg = drawSiteModel(first.input, { theme: 'auto', mode: 'card' }).svg
    const rules = [...(svg.match(/<style>(.*)<\/style>/)?.[1] ?? '').matchAll(/\.(\w+)\{/g)].map((m) => m[1])
    const used = [...svg.matchAll(/ class="([^"]*)"/g)].map((m) => m[1] ?? '').slice(1)
    expect(rules.length).toBeGreaterThan(10)
    expect(new Set(used)).toEqual(new Set(rules))
    expect(svg).not.toContain('data-building-id')
    expect(drawSiteModel(first.input, { theme: 'web' }).svg).not.toContain('<style')
  })

  it('says a colour once and keeps everything else as it was', () => {
    const drawing =
      '<g class="gd-x" data-status="sold"><path d="M0 0h1" fill="#1F2328" class="gf-ink"/>' +
      '<path d="M0 1h1" fill="none" stroke="#1F2328" class="gs-ink" stroke-width="2"/><path d="M0 2h1" fill="#1F2328" class="gf-ink"/></g>'
    expect(selfContained(drawing)).toEqual({
      styles:
        '<style>svg{color-scheme:light dark}.a{fill:#1f2328;fill:light-dark(#1f2328,#ece8df)}' +
        '.b{fill:none;stroke:#1f2328;stroke:light-dark(#1f2328,#ece8df)}</style>',
      drawing:
        '<g><path d="M0 0h1" class="a"/><path d="M0 1h1" class="b" stroke-width="2"/><path d="M0 2h1" class="a"/></g>',
    })
  })
})
