import { describe, expect, it } from 'vitest'

import { monthlyFen, percent } from './mortgage'

describe('what a loan costs', () => {
  it('is the level instalment of the calculator', () => {
    expect(monthlyFen(100_000_000, 30_500, 30)).toBe(424_305)
  })
  it('says a rate in percent without needless zeros', () => {
    expect([percent(30_500), percent(26_000), percent(28_250)]).toEqual(['3.05', '2.6', '2.825'])
  })
})
