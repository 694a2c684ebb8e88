import { computed, ref, shallowRef, type Ref } from 'vue'

import type { Point } from '@/geometry'
import { boundingBox, distance } from '@/geometry/polygon'

import { edgeOf, edgesOf, footOn, lengthOf, minus, plus, times, toStep, type Segment } from '../plane'
import { snapMove, snapPoint, type Guide, type SnapTargets } from '../snap'
import type { Drawing } from '../use-drawing'
import type { Press, Tool } from '../use-pointers'
import type { Viewport } from '../use-viewport'
import {
  addBuilding,
  FINEST,
  moveBuilding,
  moveCorner,
  moveSide,
  onOutline,
  type Building,
  type Buildings,
} from './edit'
import { moveEntrance, placeEntrance } from './entrances'

export type SiteTool = 'select' | 'hand' | 'rectangle' | 'polygon' | 'entrance'

const REACH = 9
const START = 3

/** What a selection word says: `building:1栋`, `side:1栋:2`, `corner:1栋:0`, `entrance:1栋:1` (its ordinal). */
export function partsOf(word: string | null): { kind: string; name: string; index: number } {
  const [kind = '', ...rest] = (word ?? '').split(':')
  if (kind === 'building') return { kind, name: rest.join(':'), index: 0 }
  return { kind, name: rest.slice(0, -1).join(':'), index: Number(rest.at(-1)) }
}

/** The tools of the site canvas. */
export function useSiteTools(
  drawing: Drawing<Buildings>,
  viewport: Viewport,
  selection: Ref<string | null>,
  options: { grid: Ref<number>; bearing: () => number; marks: () => readonly Segment[] },
) {
  const tool = ref<SiteTool>('select')
  const guides = shallowRef<readonly Guide[]>([])
  const line = shallowRef<readonly Point[]>([])
  let start: Press | null = null
  let base: Buildings = []
  let dragging = false

  const reach = () => REACH / viewport.view.value.scale
  const how = (press: Press) => ({
    grid: options.grid.value,
    reach: reach(),
    finest: FINEST,
    free: press.free,
  })
  function targets(leave: (name: string, corner: number) => boolean): SnapTargets {
    const corners: Point[] = []
    const edges: Segment[] = [...options.marks()]
    for (const one of drawing.settled.value) {
      one.footprint.forEach((p, index) => {
        const next = (index + 1) % one.footprint.length
        if (!leave(one.name, index)) corners.push(p)
        if (!leave(one.name, index) && !leave(one.name, next)) edges.push(edgeOf(one.footprint, index))
      })
    }
    return { corners, edges }
  }
  function snapped(press: Press, from?: Point, straight = false): Point {
    const found = snapPoint(
      press.world,
      targets(() => false),
      { ...how(press), from, straight },
    )
    guides.value = found.guides
    return found.point
  }
  function finish() {
    line.value = []
    guides.value = []
    start = null
    dragging = false
  }
  function make(polygon: readonly Point[]) {
    const box = boundingBox(polygon)
    if (polygon.length < 3 || (box.maxX - box.minX) * (box.maxY - box.minY) < 9) return
    const { all, name } = addBuilding(drawing.settled.value, polygon)
    drawing.commit(all, 'add_building')
    selection.value = `building:${name}`
    tool.value = 'select'
  }
  function close() {
    const points = line.value.slice(0, -1)
    finish()
    make(points)
  }
  const rectangle = (a: Point, b: Point): Point[] => [a, [b[0], a[1]], b, [a[0], b[1]]]

  function drag(press: Press) {
    const { kind, name, index } = partsOf(start?.hit ?? null)
    const building = base.find((one) => one.name === name)
    if (!start || !building) return
    if (kind === 'building') {
      const by = minus(press.world, start.world)
      const found = snapMove(
        building.footprint,
        by,
        targets((one) => one === name),
        how(press),
      )
      guides.value = found.guides
      drawing.attempt(moveBuilding(base, name, found.by))
    } else if (kind === 'corner') {
      const others = targets((one, corner) => one === name && corner === index)
      const found = snapPoint(press.world, others, how(press))
      guides.value = found.guides
      drawing.attempt(moveCorner(base, name, index, found.point))
    } else if (kind === 'side') {
      const edge = edgeOf(building.footprint, index)
      const way = times(minus(edge.b, edge.a), 1 / lengthOf(edge))
      const right: Point = [way[1], -way[0]]
      const onLine = plus(edge.a, times(right, -footOn(edge, press.world).off))
      const { corners } = targets((one) => one === name)
      const found = snapPoint(onLine, { corners, edges: [] }, how(press))
      const to = minus(found.point, edge.a)
      guides.value = found.guides.filter((guide) => guide.kind === 'align')
      drawing.attempt(moveSide(base, name, index, toStep(to[0] * right[0] + to[1] * right[1], FINEST)))
    } else if (kind === 'entrance')
      drawing.attempt(moveEntrance(base, name, index, door(building, press), options.bearing()))
  }
  const door = ({ footprint }: Building, press: Press) =>
    onOutline(footprint, press.world, press.free ? FINEST : options.grid.value)

  /** A click on the edge of a building, or in it, puts an entrance on the outline there. */
  function open(press: Press) {
    const near = drawing.settled.value.find((one) =>
      edgesOf(one.footprint).some((edge) => {
        const { along, off } = footOn(edge, press.world)
        return Math.abs(off) < reach() * 2 && along > 0 && along < lengthOf(edge)
      }),
    )
    const name = near?.name ?? partsOf(press.hit).name
    const building = drawing.settled.value.find((one) => one.name === name)
    if (!building) return
    const next = placeEntrance(drawing.settled.value, name, door(building, press), options.bearing())
    drawing.commit(next, 'add_entrance')
    selection.value = `entrance:${name}:${Math.max(0, ...building.entrances.map((one) => one.ordinal)) + 1}`
  }

  function down(press: Press) {
    start = press
    base = drawing.settled.value
    dragging = false
    if (tool.value === 'select') selection.value = press.hit
    else if (tool.value === 'entrance') open(press)
    else if (tool.value === 'polygon') {
      const p = snapped(press, line.value.at(-2), press.shift)
      const [first] = line.value
      if (first && line.value.length > 3 && distance(first, p) < reach()) close()
      else line.value = [...line.value.slice(0, -1), p, p]
    } else {
      const p = snapped(press)
      line.value = [p, p]
    }
  }
  function move(press: Press, pressed: boolean) {
    if (tool.value === 'select') {
      if (!pressed || !start) return
      dragging ||= distance(press.world, start.world) * viewport.view.value.scale > START
      if (dragging) drag(press)
    } else if (tool.value === 'rectangle' || tool.value === 'polygon') {
      const from = tool.value === 'polygon' ? line.value.at(-2) : undefined
      const p = snapped(press, from, tool.value === 'polygon' && press.shift)
      if (line.value.length > 0) line.value = [...line.value.slice(0, -1), p]
    }
  }
  function up() {
    const [first, second] = line.value
    if (tool.value === 'polygon') start = null
    else if (tool.value === 'rectangle' && first && second) {
      finish()
      make(rectangle(first, second))
    } else {
      if (dragging) drawing.commit(drawing.shown.value, 'move')
      finish()
    }
  }
  function cancel() {
    drawing.drop()
    finish()
  }
  const preview = computed<readonly Point[]>(() => {
    const [first, second] = line.value
    return tool.value === 'rectangle' && first && second ? rectangle(first, second) : line.value
  })
  const handler: Tool = { down, move, up, cancel }
  return { tool, guides, line, preview, handler, cancel, close }
}

export type SiteTools = ReturnType<typeof useSiteTools>
