import type { Follower, StreamName } from './types'

export type { Follower, StreamEvents, StreamName } from './types'

/**
 * Follows a stream until the returned function is called. All followers of a page share one socket; its code is loaded with
 * the first of them, so that pages without any carry none of it.
 */
export function follow<N extends StreamName>(follower: Follower<N>): () => void {
  let stop = () => {}
  let stopped = false
  void import('./line').then(({ pageLine }) => {
    if (!stopped) stop = pageLine().follow(follower)
  })
  return () => {
    stopped = true
    stop()
  }
}
