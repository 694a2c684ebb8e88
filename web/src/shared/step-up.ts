import { shallowReactive } from 'vue'

import { ApiProblem } from '@/api/client'

/**
 * Dangerous acts ask for proof of presence within the last five minutes. Whoever does one wraps it in `withStepUp`: when the
 * server asks for proof, the dialogue opens, and the act is done again once it was given.
 */
export const STEP_UP_CODE = 'accounts.step_up_needed'

interface Waiting {
  /** Settles the question: proved, or put away. */
  settle: ((proved: boolean) => void) | null
}

export const stepUp = shallowReactive<Waiting>({ settle: null })

/** The person put the dialogue away: nothing was done, and nothing has to be said. */
export class StepUpRefused extends Error {}

export function needsStepUp(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === STEP_UP_CODE
}

/** Opens the dialogue; whether presence was proved. A second question waits for the first. */
export function proveIt(): Promise<boolean> {
  stepUp.settle?.(false)
  return new Promise((resolve) => {
    stepUp.settle = (proved) => {
      stepUp.settle = null
      resolve(proved)
    }
  })
}

/** Does `act`, with proof of presence when the server asks for it. Raises StepUpRefused when it is not given. */
export async function withStepUp<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (!needsStepUp(error)) throw error
  }
  if (!(await proveIt())) throw new StepUpRefused()
  return act()
}
