import { shallowRef, type Ref } from 'vue'

import type { LayoutGeometry, Point, Room } from '@/geometry'

import { edgeOf, lengthOf, minus, times } from '../plane'
import type { Drawing } from '../use-drawing'
import type { Viewport } from '../use-viewport'
import {
  changePart,
  copyRoom,
  moveCorner,
  moveEdge,
  moveRoom,
  removeCorner,
  removePart,
  removeRoom,
} from './edit'
import { offsetOf, placed } from './openings'
import { chosenOf, PARTS, roomOf } from './selection'
import type { LayoutTool, LayoutTools } from './use-layout-tools'

const TOOL_KEYS: Readonly<Record<string, LayoutTool>> = {
  v: 'select',
  h: 'hand',
  r: 'rectangle',
  p: 'polygon',
  w: 'wall',
  d: 'door',
  n: 'window',
  m: 'measure',
}
const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
}

/** What the chosen thing is after a nudge. */
export function nudged(layout: LayoutGeometry, word: string | null, by: Point): LayoutGeometry {
  const chosen = chosenOf(word, layout)
  if (!chosen) return layout
  if (chosen.kind === 'room') return moveRoom(layout, chosen.id, by)
  const room = roomOf(word, layout)
  if (chosen.kind === 'corner' && room) {
    const p = room.polygon[chosen.index] as Point
    return moveCorner(layout, chosen.id, chosen.index, [p[0] + by[0], p[1] + by[1]])
  }
  if (chosen.kind === 'edge' && room) {
    const edge = edgeOf(room.polygon, chosen.index)
    const way = times(minus(edge.b, edge.a), 1 / lengthOf(edge))
    return moveEdge(layout, chosen.id, chosen.index, Math.round(by[0] * way[1] - by[1] * way[0]))
  }
  if (chosen.kind === 'wall') {
    const wall = layout.walls[chosen.index]
    const moved = (p: Point): Point => [p[0] + by[0], p[1] + by[1]]
    return wall ? changePart(layout, 'walls', chosen.index, { a: moved(wall.a), b: moved(wall.b) }) : layout
  }
  if (chosen.kind !== 'door' && chosen.kind !== 'window') return layout
  const part = PARTS[chosen.kind]
  const opening = layout[part][chosen.index]
  if (!opening) return layout
  const offset = offsetOf(layout, opening) + (by[0] + by[1])
  return changePart(layout, part, chosen.index, placed(layout, opening, offset))
}

/** The plan without what is chosen. */
export function withoutChosen(layout: LayoutGeometry, word: string | null): LayoutGeometry {
  const chosen = chosenOf(word, layout)
  if (!chosen || chosen.kind === 'edge') return layout
  if (chosen.kind === 'room') return removeRoom(layout, chosen.id)
  if (chosen.kind === 'corner') return removeCorner(layout, chosen.id, chosen.index)
  return removePart(layout, PARTS[chosen.kind], chosen.index)
}

/** The keys of the layout canvas. */
export function useLayoutKeys(
  drawing: Drawing<LayoutGeometry>,
  viewport: Viewport,
  tools: LayoutTools,
  selection: Ref<string | null>,
  grid: Ref<number>,
  startEntry: (digit: string) => boolean,
) {
  const clipboard = shallowRef<Room | null>(null)

  function copy(): boolean {
    const room = roomOf(selection.value, drawing.settled.value)
    if (room) clipboard.value = room
    return Boolean(room)
  }
  function paste(): boolean {
    const room = clipboard.value
    if (!room) return false
    const xs = room.polygon.map((p) => p[0])
    const { layout, id } = copyRoom(drawing.settled.value, room, [Math.max(...xs) - Math.min(...xs), 0])
    drawing.commit(layout, 'paste_room')
    selection.value = `room:${id}`
    return true
  }
  function remove(): boolean {
    const next = withoutChosen(drawing.settled.value, selection.value)
    if (next === drawing.settled.value) return false
    selection.value = null
    drawing.commit(next, 'remove')
    return true
  }
  function duplicate(): boolean {
    return copy() && paste()
  }

  function withMod(key: string, shift: boolean): boolean {
    if (key === 'z' && shift) drawing.redo()
    else if (key === 'z') drawing.undo()
    else if (key === 'y') drawing.redo()
    else if (key === 'c') return copy()
    else if (key === 'v') return paste()
    else if (key === 'd') return duplicate()
    else return false
    return true
  }

  function plain(event: KeyboardEvent): boolean {
    const { key } = event
    const arrow = ARROWS[key]
    if (arrow) {
      if (!selection.value) return false
      const step = event.altKey ? 1 : grid.value * (event.shiftKey ? 10 : 1)
      const next = nudged(drawing.settled.value, selection.value, times(arrow, step))
      drawing.commit(next, 'nudge', `nudge:${selection.value}`)
      return true
    }
    if (key === 'Delete' || key === 'Backspace') {
      const drawn = tools.line.value
      if (drawn.length === 0) return remove()
      if (drawn.length < 3) tools.cancel()
      else tools.line.value = [...drawn.slice(0, -2), drawn[drawn.length - 1] as Point]
      return true
    }
    if (key === 'Escape') {
      if (tools.line.value.length > 0) tools.cancel()
      else if (tools.tool.value !== 'select') tools.tool.value = 'select'
      else selection.value = null
      return true
    }
    if (key === 'Enter' && tools.line.value.length > 3) tools.close()
    else if (/^[0-9]$/.test(key)) return startEntry(key)
    else if (key === 'f') viewport.fit()
    else if (key === '+' || key === '=') viewport.zoomBy(1.25)
    else if (key === '-') viewport.zoomBy(0.8)
    else if (TOOL_KEYS[key.toLowerCase()]) {
      tools.cancel()
      tools.tool.value = TOOL_KEYS[key.toLowerCase()] as LayoutTool
    } else return false
    return true
  }

  function onKeydown(event: KeyboardEvent) {
    const field = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement
    if (field || event.isComposing) return
    if (event.key === ' ' && !(event.target instanceof HTMLButtonElement)) {
      viewport.holding.value = true
      event.preventDefault()
      return
    }
    const mod = event.ctrlKey || event.metaKey
    const button = event.target instanceof HTMLButtonElement
    if (button && (event.key === 'Enter' || event.key === ' ')) return
    const done = mod ? withMod(event.key.toLowerCase(), event.shiftKey) : plain(event)
    if (!done) return
    event.preventDefault()
    event.stopPropagation()
  }
  function onKeyup(event: KeyboardEvent) {
    if (event.key === ' ') viewport.holding.value = false
  }
  return { onKeydown, onKeyup, copy, paste, remove, duplicate, clipboard }
}
