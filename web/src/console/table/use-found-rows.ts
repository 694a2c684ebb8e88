import { onBeforeUnmount, shallowRef, watch, type Ref, type ShallowRef } from 'vue'

import { filterRows, sortRows, type Column, type Order, type ShownTexts } from './columns'
import { inSlices } from './slices'

/** The rows a table shows, filtered and in order; what was shown stays until what is asked for now is found. */
export function useFoundRows<Row extends object>(
  rows: () => readonly Row[],
  columns: () => Column<Row>[],
  filter: Ref<string>,
  order: Ref<Order | null>,
  language: string,
): ShallowRef<readonly Row[]> {
  const found = shallowRef<readonly Row[]>([])
  let texts: ShownTexts<Row> = new WeakMap()
  let running = new AbortController()

  function* find(): Generator<void, readonly Row[]> {
    const kept = yield* filterRows(rows(), columns(), filter.value, texts)
    return yield* sortRows(kept, columns(), order.value, language)
  }
  async function look() {
    running.abort()
    running = new AbortController()
    found.value = (await inSlices(find(), running.signal)) ?? found.value
  }
  watch(columns, () => (texts = new WeakMap()), { flush: 'sync' })
  watch([rows, columns, filter, order], look, { immediate: true })
  onBeforeUnmount(() => running.abort())
  return found
}
