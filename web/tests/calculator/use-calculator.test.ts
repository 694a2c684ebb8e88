import { describe, expect, it } from 'vitest'
import { nextTick } from 'vue'

import type { CalculatorData, RateOut } from '@/api/generated'
import { useCalculator } from '@/features/calculator/use-calculator'

const FIGURES: [RateOut['code'], number][] = [
  ['lpr_5y', 35_000],
  ['commercial_spread', -3_000],
  ['fund_first', 26_000],
  ['fund_second', 30_750],
  ['deed_first_small', 10_000],
  ['deed_first_large', 15_000],
  ['deed_second_small', 10_000],
  ['deed_second_large', 20_000],
  ['maintenance', 10_000],
]

function calculator(more: Partial<CalculatorData> = {}) {
  const rates = FIGURES.map(([code, value]) => ({ code, value, source: '', as_of: '2025-05-20' }))
  return useCalculator({ rates, total_fen: null, area: null, ...more })
}

const wrong = (errors: Record<string, boolean>) => Object.keys(errors).filter((name) => errors[name])

describe('first or second home', () => {
  it('takes the fund rate of the choice to the thousandth of a per cent', async () => {
    const { form, outcome } = calculator()
    form.kind = 'fund'
    form.total = '100'
    form.down = '20'
    expect(form.fundRate).toBe('2.6')
    form.home = 'second'
    await nextTick()
    expect(form.fundRate).toBe('3.075')
    // 800,000 over 360 months at 3.075 % / 12: 3,405.28 by the formula; at 3.08 % it would be 3,407.45.
    expect(outcome.value?.firstPaymentFen).toBe(340_528)
    form.method = 'equal_principal'
    // 800,000 / 360 + 800,000 x 0.03075 / 12 = 2,222.22 + 2,050.00
    expect(outcome.value?.firstPaymentFen).toBe(427_222)
  })

  it('takes the deed tax of the choice: 2 million, 150 square metres', async () => {
    const { form, costs } = calculator({ total_fen: 200_000_000, area: 150 })
    expect(costs.value?.tax).toBe(3_000_000)
    form.home = 'second'
    await nextTick()
    expect(costs.value?.tax).toBe(4_000_000)
    form.area = '140'
    expect(costs.value?.tax).toBe(2_000_000)
  })

  it('adds fund and bank: 2,402.04 for 600,000 at 2.6 % and 3,459.73 for 800,000 at 3.2 %', () => {
    const { form, outcome } = calculator()
    form.kind = 'combined'
    expect(outcome.value?.firstPaymentFen).toBe(586_177)
  })
})

describe('what is typed', () => {
  it('may be any price to the fen, as a link from a home brings it', () => {
    const { errors, totalFen, outcome } = calculator({ total_fen: 123_456_789 })
    expect(wrong(errors.value)).toEqual([])
    expect(totalFen.value).toBe(123_456_789)
    expect(outcome.value).not.toBeNull()
  })

  it.each([
    ['total', 'total', '0'],
    ['total', 'total', '100000001'],
    ['down', 'down', '101'],
    ['years', 'years', '31'],
    ['fund', 'fund', '1e3'],
    ['fund', 'fund', '140.01'],
    ['spread', 'spread', '-400'],
    ['fundRate', 'fundRate', 'x'],
    ['fundRate', 'fundRate', '101'],
  ] as const)('is refused at its own field and gives no figure: %s', (name, field, text) => {
    const { form, errors, outcome } = calculator()
    form.kind = 'combined'
    form[field] = text
    expect(wrong(errors.value)).toContain(name)
    expect(outcome.value).toBeNull()
  })

  it('leaves the loan standing where only the prepayment or the area is wrong', () => {
    const { form, errors, outcome, prepaid, costs } = calculator()
    form.prepayYear = '31'
    form.prepayAmount = '10'
    form.area = '-1'
    expect(wrong(errors.value)).toEqual(['area', 'prepayYear'])
    expect(outcome.value).not.toBeNull()
    expect(prepaid.value).toBeNull()
    expect(costs.value).toBeNull()
  })
})
