import { computed, ref, watch } from 'vue'

import { ApiProblem } from '@/api/client'
import type { CodeOut } from '@/api/generated'
import { needsStepUp } from '@/shared/step-up'

import { useProblems } from './problems'
import { useCountdown } from './use-countdown'

/**
 * A code that was sent and is typed in: asking for it, waiting to ask again, and handing it over as soon as its six digits
 * are there.
 */
export function useSentCode(
  ask: () => Promise<CodeOut>,
  check: (codeId: string, code: string) => Promise<void>,
) {
  const { told } = useProblems()
  const { left, start } = useCountdown()
  const codeId = ref('')
  const code = ref('')
  const error = ref('')
  const asking = ref(false)
  const checking = ref(false)
  const sent = computed(() => codeId.value !== '')

  /** Whether a code is on its way now. With `throws`, being asked for proof of presence is left to the caller. */
  async function send({ throws = false } = {}): Promise<boolean> {
    asking.value = true
    error.value = ''
    try {
      const answer = await ask()
      codeId.value = answer.code_id
      code.value = ''
      start(answer.next_in_s)
      return true
    } catch (problem) {
      if (throws && needsStepUp(problem)) throw problem
      error.value = told(problem)
      if (problem instanceof ApiProblem && problem.retryAfter && problem.retryAfter <= 60)
        start(problem.retryAfter)
      return false
    } finally {
      asking.value = false
    }
  }

  async function submit() {
    if (checking.value || !/^\d{6}$/.test(code.value)) return
    checking.value = true
    error.value = ''
    try {
      await check(codeId.value, code.value)
    } catch (problem) {
      error.value = told(problem)
      code.value = ''
    } finally {
      checking.value = false
    }
  }

  watch(code, (typed) => {
    const digits = typed.replaceAll(/\D/g, '').slice(0, 6)
    if (digits !== typed) code.value = digits
    else if (digits.length === 6) void submit()
    else if (digits) error.value = ''
  })

  function again() {
    codeId.value = ''
    code.value = error.value = ''
  }

  return { code, error, asking, checking, sent, left, send, submit, again }
}
