import { describe, expect, it } from 'vitest'

import { textDiff } from './text-diff'

const joined = (parts: ReturnType<typeof textDiff>, kind: 'gone' | 'new') =>
  parts
    .filter((one) => one.kind === 'same' || one.kind === kind)
    .map((one) => one.text)
    .join('')

describe('textDiff', () => {
  it('gives both texts back', () => {
    const [before, after] = ['逾期按日支付万分之二违约金。', '逾期超过三十日的，按日支付万分之五违约金。']
    const parts = textDiff(before, after)
    expect(joined(parts, 'gone')).toBe(before)
    expect(joined(parts, 'new')).toBe(after)
  })
  it('keeps what did not change', () => {
    expect(textDiff('the price is {price}', 'the full price is {price}')).toEqual([
      { kind: 'same', text: 'the ' },
      { kind: 'new', text: 'full ' },
      { kind: 'same', text: 'price is {price}' },
    ])
    expect(textDiff('一', '一')).toEqual([{ kind: 'same', text: '一' }])
  })
})
