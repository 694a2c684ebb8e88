import { describe, expect, it } from 'vitest'

import type { StaffBuildingOut, StaffCellOut } from './board-api'
import { boardModel } from './board-model'
import { entrancesOf } from './entrances'
import { heatOf } from './heat'

const seen = (...views: (number | null)[]) => views.map((one) => ({ views: one }) as StaffCellOut)

describe('heat', () => {
  it('is nothing where nothing was looked at or counted', () => {
    expect(heatOf(seen(0, 0))).toBeNull()
    expect(heatOf(seen(null))).toBeNull()
  })

  it('has bands without gaps, from nought to the most', () => {
    for (const most of [1, 2, 3, 5, 17, 80, 4_096]) {
      const heat = heatOf(seen(0, most))!
      expect(heat.bands[0]).toEqual({ level: 0, from: 0, to: 0 })
      expect(heat.bands.at(-1)?.to).toBe(most)
      expect(heat.bands.at(-1)?.level).toBeGreaterThan(2)
      heat.bands.slice(1).forEach((band, index) => expect(band.from).toBe(heat.bands[index]!.to + 1))
      for (let views = 0; views <= most; views++) {
        const band = heat.bands.find((one) => views >= one.from && views <= one.to)
        expect(heat.levelOf(views)).toBe(band?.level)
      }
    }
  })
})

describe('entrances', () => {
  const entrances = [
    { id: 'e1', name: '1单元', name_en: '' },
    { id: 'e2', name: '2单元', name_en: '' },
  ]
  const cell = (id: string, stack: number, entrance_id: string | null) =>
    ({ id, building_id: 'b', floor: 1, stack, entrance_id }) as StaffCellOut

  it('stand over their columns, each with its units', () => {
    const building = { id: 'b', entrances } as StaffBuildingOut
    const cells = [cell('a', 1, 'e1'), cell('b', 2, 'e1'), cell('c', 3, 'e2'), cell('d', 4, null)]
    const found = entrancesOf(boardModel([building], cells)[0]!)
    expect(found.map(({ entrance, span }) => [entrance?.name, span])).toEqual([
      ['1单元', 2],
      ['2单元', 1],
      [undefined, 1],
    ])
    expect(found[0]!.cells.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('are left out where none is known', () => {
    const building = { id: 'b', entrances: [] as typeof entrances } as StaffBuildingOut
    expect(entrancesOf(boardModel([building], [cell('a', 1, null)])[0]!)).toEqual([])
  })
})
