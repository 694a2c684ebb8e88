import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { Line } from '@/realtime/line'
import type { StreamEvents } from '@/realtime/types'

/** What the server would see and say, on a clock that the test moves. */
class FakeSocket extends EventTarget {
  static readonly OPEN = 1
  static all: FakeSocket[] = []
  readonly sent: Record<string, unknown>[] = []
  readyState = 0

  constructor(readonly url: string) {
    super()
    FakeSocket.all.push(this)
  }

  static get last(): FakeSocket {
    return FakeSocket.all.at(-1)!
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>)
  }

  close(code = 1000): void {
    this.end(code)
  }

  tell(frame: object): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }))
  }

  welcome(): void {
    this.readyState = 1
    this.tell({ type: 'welcome', beat_s: 20 })
  }

  notify(...numbers: number[]): void {
    const events = numbers.map((seq) => ({ seq, kind: 'notification', notification: { seq } }))
    this.tell({ type: 'events', stream: 'notifications', key: 'me', events })
  }

  end(code: number): void {
    this.readyState = 3
    this.dispatchEvent(new CloseEvent('close', { code }))
  }
}

const heard: number[] = []
const onEvent = (event: StreamEvents['notifications']) => void heard.push(event.seq)
const me = { stream: 'notifications', key: 'me', onEvent } as const
const stops: (() => void)[] = []

/** A line whose followers leave with the test. */
function open(): Line {
  const line = new Line('ws://x/ws')
  const follow = line.follow.bind(line)
  line.follow = (follower) => {
    const stop = follow(follower)
    stops.push(stop)
    return stop
  }
  return line
}

let visibility: DocumentVisibilityState = 'visible'

function look(state: DocumentVisibilityState): void {
  visibility = state
  document.dispatchEvent(new Event('visibilitychange'))
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  vi.stubGlobal('WebSocket', FakeSocket)
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility)
  FakeSocket.all = []
  heard.length = 0
  visibility = 'visible'
})
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

function answer(body: object, status = 200) {
  const mock = vi.fn(() =>
    Promise.resolve(
      new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } }),
    ),
  )
  vi.stubGlobal('fetch', mock)
  return mock
}

describe('the line', () => {
  it('opens one socket for all followers and goes on from their number', () => {
    const line = open()
    line.follow({ ...me, after: 4 })
    line.follow({ stream: 'unread', key: 'me', onEvent: () => {} })
    expect(FakeSocket.all).toHaveLength(1)
    FakeSocket.last.welcome()
    expect(FakeSocket.last.sent).toEqual([
      { do: 'subscribe', stream: 'notifications', key: 'me', after: 4 },
      { do: 'subscribe', stream: 'unread', key: 'me', after: null },
    ])
  })

  it('passes on each number once and in order over a cut', () => {
    open().follow({ ...me, after: 0 })
    FakeSocket.last.welcome()
    FakeSocket.last.notify(1, 2)
    FakeSocket.last.notify(2, 3)
    FakeSocket.last.end(1006)
    vi.advanceTimersByTime(1_000)
    expect(FakeSocket.all).toHaveLength(2)
    FakeSocket.last.welcome()
    expect(FakeSocket.last.sent[0]).toMatchObject({ after: 3 })
    FakeSocket.last.notify(3, 4)
    expect(heard).toEqual([1, 2, 3, 4])
  })

  it('asks again when a number is missing', () => {
    open().follow({ ...me, after: 0 })
    FakeSocket.last.welcome()
    FakeSocket.last.notify(1)
    FakeSocket.last.notify(3)
    expect(FakeSocket.last.sent.at(-1)).toMatchObject({ do: 'subscribe', after: 1 })
    FakeSocket.last.notify(2, 3)
    expect(heard).toEqual([1, 2, 3])
  })

  it('says when everything has to be fetched again, and goes on from there', () => {
    const onResync = vi.fn()
    open().follow({ ...me, after: 7, onResync })
    FakeSocket.last.welcome()
    FakeSocket.last.tell({ type: 'resync', stream: 'notifications', key: 'me', seq: 2000 })
    FakeSocket.last.notify(2001)
    expect(onResync).toHaveBeenCalledExactlyOnceWith(2000)
    expect(heard).toEqual([2001])
  })

  it('lets followers of one stream stand at different numbers', () => {
    const line = open()
    const other: number[] = []
    line.follow({ ...me, after: 5 })
    line.follow({ ...me, after: 3, onEvent: (event) => void other.push(event.seq) })
    FakeSocket.last.welcome()
    expect(FakeSocket.last.sent).toEqual([{ do: 'subscribe', stream: 'notifications', key: 'me', after: 3 }])
    FakeSocket.last.notify(4, 5, 6)
    expect([heard, other]).toEqual([[6], [4, 5, 6]])
  })

  it('waits longer after each failure, scattered, and polls meanwhile', async () => {
    const page = { seq: 2, resync: false, more: false, events: [{ seq: 1 }, { seq: 2 }] }
    const fetched = answer({ stream: 'notifications', key: 'me', ...page })
    open().follow({ ...me, after: 0 })
    const opened: number[] = []
    for (let turn = 0; turn < 6; turn += 1) {
      FakeSocket.last.end(1006)
      const before = FakeSocket.all.length
      let waited = 0
      while (FakeSocket.all.length === before) {
        await vi.advanceTimersByTimeAsync(500)
        waited += 500
      }
      opened.push(waited)
    }
    expect(opened).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
    expect(fetched.mock.calls.at(0)).toEqual(
      expect.arrayContaining(['/api/v1/streams/notifications/me?after=0']),
    )
    expect(heard).toEqual([1, 2])
    const polls = fetched.mock.calls.length
    FakeSocket.last.welcome()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(fetched.mock.calls).toHaveLength(polls)
    expect(FakeSocket.last.sent[0]).toMatchObject({ after: 2 })
  })

  it('answers beats, and gives up a connection that fell silent', () => {
    open().follow(me)
    FakeSocket.last.welcome()
    FakeSocket.last.tell({ type: 'beat' })
    expect(FakeSocket.last.sent.at(-1)).toEqual({ do: 'beat' })
    vi.advanceTimersByTime(59_000)
    expect(FakeSocket.all).toHaveLength(1)
    vi.advanceTimersByTime(2_500)
    expect(FakeSocket.all).toHaveLength(2)
  })

  it('says every five seconds that somebody is present, only where that counts', () => {
    const line = open()
    line.follow(me)
    FakeSocket.last.welcome()
    vi.advanceTimersByTime(11_000)
    expect(FakeSocket.last.sent.filter((frame) => frame['do'] === 'beat')).toHaveLength(0)
    line.follow({ stream: 'presence', key: 'listing/1', onEvent: () => {} })
    vi.advanceTimersByTime(11_000)
    expect(FakeSocket.last.sent.filter((frame) => frame['do'] === 'beat')).toHaveLength(2)
  })

  it('rests while nobody looks and comes back at once', () => {
    open().follow({ ...me, after: 9 })
    FakeSocket.last.welcome()
    look('hidden')
    vi.advanceTimersByTime(30_000)
    expect(FakeSocket.last.readyState).toBe(1)
    vi.advanceTimersByTime(29_000)
    FakeSocket.last.tell({ type: 'beat' })
    vi.advanceTimersByTime(2_000)
    expect(FakeSocket.last.readyState).toBe(3)
    vi.advanceTimersByTime(600_000)
    expect(FakeSocket.all).toHaveLength(1)
    look('visible')
    expect(FakeSocket.all).toHaveLength(2)
    FakeSocket.last.welcome()
    expect(FakeSocket.last.sent[0]).toMatchObject({ after: 9 })
  })

  it('ends with the session, and a refused stream ends alone', () => {
    const line = open()
    const [first, second] = [vi.fn(), vi.fn()]
    line.follow({ ...me, onRefused: first })
    line.follow({ stream: 'unread', key: 'me', onEvent: () => {}, onRefused: second })
    FakeSocket.last.welcome()
    FakeSocket.last.tell({ type: 'refused', stream: 'notifications', key: 'me', code: 'request.not_found' })
    expect(first).toHaveBeenCalledExactlyOnceWith('request.not_found')
    FakeSocket.last.end(4401)
    expect(second).toHaveBeenCalledExactlyOnceWith('request.unauthenticated')
    vi.advanceTimersByTime(600_000)
    expect(FakeSocket.all).toHaveLength(1)
  })

  it('closes a while after the last follower left', () => {
    const line = open()
    const stop = line.follow(me)
    FakeSocket.last.welcome()
    stop()
    expect(FakeSocket.last.sent.at(-1)).toEqual({ do: 'unsubscribe', stream: 'notifications', key: 'me' })
    vi.advanceTimersByTime(5_001)
    expect(FakeSocket.last.readyState).toBe(3)
    vi.advanceTimersByTime(600_000)
    expect(FakeSocket.all).toHaveLength(1)
  })
})
