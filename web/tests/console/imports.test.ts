import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'

import type { FileImportDetailOut, ImportProblemOut } from '@/api/generated'
import ImportRunPage from '@/console/features/imports/ImportRunPage.vue'
import * as desk from '@/console/features/imports/imports-api'
import WrongRows from '@/console/features/imports/WrongRows.vue'
import { loadWords, wordsKey } from '@/console/words'

vi.mock('vue-router', () => ({ useRoute: () => ({ params: { id: '1' } }) }))

function problem(row: number | null, column: string, more: Partial<ImportProblemOut> = {}): ImportProblemOut {
  return {
    row,
    column,
    value: '亚特兰蒂斯',
    code: 'unknown_city',
    reason: '没有这个城市',
    reason_en: 'no such city',
    taken: false,
    ...more,
  }
}
const detail: FileImportDetailOut = {
  summary: {
    id: '1',
    organisation_id: '2',
    kind: 'projects',
    mapping: 'projects',
    file_name: 'p.csv',
    state: 'checked',
    progress: 1000,
    counts: { new: 1, updated: 0, unchanged: 0, price_changes: 0, rejected: 5, rows_read: 6 },
    fixed: 0,
    created_by_id: '3',
    created_by: null,
    created_at: '2026-11-22T00:00:00Z',
    finished_at: null,
  },
  heading: ['名称', '城市'],
  rows: [{ row: 3, cells: ['云麓里', '亚特兰蒂斯'] }],
  problems: [
    problem(2, '城市', { taken: true, code: 'district_differs', reason: '提示' }),
    problem(3, '城市'),
    problem(3, '名称', { code: 'required', reason: '此列必填' }),
    problem(4, '城市'),
  ],
}

describe('rows of a file that are not taken', () => {
  it('stand before notes, each with all its problems and its cells where they are known', () => {
    const found = desk.wrongRows(detail)
    expect(found.map((one) => [one.row, one.problems.length, one.cells])).toEqual([
      [3, 2, ['云麓里', '亚特兰蒂斯']],
      [4, 1, null],
      [2, 1, null],
    ])
  })

  it('are put right cell by cell; the rest of them is in the report', async () => {
    const words = await loadWords('zh-CN')
    const list = mount(WrongRows, {
      props: { heading: detail.heading, rows: desk.wrongRows(detail), fixes: {}, fixable: true, rejected: 5 },
      global: { provide: { [wordsKey as symbol]: words } },
    })
    const inputs = list.findAll('input')
    expect(inputs).toHaveLength(2)
    await inputs[1]?.setValue('长沙市')
    expect(list.emitted('fix')).toEqual([[3, ['云麓里', '长沙市']]])
    expect(list.text()).toContain('没有这个城市')
    expect(list.text()).toContain('另有 3 行')
    await list.setProps({ fixable: false })
    await flushPromises()
    expect(list.findAll('input')).toHaveLength(0)
  })
})

describe('a file whose job was given up', () => {
  it('says so, shows no old figures, and is checked again on request', async () => {
    const words = await loadWords('en')
    const seen: FileImportDetailOut = { ...detail, summary: { ...detail.summary, state: 'failed' } }
    vi.spyOn(desk, 'readImport').mockImplementation(() => Promise.resolve(seen))
    const asked = vi.spyOn(desk, 'checkAgain').mockResolvedValue()
    const page = mount(ImportRunPage, {
      global: { provide: { [wordsKey as symbol]: words }, stubs: { RouterLink: true } },
    })
    await flushPromises()
    expect(page.text()).toContain('The file could not be worked on')
    expect(page.find('dl').exists()).toBe(false)
    expect(page.find('a[download]').exists()).toBe(false)
    await page.get('button').trigger('click')
    await flushPromises()
    expect(asked).toHaveBeenCalledWith('1', [])
    page.unmount()
  })
})
