import type { ClientFrame, ServerFrame } from '@/api/generated'

import { Subscription, type AnyFollower } from './subscription'
import { ATTENDED, type Follower, type StreamName } from './types'

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 30_000
const POLL_MS = 15_000
const POLL_AFTER_FAILURES = 2
const HIDDEN_MS = 60_000
const IDLE_MS = 5_000
const PRESENT_MS = 5_000
const SILENT_BEATS = 3
const SESSION_ENDED = 4401
const TOO_MANY = 4429

/**
 * The page's one socket. Reconnects with growing, scattered pauses; polls while no socket can be had; rests while the page is
 * hidden. Subscriptions keep their numbers over all of that.
 */
export class Line {
  private readonly url: string
  private readonly subscriptions = new Set<Subscription>()
  private socket: WebSocket | undefined
  private welcomed = false
  private failures = 0
  private resting = false
  private beatMs = 20_000
  private retry: number | undefined
  private polling: number | undefined
  private silence: number | undefined
  private presence: number | undefined
  private later: number | undefined

  constructor(url: string) {
    this.url = url
    document.addEventListener('visibilitychange', () => this.lookAtPage())
    window.addEventListener('online', () => this.hurry())
  }

  follow<N extends StreamName>(follower: Follower<N>): () => void {
    const made = new Subscription(follower as unknown as AnyFollower)
    this.subscriptions.add(made)
    window.clearTimeout(this.later)
    if (this.welcomed) this.subscribe(made)
    else if (this.polling) void made.poll()
    this.connect()
    return () => this.leave(made)
  }

  private leave(gone: Subscription): void {
    const wasLive = gone.live
    gone.live = false
    this.subscriptions.delete(gone)
    if (wasLive && this.welcomed && !this.find(gone.stream, gone.key).length)
      this.say({ do: 'unsubscribe', stream: gone.stream, key: gone.key })
    if (!this.subscriptions.size) this.later = window.setTimeout(() => this.rest(), IDLE_MS)
  }

  private find(stream: string, key: string): Subscription[] {
    return [...this.subscriptions].filter((item) => item.is(stream, key))
  }

  private say(frame: ClientFrame): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame))
  }

  /** The server keeps one place per stream and key: the furthest behind decides, and the others pass over what they know. */
  private subscribe(one: Subscription): void {
    const known = this.find(one.stream, one.key).map((item) => item.after)
    const numbers = known.filter((after) => after !== undefined)
    this.say({
      do: 'subscribe',
      stream: one.stream,
      key: one.key,
      after: numbers.length ? Math.min(...numbers) : null,
    })
  }

  private connect(): void {
    if (this.socket || this.resting || this.retry !== undefined || !this.subscriptions.size) return
    const socket = new WebSocket(this.url)
    this.socket = socket
    this.expect()
    socket.addEventListener('message', (message) => {
      if (this.socket !== socket) return
      this.expect()
      this.hear(JSON.parse(String(message.data)) as ServerFrame)
    })
    socket.addEventListener('close', (event) => {
      if (this.socket === socket) this.lost(event.code)
    })
  }

  /** Nothing heard for this long: the connection is dead, whatever the browser believes. */
  private expect(): void {
    window.clearTimeout(this.silence)
    this.silence = window.setTimeout(() => {
      const dead = this.socket
      this.lost(0)
      dead?.close()
    }, this.beatMs * SILENT_BEATS)
  }

  private hear(frame: ServerFrame): void {
    switch (frame.type) {
      case 'welcome':
        this.beatMs = frame.beat_s * 1000
        this.welcome()
        break
      case 'beat':
        this.say({ do: 'beat' })
        break
      case 'subscribed':
        for (const item of this.find(frame.stream, frame.key)) item.begin(frame.seq)
        break
      case 'events': {
        let behind: Subscription | undefined
        for (const item of this.find(frame.stream, frame.key)) {
          if (!item.take(frame.events)) behind = item
        }
        if (behind) this.subscribe(behind)
        break
      }
      case 'resync':
        for (const item of this.find(frame.stream, frame.key)) item.resync(frame.seq)
        break
      case 'refused':
        for (const item of this.find(frame.stream, frame.key)) this.refuse(item, frame.code)
        break
    }
  }

  private welcome(): void {
    this.welcomed = true
    this.failures = 0
    window.clearInterval(this.polling)
    this.polling = undefined
    const done = new Set<string>()
    for (const item of this.subscriptions) {
      const name = `${item.stream}/${item.key}`
      if (!done.has(name)) this.subscribe(item)
      done.add(name)
    }
    this.presence = window.setInterval(() => {
      if ([...this.subscriptions].some((item) => ATTENDED.has(item.stream))) this.say({ do: 'beat' })
    }, PRESENT_MS)
  }

  private refuse(item: Subscription, code: string): void {
    this.subscriptions.delete(item)
    item.refuse(code)
  }

  private forget(): void {
    this.socket = undefined
    this.welcomed = false
    window.clearTimeout(this.silence)
    window.clearInterval(this.presence)
  }

  private lost(code: number): void {
    this.failures = this.welcomed && code !== TOO_MANY ? 0 : this.failures + 1
    this.forget()
    if (code === SESSION_ENDED) {
      for (const item of this.subscriptions) this.refuse(item, 'request.unauthenticated')
      return
    }
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures)
    this.retry = window.setTimeout(
      () => {
        this.retry = undefined
        this.connect()
      },
      pause * (0.5 + Math.random()),
    )
    if ((this.failures >= POLL_AFTER_FAILURES || code === TOO_MANY) && this.polling === undefined) {
      this.polling = window.setInterval(() => this.poll(), POLL_MS)
      this.poll()
    }
  }

  private poll(): void {
    for (const item of this.subscriptions) {
      if (item.live) void item.poll()
      else this.subscriptions.delete(item)
    }
  }

  private hurry(): void {
    if (this.retry === undefined) return
    window.clearTimeout(this.retry)
    this.retry = undefined
    this.connect()
  }

  private lookAtPage(): void {
    window.clearTimeout(this.later)
    if (document.visibilityState === 'hidden') {
      this.later = window.setTimeout(() => this.rest(), HIDDEN_MS)
    } else {
      this.resting = false
      this.hurry()
      this.connect()
    }
  }

  /** Let go of everything until somebody looks or follows again. */
  private rest(): void {
    this.resting = document.visibilityState === 'hidden'
    const socket = this.socket
    this.forget()
    socket?.close()
    window.clearTimeout(this.retry)
    window.clearInterval(this.polling)
    this.retry = this.polling = undefined
    this.failures = 0
  }
}

let shared: Line | undefined

/** The line of this page. */
export function pageLine(): Line {
  shared ??= new Line(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`)
  return shared
}
