import { onBeforeUnmount, ref, watch, type Ref } from 'vue'

import { getJson } from '@/api/client'

/** A record the palette can open. */
export interface Finding {
  path: string
  name: string
}

const PAUSE_MS = 160

/** Projects whose name holds the words, as they are typed; the answer to an older word is never shown. */
export function useFindings(asked: Ref<string>) {
  const findings = ref<Finding[]>([])
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: AbortController | undefined

  async function find(word: string) {
    running?.abort()
    running = new AbortController()
    const { signal } = running
    try {
      const answer = await getJson<{ items: { id: string; name: string }[] }>(
        `/api/v1/console/listings?limit=8&q=${encodeURIComponent(word)}`,
        signal,
      )
      if (!signal.aborted)
        findings.value = answer.items.map((item) => ({
          path: `/console/projects/${item.id}`,
          name: item.name,
        }))
    } catch {
      if (!signal.aborted) findings.value = []
    }
  }
  watch(asked, (word) => {
    clearTimeout(timer)
    if (word.trim()) timer = setTimeout(() => void find(word.trim()), PAUSE_MS)
    else findings.value = []
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    running?.abort()
  })
  return { findings }
}
