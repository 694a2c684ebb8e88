import { ApiProblem } from '@/api/client'
import { useGuardedAct } from '@/shared/use-guarded-act'

import { useWords } from '../../words'

/** One act at a time, with proof of presence where it is asked for. The server's own sentence says what went wrong. */
export function useFinanceAct() {
  const words = useWords()
  return useGuardedAct(
    (failure) => (failure instanceof ApiProblem && failure.message) || words.t('problem.other'),
  )
}
