import { computed, ref, shallowRef, type Ref } from 'vue'

import type { StaffCellOut } from './board-api'
import { between, next, placesOf, type BuildingModel, type Place } from './board-model'

const ARROWS: Readonly<Record<string, [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/**
 * Which units are selected on the board: by click, by a rectangle drawn with the pointer, by heads of rows and columns, by keys.
 * Units that the filters leave out cannot be selected.
 */
export function useSelection(models: Ref<BuildingModel[]>, fitting: Ref<ReadonlySet<string>>) {
  const selected = shallowRef<ReadonlySet<string>>(new Set())
  const focused = ref('')
  const places = computed(() => placesOf(models.value))
  let base: ReadonlySet<string> = new Set()
  let anchor: Place | null = null
  let drawing = false

  function set(ids: Iterable<string>) {
    selected.value = new Set([...ids].filter((id) => fitting.value.has(id)))
  }
  function toggle(id: string) {
    const ids = new Set(selected.value)
    if (!ids.delete(id)) ids.add(id)
    set(ids)
  }
  /** All of them when one is missing, else none of them. */
  function toggleAll(cells: readonly (StaffCellOut | null)[]) {
    const ids = cells.flatMap((cell) => (cell && fitting.value.has(cell.id) ? [cell.id] : []))
    const rest = new Set(selected.value)
    const all = ids.every((id) => rest.has(id))
    for (const id of ids)
      if (all) rest.delete(id)
      else rest.add(id)
    set(rest)
  }
  function stretch(to: Place) {
    const model = models.value[to.building]
    if (!anchor || !model || anchor.building !== to.building) return
    set([...base, ...between(model, anchor, to).map((cell) => cell.id)])
  }

  function press(id: string, event: PointerEvent) {
    focused.value = id
    const place = places.value.get(id)
    if (event.pointerType === 'touch' || !place) return toggle(id)
    if (event.shiftKey && anchor) return stretch(place)
    const more = event.ctrlKey || event.metaKey
    anchor = place
    if (more) toggle(id)
    else set(selected.value.size === 1 && selected.value.has(id) ? [] : [id])
    base = more ? selected.value : new Set()
    drawing = true
  }
  function over(id: string) {
    const place = drawing ? places.value.get(id) : undefined
    if (place && anchor && (place.row !== anchor.row || place.column !== anchor.column)) stretch(place)
  }
  function release() {
    drawing = false
  }

  /** True when the key was one of ours. `open` is what Enter does. */
  function key(event: KeyboardEvent, open: (id: string) => void): boolean {
    const place = places.value.get(focused.value)
    if (event.key === 'Escape') set([])
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) set(fitting.value)
    else if (event.key === ' ' && focused.value) toggle(focused.value)
    else if (event.key === 'Enter' && focused.value) open(focused.value)
    else if (ARROWS[event.key] && place) {
      const model = models.value[place.building]
      const [down, right] = ARROWS[event.key] as [number, number]
      const cell = model && next(model, place, down, right)
      if (cell) walk(cell.id, place, event.shiftKey)
    } else return false
    event.preventDefault()
    return true
  }
  function walk(id: string, from: Place, extend: boolean) {
    focused.value = id
    const to = places.value.get(id)
    if (!to) return
    if (!extend) {
      anchor = to
      base = new Set()
      return
    }
    anchor ??= from
    stretch(to)
  }

  return { selected, focused, set, toggle, toggleAll, press, over, release, key }
}
