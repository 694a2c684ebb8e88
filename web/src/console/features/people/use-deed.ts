import { ApiProblem } from '@/api/client'
import { useGuardedAct } from '@/shared/use-guarded-act'

/** An act about people at work; what went wrong stays readable beside the button, in the server's words. */
export function useDeed() {
  const { act, busy, error } = useGuardedAct((failure) =>
    failure instanceof ApiProblem ? failure.message || failure.code : String(failure),
  )
  return { busy, problem: error, doIt: act }
}
