import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'

import type { PagePayload } from '@/api/pages'
import { connectPages, createPageStore, payloadPath } from '@/shared/page-store'

const Empty = { render: () => null }

function payload(title: string): PagePayload {
  return { page: 'search', shell: { language: 'zh-CN' }, head: { title }, data: {} } as unknown as PagePayload
}

/** A server that answers each address when the test says so. */
function slowServer() {
  const waiting = new Map<string, (answer: Response) => void>()
  vi.stubGlobal('fetch', (path: string) => {
    const q = new URL(path, 'http://site').searchParams.get('q') ?? ''
    return new Promise<Response>((resolve) => waiting.set(q, resolve))
  })
  return {
    asked: () => [...waiting.keys()],
    async answer(q: string, status = 200) {
      const body = status === 200 ? payload(q) : { code: 'not_found', title: 'no', status }
      waiting.get(q)?.(Response.json(body, { status }))
      await settle()
    },
  }
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 5))

describe('moving between pages', () => {
  let server: ReturnType<typeof slowServer>

  async function site() {
    const meta = { page: 'search' as const }
    const router = createRouter({
      history: createMemoryHistory(),
      routes: [{ path: '/search', component: Empty, meta }],
    })
    const store = createPageStore(payload('first'))
    await router.push('/search')
    connectPages(router, store)
    return { router, store, shown: () => store.state.payload.head.title }
  }

  beforeEach(() => (server = slowServer()))
  afterEach(() => vi.unstubAllGlobals())

  it('shows the page that was asked last, whichever answer comes last', async () => {
    const { router, store, shown } = await site()
    void router.push('/search?q=slow')
    await settle()
    void router.push('/search?q=fast')
    await settle()
    await server.answer('slow')
    expect(shown()).toBe('first')
    expect(store.state.loading).toBe(true)
    await server.answer('fast')
    expect([shown(), router.currentRoute.value.query['q']]).toEqual(['fast', 'fast'])
    expect(store.state.loading).toBe(false)
  })

  it('does not show an overtaken page at the next small step', async () => {
    const { router, shown } = await site()
    void router.push('/search?q=slow')
    await settle()
    void router.push('/search?q=fast')
    await settle()
    await server.answer('fast')
    await server.answer('slow')
    await router.push('/search?q=fast#end')
    expect(shown()).toBe('fast')
  })

  it('says nothing of a failure that nobody waits for', async () => {
    const { router, store, shown } = await site()
    const assign = vi.spyOn(window.location, 'assign').mockImplementation(() => undefined)
    void router.push('/search?q=gone')
    await settle()
    void router.push('/search?q=fast')
    await settle()
    await server.answer('gone', 404)
    await server.answer('fast')
    expect(assign).not.toHaveBeenCalled()
    expect(store.state.failure).toBeNull()
    expect(shown()).toBe('fast')
  })

  it('fetches nothing for what is the browser’s alone', async () => {
    const { router } = await site()
    await router.push('/search?view=map')
    expect(server.asked()).toEqual([])
    expect(payloadPath(router.currentRoute.value)).not.toContain('view')
  })
})
