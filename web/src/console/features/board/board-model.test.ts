import { describe, expect, it } from 'vitest'

import type { StaffBuildingOut, StaffCellOut } from './board-api'
import { between, boardModel, changed, fits, next, NOTHING, placesOf } from './board-model'

const building = { id: 'b', name: '1栋' } as StaffBuildingOut
function cell(id: string, floor: number | null, stack: number | null, more: Partial<StaffCellOut> = {}) {
  return {
    id,
    building_id: 'b',
    floor,
    stack,
    number: id,
    status: 'available',
    revision: 1,
    layout_code: 'A',
    asked_price_fen: 200_000_000,
    ...more,
  } as StaffCellOut
}
const cells = [cell('a', 2, 1), cell('b', 2, 3), cell('c', 1, 1), cell('d', 1, 1), cell('shop', null, null)]
const models = boardModel([building], cells)
const model = models[0]!

describe('the board as a matrix', () => {
  it('stands floors from the top and hides no unit', () => {
    expect(model.floors).toEqual([2, 1])
    expect(model.columns).toEqual([1, 3])
    expect(model.others.map(({ id }) => id)).toEqual(['shop', 'd'])
    expect(placesOf(models).get('b')).toEqual({ building: 0, row: 0, column: 1 })
  })

  it('walks over gaps and stops at the edge', () => {
    expect(next(model, { building: 0, row: 0, column: 0 }, 0, 1)?.id).toBe('b')
    expect(next(model, { building: 0, row: 0, column: 1 }, 1, 0)).toBeNull()
  })

  it('finds the units of a rectangle whichever way it is drawn', () => {
    const found = between(model, { building: 0, row: 1, column: 1 }, { building: 0, row: 0, column: 0 })
    expect(found.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  })
})

describe('narrowing', () => {
  it('leaves out what has no floor or price where one is asked for', () => {
    expect(fits(cells[4]!, NOTHING)).toBe(true)
    expect(fits(cells[4]!, { ...NOTHING, floorFrom: 1 })).toBe(false)
    expect(fits(cells[0]!, { ...NOTHING, priceTo: 1_999_999 })).toBe(false)
    expect(fits(cells[0]!, { ...NOTHING, priceTo: 2_000_000, statuses: ['available'] })).toBe(true)
  })
})

describe('changes that were told', () => {
  const told = { unit_id: 'a', status: 'held', revision: 2, changed_at: '2026-11-30T00:00:00Z' } as const
  it('are set, an older one is not, and an unknown unit asks for the whole board', () => {
    expect(changed(cells, [told])?.[0]?.status).toBe('held')
    expect(changed(cells, [{ ...told, revision: 1 }])?.[0]?.status).toBe('available')
    expect(changed(cells, [{ ...told, unit_id: 'new' }])).toBeNull()
  })
})
