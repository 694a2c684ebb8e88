import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

/**
 * The width of an element in whole steps of pixels, so that a drawing is made anew only when it matters. Until the
 * element is on the screen, and on the server, it is `initial`.
 */
export function useWidth(element: Ref<HTMLElement | null>, initial: number, step = 40): Ref<number> {
  const width = ref(initial)
  let observer: ResizeObserver | undefined
  onMounted(() => {
    if (!element.value || typeof ResizeObserver === 'undefined') return
    observer = new ResizeObserver(([entry]) => {
      const seen = entry?.contentRect.width ?? 0
      if (seen > 0) width.value = Math.max(step, Math.floor(seen / step) * step)
    })
    observer.observe(element.value)
  })
  onBeforeUnmount(() => observer?.disconnect())
  return width
}
