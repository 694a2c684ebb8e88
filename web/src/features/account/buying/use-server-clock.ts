import { onBeforeUnmount, ref } from 'vue'

const TICK_MS = 500

/**
 * Seconds left until a moment of the server. The server says what time it is with every answer, so a wrong clock on the
 * phone, a reload or a locked screen changes nothing.
 */
export function useServerClock() {
  const left = ref<number | null>(null)
  let until = 0
  const tick = () => (left.value = Math.max(0, Math.ceil((until - Date.now()) / 1000)))
  let timer: number | undefined

  /** Counts down to `deadline`; `asOf` is the server's clock when it answered, which was just now. */
  function countDown(deadline: string, asOf: string) {
    window.clearInterval(timer)
    until = Date.now() + Date.parse(deadline) - Date.parse(asOf)
    timer = window.setInterval(tick, TICK_MS)
    tick()
  }
  onBeforeUnmount(() => window.clearInterval(timer))
  return { left, countDown }
}

/** 14:05 */
export function clockText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
