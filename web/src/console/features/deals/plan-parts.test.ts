import { describe, expect, it } from 'vitest'

import { freshPlan, isWhole, kindOf } from './plan-parts'

const plan = freshPlan([])

describe('plans while they are written', () => {
  it('are whole when they are named and add up to the price in the order of their days', () => {
    const named = { ...plan, name: '自定', name_en: 'Own' }
    expect(isWhole(plan)).toBe(false)
    expect(isWhole(named)).toBe(true)
    const half = { kind: 'instalment' as const, share: 5_000, days: 30 }
    expect(isWhole({ ...named, parts: [half, { ...half, days: 60 }] })).toBe(true)
    expect(isWhole({ ...named, parts: [{ ...half, days: 60 }, half] })).toBe(false)
    expect(isWhole({ ...named, parts: [half] })).toBe(false)
  })

  it('are of the kind that their payments make', () => {
    const first = { kind: 'down_payment' as const, share: 3_000, days: 7 }
    expect(kindOf([first])).toBe('lump_sum')
    expect(kindOf([first, { ...first, kind: 'instalment' }])).toBe('instalments')
    expect(kindOf([first, { ...first, kind: 'loan' }])).toBe('mortgage')
  })

  it('have codes of their own', () => {
    const second = freshPlan([plan])
    expect(freshPlan([plan, second]).code).not.toBe(second.code)
    expect(second.code).not.toBe(plan.code)
  })
})
