import { shallowRef, type Ref } from 'vue'

import type { Point } from '@/geometry'

import { edgeOf, lengthOf, minus, plus, times } from '../plane'
import type { Drawing } from '../use-drawing'
import type { Viewport } from '../use-viewport'
import {
  copyBuilding,
  moveBuilding,
  moveCorner,
  moveSide,
  removeBuilding,
  type Building,
  type Buildings,
} from './edit'
import { entrancePlace, moveEntrance, removeEntrance } from './entrances'
import { partsOf, type SiteTool, type SiteTools } from './use-site-tools'

const TOOL_KEYS: Readonly<Record<string, SiteTool>> = {
  v: 'select',
  h: 'hand',
  r: 'rectangle',
  p: 'polygon',
  e: 'entrance',
}
const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
}

function nudged(all: Buildings, word: string | null, by: Point, bearing: number): Buildings {
  const { kind, name, index } = partsOf(word)
  const building = all.find((one) => one.name === name)
  if (!building) return all
  if (kind === 'building') return moveBuilding(all, name, by)
  if (kind === 'entrance') {
    const one = building.entrances.find((entrance) => entrance.ordinal === index)
    const door = one && entrancePlace(building, one, bearing)
    return door ? moveEntrance(all, name, index, plus(door, by), bearing) : all
  }
  const corner = building.footprint[index]
  if (!corner) return all
  if (kind === 'corner') return moveCorner(all, name, index, [corner[0] + by[0], corner[1] + by[1]])
  const edge = edgeOf(building.footprint, index)
  const way = times(minus(edge.b, edge.a), 1 / lengthOf(edge))
  return moveSide(all, name, index, by[0] * way[1] - by[1] * way[0])
}

/** The keys of the site canvas. */
export function useSiteKeys(
  drawing: Drawing<Buildings>,
  viewport: Viewport,
  tools: SiteTools,
  selection: Ref<string | null>,
  { grid, bearing }: { grid: Ref<number>; bearing: () => number },
) {
  const clipboard = shallowRef<Building | null>(null)
  function copy(): boolean {
    const { name } = partsOf(selection.value)
    const building = drawing.settled.value.find((one) => one.name === name)
    if (building) clipboard.value = building
    return Boolean(building)
  }
  function paste(): boolean {
    if (!clipboard.value) return false
    const { all, name } = copyBuilding(drawing.settled.value, clipboard.value)
    drawing.commit(all, 'paste')
    selection.value = `building:${name}`
    return true
  }
  function remove(): boolean {
    const { kind, name, index } = partsOf(selection.value)
    if (kind !== 'building' && kind !== 'entrance') return false
    const all = drawing.settled.value
    selection.value = null
    drawing.commit(
      kind === 'building' ? removeBuilding(all, name) : removeEntrance(all, name, index),
      'remove',
    )
    return true
  }
  function withMod(key: string, shift: boolean): boolean {
    if (key === 'y' || (key === 'z' && shift)) drawing.redo()
    else if (key === 'z') drawing.undo()
    else if (key === 'c') return copy()
    else if (key === 'v') return paste()
    else if (key === 'd') return copy() && paste()
    else return false
    return true
  }
  function plain(event: KeyboardEvent): boolean {
    const { key } = event
    const arrow = ARROWS[key]
    if (arrow) {
      if (!selection.value) return false
      const step = event.altKey ? 0.1 : grid.value * (event.shiftKey ? 10 : 1)
      const next = nudged(drawing.settled.value, selection.value, times(arrow, step), bearing())
      drawing.commit(next, 'nudge', `nudge:${selection.value}`)
      return true
    }
    if (key === 'Delete' || key === 'Backspace') return remove()
    if (key === 'Escape') {
      if (tools.line.value.length > 0) tools.cancel()
      else if (tools.tool.value !== 'select') tools.tool.value = 'select'
      else selection.value = null
    } else if (key === 'Enter' && tools.line.value.length > 3) tools.close()
    else if (key === 'f') viewport.fit()
    else if (key === '+' || key === '=') viewport.zoomBy(1.25)
    else if (key === '-') viewport.zoomBy(0.8)
    else {
      const tool = TOOL_KEYS[key.toLowerCase()]
      if (!tool) return false
      tools.cancel()
      tools.tool.value = tool
    }
    return true
  }
  function onKeydown(event: KeyboardEvent) {
    const button = event.target instanceof HTMLButtonElement
    const field = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement
    if (field || event.isComposing || (button && (event.key === 'Enter' || event.key === ' '))) return
    const mod = event.ctrlKey || event.metaKey
    if (event.key === ' ') viewport.holding.value = true
    else if (!(mod ? withMod(event.key.toLowerCase(), event.shiftKey) : plain(event))) return
    event.preventDefault()
    event.stopPropagation()
  }
  function onKeyup(event: KeyboardEvent) {
    if (event.key === ' ') viewport.holding.value = false
  }
  return { onKeydown, onKeyup }
}
