import { describe, expect, it } from 'vitest'

import { filterRows, keepViews, savedViews, sortRows, type Column } from '@/console/table/columns'

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

describe('table rows', () => {
  it('are found by every word, in any column, whatever the case', () => {
    expect(ids(filterRows(rows, columns, '栋 3'))).toEqual(['1'])
    expect(ids(filterRows(rows, columns, '岳麓'))).toEqual(['3'])
    expect(ids(filterRows(rows, columns, '  '))).toEqual(['1', '2', '3'])
  })

  it('sort numbers by size with the empty ones last both ways', () => {
    expect(ids(sortRows(rows, columns, { key: 'price', descending: false }, 'zh-CN'))).toEqual([
      '3',
      '1',
      '2',
    ])
    expect(ids(sortRows(rows, columns, { key: 'price', descending: true }, 'zh-CN'))).toEqual(['1', '3', '2'])
  })

  it('sort names as people count: 2 before 10', () => {
    expect(ids(sortRows(rows, columns, { key: 'name', descending: false }, 'zh-CN')).slice(0, 2)).toEqual([
      '2',
      '1',
    ])
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
