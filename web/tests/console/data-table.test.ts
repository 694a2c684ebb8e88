import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import type { Column } from '@/console/table/columns'
import DataTable from '@/console/table/DataTable.vue'
import { loadWords, wordsKey, type Words } from '@/console/words'

interface Row {
  id: string
  name: string
  city: string
}
const rows: Row[] = Array.from({ length: 2_000 }, (_, at) => ({
  id: String(at),
  name: `${at}栋`,
  city: at % 2 ? '长沙' : '青岛',
}))
const columns: Column<Row>[] = [
  { key: 'name', label: '名称', width: 100, text: (row) => row.name },
  { key: 'city', label: '城市', width: 100, text: (row) => row.city },
  { key: 'id', label: '编号', width: 100, text: (row) => row.id, optional: true },
]
let words: Words

// Which rows are in view is a matter of layout, and there is none here: the first twelve are. The journeys scroll.
vi.mock('@tanstack/vue-virtual', async () => {
  const { computed } = await import('vue')
  return {
    useVirtualizer: (options: { value: { count: number } }) =>
      computed(() => ({
        getVirtualItems: () =>
          Array.from({ length: Math.min(12, options.value.count) }, (_, index) => ({
            index,
            start: index * 36,
          })),
        getTotalSize: () => options.value.count * 36,
        scrollToIndex: () => undefined,
      })),
  }
})

async function shown(more: object = {}) {
  const table = mount(DataTable<Row>, {
    props: { name: 'things', label: '东西', rows, columns, empty: '没有', ...more },
    global: { provide: { [wordsKey as symbol]: words } },
  })
  await flushPromises()
  return table
}
type Table = Awaited<ReturnType<typeof shown>>
const headings = (table: Table) => table.findAll('[role=columnheader]').map((one) => one.text())
const firstCells = (table: Table) =>
  table.findAll('[role=row] > [role=gridcell]:first-child').map((one) => one.text())
const type = async (table: Table, text: string) => {
  await table.get('input[type=search]').setValue(text)
  await vi.waitFor(() => expect(table.get('[role=status]').text()).not.toContain('2,000 / 2,000'))
}

beforeEach(async () => {
  window.localStorage.clear()
  words = await loadWords('zh-CN')
})

describe('a dense table', () => {
  it('draws the rows in view and says how many there are', async () => {
    const table = await shown()
    expect(table.findAll('[role=row]').length).toBe(13)
    expect(table.get('[role=grid]').attributes('aria-rowcount')).toBe('2001')
    expect(firstCells(table).slice(0, 3)).toEqual(['0栋', '1栋', '2栋'])
  })

  it('shows the rows that hold every word', async () => {
    const table = await shown()
    await type(table, '长沙 199')
    expect(firstCells(table)).toEqual(['199栋', '1199栋', '1991栋', '1993栋', '1995栋', '1997栋', '1999栋'])
  })

  it('opens the row at the cursor and chooses with the space bar', async () => {
    const table = await shown({ selectable: true })
    const grid = table.get('[role=grid]')
    await grid.trigger('keydown', { key: 'ArrowDown' })
    await grid.trigger('keydown', { key: 'Enter' })
    expect(table.emitted('open')?.[0]).toEqual([rows[1]])
    await grid.trigger('keydown', { key: ' ' })
    expect(table.emitted('update:selected')?.[0]).toEqual([['1']])
  })

  it('remembers which columns are hidden', async () => {
    const table = await shown()
    expect(headings(table)).toEqual(['名称', '城市'])
    const boxes = table.findAll('details input[type=checkbox]')
    await boxes[1]?.setValue(false)
    await boxes[2]?.setValue(true)
    expect(headings(table)).toEqual(['名称', '编号'])
    expect(headings(await shown())).toEqual(['名称', '编号'])
  })

  it('comes back to a saved view: its words, its order, its columns', async () => {
    const table = await shown()
    await type(table, '青岛 88')
    await table.get('[role=columnheader] button').trigger('click')
    await table.get('[role=columnheader] button').trigger('click')
    await table.get('details form input').setValue('青岛')
    await table.get('details form').trigger('submit')
    const again = await shown()
    await again
      .findAll('details button')
      .find((one) => one.text() === '青岛')
      ?.trigger('click')
    await vi.waitFor(() => expect(firstCells(again)[0]).toBe('1988栋'))
    expect(again.get('[role=columnheader]').attributes('aria-sort')).toBe('descending')
  })

  it('says when its end came into view', async () => {
    const table = await shown({ rows: rows.slice(0, 4) })
    expect(table.emitted('end')).toBeTruthy()
    expect((await shown()).emitted('end')).toBeUndefined()
  })
})
