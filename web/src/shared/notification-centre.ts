import { computed, onBeforeUnmount, ref } from 'vue'

import { getJson, sendJson } from '@/api/client'
import type { NotificationOut, NotificationPage } from '@/api/generated'
import { follow } from '@/realtime'

const PATH = '/api/v1/me/notifications'
const LIMIT = 20

/** Joins what is known with what came: each number once, the newest first. */
export function join(known: readonly NotificationOut[], came: readonly NotificationOut[]): NotificationOut[] {
  const bySeq = new Map(known.map((one) => [one.seq, one]))
  for (const one of came) bySeq.set(one.seq, one)
  return [...bySeq.values()].toSorted((a, b) => b.seq - a.seq)
}

/** One's notifications: the pages that were asked for, and what the socket tells from there on. */
export function useCentre() {
  const items = ref<NotificationOut[]>()
  const next = ref<string | null>(null)
  const unread = computed(() => (items.value ?? []).some((one) => !one.read_at))
  let stop: (() => void) | undefined
  let gone = false

  async function begin() {
    stop?.()
    const page = await getJson<NotificationPage>(`${PATH}?limit=${LIMIT}`)
    if (gone) return
    items.value = page.items
    next.value = page.next_cursor
    stop = follow({
      stream: 'notifications',
      key: page.live.key,
      after: page.live.seq,
      onEvent: (event) => (items.value = join(items.value ?? [], [event.notification])),
      onResync: () => void begin().catch(() => {}),
    })
  }

  async function more() {
    if (!next.value) return
    const page = await getJson<NotificationPage>(
      `${PATH}?limit=${LIMIT}&cursor=${encodeURIComponent(next.value)}`,
    )
    items.value = join(items.value ?? [], page.items)
    next.value = page.next_cursor
  }

  function mark(read: (one: NotificationOut) => boolean) {
    const now = new Date().toISOString()
    items.value = items.value?.map((one) => (!one.read_at && read(one) ? { ...one, read_at: now } : one))
  }

  async function readOne(one: NotificationOut) {
    if (one.read_at) return
    await sendJson('POST', `${PATH}/read`, { body: { ids: [one.id] } })
    mark((other) => other.id === one.id)
  }

  async function readAll() {
    await sendJson('POST', `${PATH}/read-all`)
    mark(() => true)
  }

  onBeforeUnmount(() => {
    gone = true
    stop?.()
  })
  return { items, next, unread, begin, more, readOne, readAll }
}
