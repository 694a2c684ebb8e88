import { onBeforeUnmount, onMounted, ref, shallowRef, type Ref } from 'vue'

import type { Point } from '@/geometry'
import type { Box } from '@/geometry/polygon'

import { fitted, panned, toWorld, zoomed, type Size, type View } from './view'

const WHEEL = 1.0016

/** The window on a drawing, moved by wheel, pinch, and drag with the space bar or the middle button. */
export function useViewport(
  root: Ref<SVGSVGElement | null>,
  options: { limits: readonly [number, number]; box: () => Box; margin: number },
) {
  const view = shallowRef<View>({ scale: 1, x: 0, y: 0 })
  const size = shallowRef<Size>({ width: 0, height: 0 })
  /** The space bar is held: a drag moves the sheet. */
  const holding = ref(false)
  const panning = ref(false)
  let touched = false
  let observer: ResizeObserver | undefined

  function fit() {
    const margin = Math.min(options.margin, size.value.width / 8)
    if (size.value.width > 0) view.value = fitted(options.box(), size.value, margin, options.limits)
  }
  function zoomBy(factor: number, at: Point = [size.value.width / 2, size.value.height / 2]) {
    touched = true
    view.value = zoomed(view.value, at, factor, options.limits)
  }
  function panBy(dx: number, dy: number) {
    touched = true
    view.value = panned(view.value, dx, dy)
  }
  /** Where a pointer is, in pixels of the sheet. */
  function screenOf(event: { clientX: number; clientY: number }): Point {
    const box = root.value?.getBoundingClientRect()
    return [event.clientX - (box?.left ?? 0), event.clientY - (box?.top ?? 0)]
  }
  const worldOf = (event: { clientX: number; clientY: number }) => toWorld(view.value, screenOf(event))

  function onWheel(event: WheelEvent) {
    event.preventDefault()
    const unit = event.deltaMode === 1 ? 30 : 1
    if (event.shiftKey) panBy(-(event.deltaX || event.deltaY) * unit, 0)
    else zoomBy(WHEEL ** (-event.deltaY * unit * (event.ctrlKey ? 4 : 1)), screenOf(event))
  }

  function resize({ width, height }: Size) {
    const before = size.value
    if (width === before.width && height === before.height) return
    size.value = { width, height }
    if (before.width === 0 || !touched) fit()
    else panBy((width - before.width) / 2, (height - before.height) / 2)
  }

  onMounted(() => {
    const element = root.value
    if (!element) return
    element.addEventListener('wheel', onWheel, { passive: false })
    resize(element.getBoundingClientRect())
    observer = new ResizeObserver(([entry]) => entry && resize(entry.contentRect))
    observer.observe(element)
  })
  onBeforeUnmount(() => observer?.disconnect())

  return { view, size, holding, panning, fit, zoomBy, panBy, screenOf, worldOf }
}

export type Viewport = ReturnType<typeof useViewport>
