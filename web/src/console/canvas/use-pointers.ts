import type { Point } from '@/geometry'
import { distance } from '@/geometry/polygon'

import type { Viewport } from './use-viewport'

/** What a pointer did, told to the tool in hand. */
export interface Press {
  /** Where, in the unit of the drawing. */
  readonly world: Point
  /** What lies under it: the `data-hit` of the element, or nothing. */
  readonly hit: string | null
  readonly shift: boolean
  /** Alt is held: nothing snaps. */
  readonly free: boolean
  readonly touch: boolean
}

export interface Tool {
  down: (press: Press) => void
  move: (press: Press, pressed: boolean) => void
  up: (press: Press) => void
  /** A second finger came down or the gesture was broken off. */
  cancel: () => void
}

function hitOf(target: EventTarget | null): string | null {
  return target instanceof Element ? (target.closest('[data-hit]')?.getAttribute('data-hit') ?? null) : null
}

/** Tells drags of the sheet (space, middle button, two fingers) from work of the tool. */
export function usePointers(viewport: Viewport, tool: Tool, isHand: () => boolean) {
  const fingers = new Map<number, Point>()
  let working: number | null = null
  let last: Point = [0, 0]

  const press = (event: PointerEvent): Press => ({
    world: viewport.worldOf(event),
    hit: hitOf(event.target),
    shift: event.shiftKey,
    free: event.altKey,
    touch: event.pointerType === 'touch',
  })

  function onDown(event: PointerEvent) {
    fingers.set(event.pointerId, viewport.screenOf(event))
    ;(event.currentTarget as Element).setPointerCapture(event.pointerId)
    if (fingers.size > 1) {
      if (working !== null) tool.cancel()
      working = null
      viewport.panning.value = false
      return
    }
    last = viewport.screenOf(event)
    if (event.button === 1 || viewport.holding.value || isHand()) {
      viewport.panning.value = true
      event.preventDefault()
      return
    }
    if (event.button !== 0) return
    working = event.pointerId
    tool.down(press(event))
  }

  function pinch(event: PointerEvent) {
    const before = fingers.get(event.pointerId)
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1]
    const now = viewport.screenOf(event)
    if (!before || !other) return
    const [was, is] = [distance(before, other), distance(now, other)]
    const middle: Point = [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]
    viewport.panBy((now[0] - before[0]) / 2, (now[1] - before[1]) / 2)
    if (was > 8 && is > 8) viewport.zoomBy(is / was, middle)
    fingers.set(event.pointerId, now)
  }

  function onMove(event: PointerEvent) {
    if (fingers.size > 1) {
      pinch(event)
      return
    }
    const here = viewport.screenOf(event)
    if (fingers.has(event.pointerId)) fingers.set(event.pointerId, here)
    if (viewport.panning.value) {
      viewport.panBy(here[0] - last[0], here[1] - last[1])
      last = here
      return
    }
    tool.move(press(event), working === event.pointerId)
  }

  function onUp(event: PointerEvent) {
    fingers.delete(event.pointerId)
    viewport.panning.value = false
    if (working !== event.pointerId) return
    working = null
    if (event.type === 'pointercancel') tool.cancel()
    else tool.up(press(event))
  }

  return { onDown, onMove, onUp }
}
