import { describe, expect, it } from 'vitest'

import { areaRange, totalRange, totalText, unitPrice } from '@/shared/format'

describe('figures in words', () => {
  // tests/pages/test_words.py has the same ones: head and page are written by two programs and must read alike.
  it('are rounded as the server rounds them', () => {
    expect(totalText(208_500_000, 'en')).toBe('¥2.085M')
    expect(totalRange(78_000_000, 101_900_000, 'en')).toBe('¥0.78–1.019M')
    expect(totalRange(9_000_000_000, 12_000_000_000, 'zh-CN')).toBe('9,000 万–1.2 亿')
    expect(totalText(208_250_000, 'zh-CN')).toBe('208.3 万')
    expect(unitPrice(1_234_450)).toBe('12,345')
    expect(areaRange(98.5, 142.5)).toBe('99–143 ㎡')
  })
})
