import { ApiProblem, getJson } from '@/api/client'
import type { StreamPage } from '@/api/generated'

import type { Follower, StreamEvents, StreamName } from './types'

export type AnyFollower = Follower<StreamName>
type AnyEvent = StreamEvents[StreamName]

/** Where one follower stands in its stream: takes each number once, in order, from socket and polling alike. */
export class Subscription {
  /** The last number taken; undefined until the first answer when it began from now on. */
  after: number | undefined
  live = true

  private readonly follower: AnyFollower

  constructor(follower: AnyFollower) {
    this.follower = follower
    this.after = follower.after
  }

  get stream(): StreamName {
    return this.follower.stream
  }

  get key(): string {
    return this.follower.key
  }

  is(stream: string, key: string): boolean {
    return this.live && this.stream === stream && this.key === key
  }

  /** The number from which the server will tell; what was known before stays. */
  begin(seq: number): void {
    this.after ??= seq
  }

  /** False when a number is missing before one of these: ask again from `after`. */
  take(events: readonly AnyEvent[]): boolean {
    for (const event of events) {
      if (!this.live) return true
      if (event.seq > 0) {
        const after = this.after ?? event.seq - 1
        if (event.seq <= after) continue
        if (event.seq > after + 1) return false
        this.after = event.seq
      }
      this.follower.onEvent(event)
    }
    return true
  }

  resync(seq: number): void {
    this.after = seq
    this.follower.onResync?.(seq)
  }

  refuse(code: string): void {
    this.live = false
    this.follower.onRefused?.(code)
  }

  /** The same over HTTP. What fails for now is tried with the next poll. */
  async poll(): Promise<void> {
    const path = `/api/v1/streams/${this.stream}/${this.key.split('/').map(encodeURIComponent).join('/')}`
    try {
      let more = true
      while (more && this.live) {
        const page = await getJson<StreamPage>(
          this.after === undefined ? path : `${path}?after=${this.after}`,
        )
        if (!this.live) return
        if (page.resync) this.resync(page.seq)
        else this.take(page.events)
        this.begin(page.seq)
        more = page.more
      }
    } catch (error) {
      if (error instanceof ApiProblem && [401, 403, 404].includes(error.status)) this.refuse(error.code)
    }
  }
}
