import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'

const waiting = new Set<() => void>()
const channel = new MessageChannel()
channel.port1.addEventListener('message', () => {
  const [first] = waiting
  if (first) {
    waiting.delete(first)
    first()
  }
  if (waiting.size) afterFrame()
})
channel.port1.start()

const ask = () => channel.port2.postMessage(null)

/** Once what was done is on the screen; in a hidden tab, which draws no frames, at once. */
function afterFrame() {
  if (document.hidden) ask()
  else requestAnimationFrame(ask)
}

/** In a task and a frame of its own, after those that wait already; asking again while it waits changes nothing. */
function inTurn(work: () => void) {
  waiting.add(work)
  if (waiting.size === 1) ask()
}

/**
 * Follows `source` one task later: where many parts of a screen follow the same value, each is drawn in a task and a
 * frame of its own and the browser answers in between. `atOnce`: whether this is the part a person is working in.
 */
export function useTurn<T>(source: () => T, atOnce: () => boolean): Readonly<Ref<T>> {
  const own = shallowRef(source()) as Ref<T>
  const follow = () => {
    own.value = source()
  }
  watch(source, () => (atOnce() ? follow() : inTurn(follow)), { flush: 'sync' })
  onScopeDispose(() => waiting.delete(follow))
  return own
}
