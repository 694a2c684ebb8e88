import { proveIt, StepUpRefused } from '@/shared/step-up'
import { useGuardedAct } from '@/shared/use-guarded-act'

import type { LibraryAnswer } from './library'
import { wasCancelled } from './passkeys'
import { useProblems } from './problems'
import { useWords } from './words'

/** One act at a time, with proof of presence where it is asked for, and what went wrong in words. */
export function useAct() {
  const { told, refused } = useProblems()
  const { t } = useWords()
  const { act, busy, error } = useGuardedAct((problem) =>
    wasCancelled(problem) ? t('passkey.cancelled') : told(problem),
  )

  /** The same for the login library, whose answers are data: undefined when it was not done. */
  async function ask<D>(work: () => Promise<LibraryAnswer<D>>): Promise<LibraryAnswer<D> | undefined> {
    let answer: LibraryAnswer<D> | undefined
    await act(async () => {
      answer = await work()
      if (answer.status !== 401 || !answer.isAuthenticated) return
      if (!(await proveIt())) throw new StepUpRefused()
      answer = await work()
    })
    if (!answer || error.value) return undefined
    if (answer.status < 300) return answer
    if (answer.status !== 401) error.value = Object.values(refused(answer))[0] ?? t('problem.unknown')
    return undefined
  }

  return { act, ask, busy, error }
}
