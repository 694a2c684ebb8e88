import { beforeEach, expect, test, vi } from 'vitest'

import { keepSearch, parseSaved, put, remove, saved, takeOver } from '@/shared/saved'
import { followSaved } from '@/shared/saved-sync'

const home = { kind: 'units' as const, id: 'u1', name: '云麓里 101', path: '/units/u1' }
const thing = { id: 'u2', name: '云麓里 102', name_en: 'Yunlu 102', path: '/units/u2', price: 1 }
const answer = {
  favourites: [
    {
      kind: 'units',
      target_id: 'u2',
      saved_at: '2026-11-22T00:00:00Z',
      price_then: 1,
      tell_price: true,
      thing,
    },
    {
      kind: 'units',
      target_id: 'u9',
      saved_at: '2026-11-22T00:00:00Z',
      price_then: 1,
      tell_price: true,
      thing: null,
    },
  ],
  history: [],
  searches: 1,
  fresh: 0,
}
let asked: { method: string; path: string; body: unknown }[] = []

beforeEach(async () => {
  asked = []
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    const text = typeof init.body === 'string' ? init.body : ''
    asked.push({ method: init.method ?? 'GET', path, body: text ? JSON.parse(text) : undefined })
    const kept = path.endsWith('/saved') || path.endsWith('/move-in')
    return Promise.resolve(kept ? Response.json(answer) : new Response(null, { status: 204 }))
  })
  await followSaved('')
  takeOver({ favourites: [], history: [], owner: '' })
})

test('a page that notes something before anything was restored does not lose what was kept', async () => {
  vi.resetModules()
  localStorage.setItem(
    'guangsha.saved.v1',
    JSON.stringify({ favourites: [{ ...home, at: 1 }], searches: [] }),
  )
  const fresh = await import('@/shared/saved')
  fresh.put('history', { ...home, id: 'u7' })
  expect(fresh.saved.favourites.map((one) => one.id)).toEqual(['u1'])
  expect(JSON.parse(localStorage.getItem('guangsha.saved.v1') ?? '{}').favourites).toHaveLength(1)
})

test('what is stored is read carefully', () => {
  expect(parseSaved('{"searches":[{"query":"a=1","name":"x","at":1},{"query":2}],"owner":3}')).toMatchObject({
    searches: [{ query: 'a=1' }],
    owner: '',
  })
})

test('a browser moves in once and is a copy of the account from then on', async () => {
  put('favourites', home)
  keepSearch('rooms=3', '三房')
  await followSaved('me')
  expect(asked.map((one) => one.path)).toEqual(['/api/v1/me/saved/move-in'])
  expect(asked[0]?.body).toMatchObject({ favourites: [{ id: 'u1' }], searches: [{ query: 'rooms=3' }] })
  expect(saved.favourites.map((one) => one.id)).toEqual(['u2'])
  expect([saved.owner, saved.searches.length]).toEqual(['me', 0])
  await followSaved('me')
  expect(asked.at(-1)).toMatchObject({ method: 'GET', path: '/api/v1/me/saved' })
})

test('changes go to the account, and a pull waits for them', async () => {
  await followSaved('me')
  put('favourites', home)
  remove('favourites', 'u2')
  await followSaved('me')
  expect(asked.slice(1).map((one) => `${one.method} ${one.path}`)).toEqual([
    'PUT /api/v1/me/favourites/units/u1',
    'DELETE /api/v1/me/favourites/units/u2',
    'GET /api/v1/me/saved',
  ])
})

test('who comes next at this browser sees nothing of the one before', async () => {
  await followSaved('me')
  await followSaved('')
  expect(saved.favourites).toEqual([])
  put('favourites', home)
  expect(asked).toHaveLength(1)
  takeOver({ favourites: [{ ...home, at: 1 }], history: [], owner: 'me' })
  await followSaved('other')
  expect(asked.at(-1)?.body).toMatchObject({ favourites: [] })
})
