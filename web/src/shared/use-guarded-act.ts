import { ref } from 'vue'

import { StepUpRefused, withStepUp } from './step-up'

/** One act at a time, with proof of presence where it is asked for; `told` says in words what went wrong. */
export function useGuardedAct(told: (problem: unknown) => string) {
  const busy = ref(false)
  const error = ref('')

  /** Whether it was done. */
  async function act(work: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    error.value = ''
    try {
      await withStepUp(work)
      return true
    } catch (problem) {
      if (!(problem instanceof StepUpRefused)) error.value = told(problem)
      return false
    } finally {
      busy.value = false
    }
  }
  return { act, busy, error }
}
