import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'

import type { StaffUnitBoardEvent } from '@/api/generated'
import { follow } from '@/realtime'

import { readBoard, type StaffBoardOut, type StaffCellOut } from './board-api'
import { boardModel, changed } from './board-model'

/** The staff's board of a project: read once, then followed; a past board stands still. */
export function useBoard(project: string) {
  const board = shallowRef<StaffBoardOut | null>(null)
  const cells = shallowRef<StaffCellOut[]>([])
  const error = shallowRef<unknown>(null)
  const loading = ref(false)
  const at = ref<string | null>(null)
  let version = 0
  let told: { prices: string; news: string } | null = null
  let reading: AbortController | null = null

  async function load() {
    reading?.abort()
    const mine = new AbortController()
    reading = mine
    loading.value = true
    error.value = null
    try {
      const found = await readBoard(project, at.value, mine.signal)
      board.value = found
      cells.value = found.units
      version = found.version
    } catch (failure) {
      if (!mine.signal.aborted) error.value = failure
    } finally {
      if (reading === mine) loading.value = false
    }
  }

  function hear(event: StaffUnitBoardEvent) {
    const news = told && (told.prices !== event.prices || told.news !== event.news)
    told = { prices: event.prices, news: event.news }
    if (at.value || !board.value) return
    const behind = event.version - version
    const next = behind > event.reach || news ? null : changed(cells.value, event.changes)
    if (!next) return void load()
    version = Math.max(version, event.version)
    if (behind > 0) cells.value = next
  }

  const stop = follow({
    stream: 'staff_unit_board',
    key: project,
    onEvent: hear,
    onResync: () => void load(),
  })
  onBeforeUnmount(() => {
    stop()
    reading?.abort()
  })
  watch(at, () => void load(), { immediate: true })

  const models = computed(() => boardModel(board.value?.buildings ?? [], cells.value))
  return { board, cells, models, error, loading, at, load }
}
