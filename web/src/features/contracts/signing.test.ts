import { describe, expect, it } from 'vitest'

import { isDrawn } from './signing'

describe('a drawn signature', () => {
  it('reaches across the pad', () => {
    expect(isDrawn([[100, 100, 400, 200]])).toBe(true)
    expect(
      isDrawn([
        [100, 100],
        [100, 300],
      ]),
    ).toBe(true)
  })

  it('is no dot and no tick', () => {
    expect(isDrawn([])).toBe(false)
    expect(isDrawn([[100, 100]])).toBe(false)
    expect(isDrawn([[100, 100, 130, 120]])).toBe(false)
  })
})
