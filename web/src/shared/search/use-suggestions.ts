import { onBeforeUnmount, ref, watch, type Ref } from 'vue'

import { getJson } from '@/api/client'
import type { SuggestionOut, SuggestOut } from '@/api/generated'
import type { Language } from '@/i18n/language'

const WAIT_MS = 120

/** Suggestions for what is being typed; the latest request wins, and a failed one shows nothing. */
export function useSuggestions(text: Ref<string>, city: Ref<string>, language: Language) {
  const items = ref<SuggestionOut[]>([])
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: AbortController | undefined

  function cancel() {
    clearTimeout(timer)
    running?.abort()
  }

  watch(text, (value) => {
    cancel()
    const query = value.trim()
    if (!query) {
      items.value = []
      return
    }
    timer = setTimeout(async () => {
      running = new AbortController()
      const parameters = new URLSearchParams({
        q: query,
        language,
        ...(city.value ? { city: city.value } : {}),
      })
      try {
        items.value = (await getJson<SuggestOut>(`/api/v1/pages/suggest?${parameters}`, running.signal)).items
      } catch {
        // Suggestions are a help, not a need: typing and Enter work without them.
        items.value = []
      }
    }, WAIT_MS)
  })
  onBeforeUnmount(cancel)
  return { items, cancel }
}
