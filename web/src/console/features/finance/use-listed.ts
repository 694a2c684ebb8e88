import { ref, shallowRef } from 'vue'

import type { Listed } from './finance-api'

/** A list that grows by pages; `reload` begins again. */
export function useListed<T>(fetch: (cursor: string | null) => Promise<Listed<T>>) {
  const rows = shallowRef<T[]>()
  const next = ref<string | null>(null)
  const error = shallowRef<unknown>(null)

  async function load(cursor: string | null) {
    error.value = null
    try {
      const found = await fetch(cursor)
      rows.value = cursor ? [...(rows.value ?? []), ...found.items] : found.items
      next.value = found.next
    } catch (failure) {
      error.value = failure
    }
  }
  return { rows, next, error, reload: () => load(null), more: () => load(next.value) }
}
