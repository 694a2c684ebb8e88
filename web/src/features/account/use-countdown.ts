import { onBeforeUnmount, ref } from 'vue'

/** Seconds until something may be done again; by the clock, so that a sleeping phone does not stretch it. */
export function useCountdown() {
  const left = ref(0)
  let until = 0
  let timer: number | undefined
  function tick() {
    left.value = Math.max(0, Math.ceil((until - Date.now()) / 1000))
    if (!left.value) stop()
  }
  function stop() {
    window.clearInterval(timer)
    timer = undefined
  }
  function start(seconds: number) {
    stop()
    until = Date.now() + seconds * 1000
    timer = window.setInterval(tick, 500)
    tick()
  }
  onBeforeUnmount(stop)
  return { left, start }
}
