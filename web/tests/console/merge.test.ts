import { describe, expect, it } from 'vitest'

import { merge, same, withField } from '@/console/forms/merge'

describe('merge', () => {
  it('joins changes of different fields and says what it took over', () => {
    const base = { name: 'A', address: { street: 'one', number: 1 }, tags: ['x'] }
    const mine = { name: 'B', address: { street: 'one', number: 1 }, tags: ['x'] }
    const theirs = { name: 'A', address: { street: 'one', number: 2 }, tags: ['x', 'y'] }
    expect(merge(base, mine, theirs)).toEqual({
      value: { name: 'B', address: { street: 'one', number: 2 }, tags: ['x', 'y'] },
      conflicts: [],
      taken: ['address.number', 'tags'],
    })
  })

  it('stops where both wrote the same field differently, and keeps mine meanwhile', () => {
    const result = merge({ fee: '1' }, { fee: '2' }, { fee: '3' })
    expect(result.value).toEqual({ fee: '2' })
    expect(result.conflicts).toEqual([{ path: 'fee', base: '1', mine: '2', theirs: '3' }])
  })

  it('agrees when both wrote the same', () => {
    expect(merge({ fee: '1' }, { fee: '2' }, { fee: '2' }).conflicts).toEqual([])
  })

  it('never joins lists by position', () => {
    const result = merge({ tags: ['a', 'b'] }, { tags: ['a', 'b', 'c'] }, { tags: ['b'] })
    expect(result.conflicts.map((conflict) => conflict.path)).toEqual(['tags'])
  })

  it('keeps a field that the other person emptied and I did not touch', () => {
    expect(merge({ a: 1, b: 2 }, { a: 3, b: 2 }, { a: 1 } as { a: number; b: number }).value).toEqual({
      a: 3,
    })
  })

  it('loses nothing of either side over random edits', () => {
    const fields = ['a', 'b', 'c', 'd']
    for (let seed = 0; seed < 500; seed += 1) {
      const pick = (salt: number) => (index: number) => ((seed * 31 + index * 17 + salt * 7) >> 2) % 3
      const record = (salt: number) =>
        Object.fromEntries(fields.map((field, index) => [field, pick(salt)(index)]))
      const [base, mine, theirs] = [record(1), record(2), record(3)] as const
      const { value, conflicts } = merge<Record<string, number>>(base, mine, theirs)
      for (const field of fields) {
        const clash = conflicts.some((conflict) => conflict.path === field)
        const [was, my, their] = [base[field], mine[field], theirs[field]]
        expect(clash).toBe(my !== their && was !== my && was !== their)
        expect(value[field]).toBe(was === my ? their : my)
      }
    }
  })
})

describe('withField', () => {
  it('sets a deep field of a new record', () => {
    const record = { a: { b: 1, c: 2 } }
    expect(withField(record, 'a.b', 5)).toEqual({ a: { b: 5, c: 2 } })
    expect(record.a.b).toBe(1)
  })
})

describe('same', () => {
  it('compares by content', () => {
    expect(same({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toBe(true)
    expect(same([1, 2], [2, 1])).toBe(false)
    expect(same({ a: undefined }, {})).toBe(true)
    expect(same(null, {})).toBe(false)
  })
})
