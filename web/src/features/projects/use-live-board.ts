import { onBeforeUnmount, onMounted, type Ref } from 'vue'

import type { BoardOut } from '@/api/generated'
import { follow } from '@/realtime'

/**
 * Keeps the board of a building as it is now: what changes elsewhere changes here within a second or two. Whoever is too far
 * behind, or when other prices are asked, reads it again by `read`.
 */
export function useLiveBoard(project: string, board: Ref<BoardOut>, read: () => Promise<void>) {
  let prices: string | null = null
  let stop: (() => void) | undefined

  onMounted(() => {
    stop = follow({
      stream: 'unit_board',
      key: project,
      onEvent: (event) => {
        const otherPrices = prices !== null && prices !== event.prices
        prices = event.prices
        const behind = event.version - board.value.version
        if (otherPrices || behind > event.reach) return void read().catch(() => undefined)
        if (behind <= 0) return
        const told = new Map(event.changes.map((one) => [one.unit_id, one.status]))
        board.value = {
          ...board.value,
          version: event.version,
          as_of: new Date().toISOString(),
          units: board.value.units.map((unit) => ({ ...unit, status: told.get(unit.id) ?? unit.status })),
        }
      },
      onResync: () => void read().catch(() => undefined),
    })
  })
  onBeforeUnmount(() => stop?.())
}
