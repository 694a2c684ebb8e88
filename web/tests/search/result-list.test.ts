import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'

import type { PagePayload } from '@/api/pages'
import type { SearchPage } from '@/api/generated'
import ResultList from '@/features/search/components/ResultList.vue'
import { createI18n, i18nKey } from '@/i18n'
import messages from '@/i18n/messages/zh-CN.json'
import { createPageStore, pageStoreKey, payloadPath } from '@/shared/page-store'

import { projectCard } from '../fixtures/cards.ts'

function page(names: string[], cursor: string): SearchPage {
  const projects = names.map((name) => ({ ...projectCard(0, 'zh-CN'), id: name, slug: name, name }))
  const data = {
    scope: 'projects',
    projects,
    units: [],
    next_cursor: cursor,
    total_projects: 9,
    total_units: 9,
  }
  return { page: 'search', shell: { language: 'zh-CN' }, head: { title: '' }, data } as unknown as SearchPage
}

describe('more results', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('of an old search never reach the address of a new one', async () => {
    let answer: (response: Response) => void = () => undefined
    const fetched = vi.fn((..._asked: unknown[]) => new Promise<Response>((resolve) => (answer = resolve)))
    vi.stubGlobal('fetch', fetched)
    const router = createRouter({
      history: createMemoryHistory(),
      routes: [{ path: '/:rest(.*)', component: ResultList, meta: { page: 'search' } }],
    })
    await router.push('/search?q=old')
    const store = createPageStore(page(['a'], 'next') as unknown as PagePayload)
    const keep = vi.spyOn(store, 'keep')
    const provide = { [pageStoreKey as symbol]: store, [i18nKey as symbol]: createI18n('zh-CN', messages) }
    const list = mount(ResultList, {
      props: { page: page(['a'], 'next') },
      global: { plugins: [router], provide },
    })
    await list.findAll('button').at(-1)?.trigger('click')
    expect(String(fetched.mock.calls[0]?.[0])).toContain('q=old&cursor=next')

    await router.push('/search?q=new')
    answer(Response.json(page(['b'], '')))
    await flushPromises()
    for (const [address] of keep.mock.calls) expect(payloadPath(address)).toContain('q=old')
    expect(list.findAll('h2').map((one) => one.text())).toEqual(['a', 'b'])
  })

  it('are dropped when the list is gone', async () => {
    let answer: (response: Response) => void = () => undefined
    vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => (answer = resolve)))
    const router = createRouter({
      history: createMemoryHistory(),
      routes: [{ path: '/:rest(.*)', component: ResultList, meta: { page: 'search' } }],
    })
    await router.push('/search?q=old')
    const store = createPageStore(page(['a'], 'next') as unknown as PagePayload)
    const keep = vi.spyOn(store, 'keep')
    const provide = { [pageStoreKey as symbol]: store, [i18nKey as symbol]: createI18n('zh-CN', messages) }
    const list = mount(ResultList, {
      props: { page: page(['a'], 'next') },
      global: { plugins: [router], provide },
    })
    await list.findAll('button').at(-1)?.trigger('click')
    list.unmount()
    answer(Response.json(page(['b'], '')))
    await flushPromises()
    expect(keep).not.toHaveBeenCalled()
  })
})
