import { describe, expect, it } from 'vitest'

import { filterRows, keepViews, savedViews, sortRows, type Column, type Order } from '@/console/table/columns'
import { atOnce, inSlices } from '@/console/table/slices'

interface Row {
  id: string
  name: string
  price: number | null
}

const columns: Column<Row>[] = [
  { key: 'name', label: 'Name', width: 100, text: (row) => row.name },
  {
    key: 'price',
    label: 'Price',
    width: 100,
    text: (row) => String(row.price ?? ''),
    sort: (row) => row.price,
  },
]
const rows: Row[] = [
  { id: '1', name: '10栋', price: 30 },
  { id: '2', name: '2栋', price: null },
  { id: '3', name: '岳麓山居', price: 9 },
]
const ids = (found: readonly Row[]) => found.map((row) => row.id)
const filtered = (words: string) => ids(atOnce(filterRows(rows, columns, words, new WeakMap())))
const sorted = (some: readonly Row[], order: Order | null) =>
  ids(atOnce(sortRows(some, columns, order, 'zh-CN')))

describe('table rows', () => {
  it('are found by every word, in any column, whatever the case', () => {
    expect(filtered('栋 3')).toEqual(['1'])
    expect(filtered('岳麓')).toEqual(['3'])
    expect(filtered('  ')).toEqual(['1', '2', '3'])
  })

  it('sort numbers by size with the empty ones last both ways', () => {
    expect(sorted(rows, { key: 'price', descending: false })).toEqual(['3', '1', '2'])
    expect(sorted(rows, { key: 'price', descending: true })).toEqual(['1', '3', '2'])
  })

  it('sort names as people count: 2 before 10', () => {
    expect(sorted(rows, { key: 'name', descending: false }).slice(0, 2)).toEqual(['2', '1'])
  })

  it('come out in runs as one sort would put them, equal ones as they stood', () => {
    const many: Row[] = Array.from({ length: 3_001 }, (_, at) => ({
      id: String(at),
      name: `${(at * 7919) % 101}栋`,
      price: at % 50 === 0 ? null : (at * 31) % 97,
    }))
    const cheapest = many
      .filter((row) => row.price !== null)
      .toSorted((a, b) => (a.price ?? 0) - (b.price ?? 0))
      .concat(many.filter((row) => row.price === null))
    expect(sorted(many, { key: 'price', descending: false })).toEqual(ids(cheapest))
  })
})

describe('work in slices', () => {
  function* counting(until: number, seen: number[]): Generator<void, string> {
    for (let at = 0; at < until; at += 1) {
      seen.push(at)
      const end = performance.now() + 3
      while (performance.now() < end);
      yield
    }
    return 'done'
  }

  it('lets others in between and ends with the result', async () => {
    const order: number[] = []
    const answer = inSlices(counting(20, order), new AbortController().signal)
    const begun = order.length
    expect(begun).toBeLessThan(20)
    expect(await answer).toBe('done')
    expect(order.length).toBe(20)
  })

  it('stops when nobody waits for it any more', async () => {
    const seen: number[] = []
    const stop = new AbortController()
    const answer = inSlices(counting(1_000, seen), stop.signal)
    stop.abort()
    expect(await answer).toBeUndefined()
    expect(seen.length).toBeLessThan(1_000)
  })
})

describe('saved views', () => {
  it('come back, and a broken entry counts as none', () => {
    const view = { name: 'Cheap', hidden: ['name'], order: null, filter: 'x' }
    keepViews('units', [view])
    expect(savedViews('units')).toEqual([view])
    window.localStorage.setItem('guangsha.console.views.units', '{"name":')
    expect(savedViews('units')).toEqual([])
    window.localStorage.setItem('guangsha.console.views.units', '[{"name":3}]')
    expect(savedViews('units')).toEqual([])
  })
})
