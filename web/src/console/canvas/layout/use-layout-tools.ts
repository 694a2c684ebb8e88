import { computed, ref, shallowRef, type Ref } from 'vue'

import type { Door, LayoutGeometry, Point, RoomKind, WindowOpening } from '@/geometry'
import { boundingBox, distance } from '@/geometry/polygon'

import { edgeOf, edgesOf, footOn, lengthOf, minus, plus, times, type Segment } from '../plane'
import { snapMove, snapPoint, type Guide, type SnapTargets } from '../snap'
import type { Drawing } from '../use-drawing'
import type { Press, Tool } from '../use-pointers'
import type { Viewport } from '../use-viewport'
import {
  addDoor,
  addRoom,
  addWall,
  addWindow,
  changePart,
  freshId,
  moveCorner,
  moveEdge,
  moveRoom,
} from './edit'
import { newDoor, newWindow, pieceOn, stretchNear, turnedLike, type Opening } from './openings'
import { ROOM_NAMES } from './room-names'
import { chosenOf, PARTS } from './selection'
import { isOn, USUAL } from './walls'

export type LayoutTool = 'select' | 'hand' | 'rectangle' | 'polygon' | 'wall' | 'door' | 'window' | 'measure'

const REACH = 9
const START = 3

/** The tools of the layout canvas: what a press, a drag and a release do with each. */
export function useLayoutTools(
  drawing: Drawing<LayoutGeometry>,
  viewport: Viewport,
  selection: Ref<string | null>,
  grid: Ref<number>,
) {
  const tool = ref<LayoutTool>('select')
  const kind = ref<RoomKind>('living')
  const guides = shallowRef<readonly Guide[]>([])
  /** Corners of the room, wall or measure being drawn; the last one follows the pointer. */
  const line = shallowRef<readonly Point[]>([])
  /** The door or window that a click would place. */
  const ghost = shallowRef<Opening | null>(null)
  /** A length that was drawn to say how large the tracing paper is. */
  const measured = shallowRef<Segment | null>(null)
  let start: Press | null = null
  let base: LayoutGeometry | null = null
  let dragging = false

  const reach = () => REACH / viewport.view.value.scale
  const options = (press: Press, extra: { from?: Point | undefined; straight?: boolean } = {}) => ({
    grid: grid.value,
    reach: reach(),
    finest: 1,
    free: press.free,
    ...extra,
  })

  function targets(leave: (id: string, corner: number) => boolean = () => false): SnapTargets {
    const { rooms, walls } = drawing.settled.value
    const corners: Point[] = []
    const edges: Segment[] = []
    for (const room of rooms) {
      room.polygon.forEach((p, index) => {
        const next = (index + 1) % room.polygon.length
        if (!leave(room.id, index)) corners.push(p)
        if (!leave(room.id, index) && !leave(room.id, next)) edges.push(edgeOf(room.polygon, index))
      })
    }
    const free = walls.filter((wall) => !edges.some((edge) => isOn(wall.a, edge) && isOn(wall.b, edge)))
    if (leave === never) for (const wall of free) corners.push(wall.a, wall.b)
    return { corners, edges }
  }
  const never = () => false

  function snapped(press: Press, extra: { from?: Point | undefined; straight?: boolean } = {}): Point {
    const found = snapPoint(press.world, targets(never), options(press, extra))
    guides.value = found.guides
    return found.point
  }

  function finish() {
    line.value = []
    guides.value = []
    ghost.value = null
    base = null
    start = null
    dragging = false
  }

  function makeRoom(polygon: readonly Point[]) {
    const layout = drawing.settled.value
    const box = boundingBox(polygon)
    if (polygon.length < 3 || (box.maxX - box.minX) * (box.maxY - box.minY) < 90_000) return
    const names = ROOM_NAMES[kind.value]
    const id = freshId(kind.value, layout.rooms)
    drawing.commit(
      addRoom(layout, { id, kind: kind.value, name: names.zh, name_en: names.en, polygon }),
      'add_room',
    )
    selection.value = `room:${id}`
    if (kind.value === 'living') kind.value = 'bedroom'
    tool.value = 'select'
  }

  /** The outline being drawn with the polygon tool is closed. */
  function close() {
    const points = line.value.slice(0, -1)
    finish()
    makeRoom(points)
  }

  const rectangle = (a: Point, b: Point): Point[] => [a, [b[0], a[1]], b, [a[0], b[1]]]

  function openingAt(press: Press): Opening | null {
    const layout = drawing.settled.value
    const stretch = stretchNear(layout, press.world, reach() * 2.5)
    if (!stretch) return null
    const step = press.free ? 1 : 50
    return tool.value === 'door'
      ? newDoor(stretch, press.world, step)
      : newWindow(layout, stretch, press.world, step)
  }

  /** A drag of the thing that was pressed, with the select tool. */
  function drag(press: Press) {
    if (!start || !base) return
    const grip = start.hit ?? ''
    const by = minus(press.world, start.world)
    if (/^(a|b):/.test(grip)) {
      stretchOpening(press, grip)
      return
    }
    const chosen = chosenOf(grip, base)
    if (!chosen) return
    if (chosen.kind === 'room') {
      const room = base.rooms.find((one) => one.id === chosen.id)
      const found = snapMove(
        room?.polygon ?? [],
        by,
        targets((id) => id === chosen.id),
        options(press),
      )
      guides.value = found.guides
      drawing.attempt(moveRoom(base, chosen.id, found.by))
    } else if (chosen.kind === 'corner') {
      const taken = targets((id, corner) => id === chosen.id && corner === chosen.index)
      const found = snapPoint(press.world, taken, options(press))
      guides.value = found.guides
      drawing.attempt(moveCorner(base, chosen.id, chosen.index, found.point, press.shift))
    } else if (chosen.kind === 'edge') dragEdge(press, chosen.id, chosen.index)
    else if (chosen.kind === 'wall') dragWall(press, chosen.index, by)
    else slide(press, chosen.kind, chosen.index)
  }

  function dragEdge(press: Press, id: string, index: number) {
    const room = base?.rooms.find((one) => one.id === id)
    if (!base || !start || !room) return
    const edge = edgeOf(room.polygon, index)
    const way = times(minus(edge.b, edge.a), 1 / lengthOf(edge))
    const right: Point = [way[1], -way[0]]
    const foot = footOn(edge, press.world)
    const onLine = plus(edge.a, plus(times(way, lengthOf(edge) / 2), times(right, -foot.off)))
    const next = (index + 1) % room.polygon.length
    const others = targets((one, corner) => one === id && (corner === index || corner === next))
    const found = snapPoint(onLine, { corners: others.corners, edges: [] }, options(press))
    guides.value = found.guides.filter((guide) => guide.kind === 'align' && isAcross(guide, way))
    const to = minus(found.point, edge.a)
    drawing.attempt(moveEdge(base, id, index, Math.round(to[0] * right[0] + to[1] * right[1]), press.shift))
  }
  /** A guide that runs along the edge tells where the edge goes; one across it tells nothing. */
  function isAcross(guide: Guide, way: Point): boolean {
    const to = minus(guide.b, guide.a)
    return Math.abs(to[0] * way[0] + to[1] * way[1]) >= 0.9 * Math.hypot(...to)
  }

  function dragWall(press: Press, index: number, by: Point) {
    const wall = base?.walls[index]
    if (!base || !start || !wall) return
    for (const room of base.rooms) {
      const on = edgesOf(room.polygon).findIndex((edge) => isOn((start as Press).world, edge, reach()))
      if (on >= 0) {
        dragEdge(press, room.id, on)
        return
      }
    }
    const found = snapMove([wall.a, wall.b], by, targets(never), options(press))
    guides.value = found.guides
    drawing.attempt(
      changePart(base, 'walls', index, { a: plus(wall.a, found.by), b: plus(wall.b, found.by) }),
    )
  }

  function slide(press: Press, kind: 'door' | 'window', index: number) {
    const opening: Door | WindowOpening | undefined = base?.[PARTS[kind]][index]
    if (!base || !opening) return
    const stretch = stretchNear(base, press.world, reach() * 4)
    if (!stretch) return
    const piece = pieceOn(stretch, press.world, lengthOf(opening), press.free ? 1 : 50)
    guides.value = [{ kind: 'edge', a: stretch.a, b: stretch.b }]
    drawing.attempt(changePart(base, PARTS[kind], index, turnedLike(opening, piece)))
  }

  /** One end of a door or window pulled along its wall. */
  function stretchOpening(press: Press, grip: string) {
    const end = grip.startsWith('a') ? 'a' : 'b'
    const chosen = chosenOf(grip.slice(2), base as LayoutGeometry)
    if (!base || !chosen || (chosen.kind !== 'door' && chosen.kind !== 'window')) return
    const opening = base[PARTS[chosen.kind]][chosen.index]
    if (!opening) return
    const fixed = end === 'a' ? opening.b : opening.a
    const stretch = stretchNear(base, opening[end], reach() * 4)
    if (!stretch) return
    const rail: Segment =
      footOn(stretch, fixed).along < footOn(stretch, opening[end]).along
        ? { a: fixed, b: stretch.b }
        : { a: fixed, b: stretch.a }
    const step = press.free ? 10 : 50
    const wish = Math.round(footOn(rail, press.world).along / step) * step
    const width = Math.min(lengthOf(rail), Math.max(300, wish))
    const { b: to } = pieceOn(
      rail,
      plus(rail.a, times(minus(rail.b, rail.a), width / 2 / lengthOf(rail))),
      width,
      1,
    )
    drawing.attempt(changePart(base, PARTS[chosen.kind], chosen.index, { [end]: to }))
  }

  function down(press: Press) {
    start = press
    base = drawing.settled.value
    dragging = false
    if (tool.value === 'select') {
      if (!/^(a|b):/.test(press.hit ?? '')) selection.value = press.hit
      return
    }
    if (tool.value === 'door' || tool.value === 'window') {
      ghost.value = openingAt(press)
      return
    }
    if (tool.value === 'polygon') {
      const p = snapped(press, { from: line.value.at(-2), straight: press.shift })
      const first = line.value[0]
      const closes = first && line.value.length > 3 && distance(first, p) < reach()
      if (closes) close()
      else line.value = [...line.value.slice(0, -1), p, p]
      return
    }
    const p = snapped(press)
    line.value = [p, p]
  }

  function move(press: Press, pressed: boolean) {
    if (tool.value === 'select') {
      if (!pressed || !start) return
      const far = distance(press.world, start.world) * viewport.view.value.scale
      dragging ||= far > START
      if (dragging) drag(press)
    } else if (tool.value === 'door' || tool.value === 'window') ghost.value = openingAt(press)
    else if (tool.value !== 'hand') {
      const from = tool.value === 'rectangle' ? undefined : line.value.at(-2)
      const straight = tool.value === 'rectangle' ? false : press.shift || tool.value === 'wall'
      const p = snapped(press, { from, straight })
      if (line.value.length > 0) line.value = [...line.value.slice(0, -1), p]
    }
  }

  function up(press: Press) {
    const [first, second] = line.value
    if (tool.value === 'select') {
      if (dragging) drawing.commit(drawing.shown.value, 'move')
      finish()
    } else if (tool.value === 'polygon') start = null
    else if (tool.value === 'door' || tool.value === 'window') place(openingAt(press))
    else if (first && second && distance(first, second) * viewport.view.value.scale > START) {
      const used = tool.value
      finish()
      if (used === 'rectangle') makeRoom(rectangle(first, second))
      else if (used === 'measure') measured.value = { a: first, b: second }
      else {
        const layout = drawing.settled.value
        drawing.commit(addWall(layout, { a: first, b: second, t: USUAL.inner, kind: 'inner' }), 'add_wall')
        selection.value = `wall:${layout.walls.length}`
      }
    } else finish()
  }

  function place(opening: Opening | null) {
    const layout = drawing.settled.value
    const isDoor = tool.value === 'door'
    finish()
    if (!opening) return
    if (isDoor) drawing.commit(addDoor(layout, opening as Door), 'add_door')
    else drawing.commit(addWindow(layout, opening as WindowOpening), 'add_window')
    selection.value = isDoor ? `door:${layout.doors.length}` : `window:${layout.windows.length}`
  }

  function cancel() {
    drawing.drop()
    finish()
  }

  const preview = computed<readonly Point[]>(() => {
    const [first, second] = line.value
    if (tool.value === 'rectangle' && first && second) return rectangle(first, second)
    return line.value
  })
  const handler: Tool = { down, move, up, cancel }
  return { tool, kind, guides, line, preview, ghost, measured, handler, cancel, close }
}

export type LayoutTools = ReturnType<typeof useLayoutTools>
