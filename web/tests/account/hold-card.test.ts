import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'

import type { HoldOut } from '@/api/generated'
import HoldCard from '@/features/account/buying/HoldCard.vue'
import { loadWords } from '@/features/account/words'
import { createI18n, i18nKey } from '@/i18n'

const NOW = Date.parse('2026-11-22T04:00:00Z')
const hold = (seconds: number): HoldOut => ({
  id: 'h',
  unit_id: 'u',
  home: null,
  price_fen: 180_000_000,
  receipt_hash: '0'.repeat(64),
  made_at: new Date(NOW).toISOString(),
  deadline: new Date(NOW + seconds * 1000).toISOString(),
  ended_at: null,
  ending: null,
  as_of: new Date(NOW).toISOString(),
})

async function card(seconds: number) {
  await loadWords('zh-CN')
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)', component: {} }],
  })
  return mount(HoldCard, {
    props: { hold: hold(seconds) },
    global: { plugins: [router], provide: { [i18nKey as symbol]: createI18n('zh-CN', {}) } },
  })
}

beforeEach(() => {
  // The phone's clock is an hour behind: only the server's counts.
  vi.useFakeTimers({ now: NOW - 3_600_000 })
})
afterEach(() => vi.useRealTimers())

it('counts down by the server, and asks until the server has ended it', async () => {
  const shown = await card(90)
  expect(shown.get('[role=timer] b').text()).toBe('1:30')
  await vi.advanceTimersByTimeAsync(30_000)
  expect(shown.get('[role=timer] b').text()).toBe('1:00')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(shown.find('[role=timer]').exists()).toBe(false)
  expect(shown.findAll('button')).toHaveLength(0)
  const asked = shown.emitted('over')?.length ?? 0
  await vi.advanceTimersByTimeAsync(4_100)
  expect(shown.emitted('over')!.length).toBe(asked + 2)
  await shown.setProps({
    hold: { ...hold(90), deadline: null, ended_at: new Date(NOW).toISOString(), ending: 'expired' },
  })
  await vi.advanceTimersByTimeAsync(10_000)
  expect(shown.emitted('over')!.length).toBe(asked + 2)
})

it('says that time is up when it is opened too late', async () => {
  const shown = await card(0)
  expect(shown.emitted('over')).toHaveLength(1)
  expect(shown.text()).toContain('时间已到')
})
