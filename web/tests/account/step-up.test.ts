import { describe, expect, it, vi } from 'vitest'

import { ApiProblem } from '@/api/client'
import { STEP_UP_CODE, stepUp, StepUpRefused, withStepUp } from '@/shared/step-up'

const needed = () => new ApiProblem(403, STEP_UP_CODE, '', '')

describe('an act that needs proof of presence', () => {
  it('is done again once it was proved', async () => {
    const act = vi.fn<() => Promise<string>>().mockRejectedValueOnce(needed()).mockResolvedValueOnce('done')
    const doing = withStepUp(act)
    await vi.waitFor(() => expect(stepUp.settle).not.toBeNull())
    stepUp.settle?.(true)
    expect(await doing).toBe('done')
    expect(act).toHaveBeenCalledTimes(2)
    expect(stepUp.settle).toBeNull()
  })
  it('is left alone when the dialogue is put away', async () => {
    const act = vi.fn<() => Promise<string>>().mockRejectedValue(needed())
    const doing = withStepUp(act)
    await vi.waitFor(() => expect(stepUp.settle).not.toBeNull())
    stepUp.settle?.(false)
    await expect(doing).rejects.toBeInstanceOf(StepUpRefused)
    expect(act).toHaveBeenCalledTimes(1)
  })
  it('passes every other problem on without asking', async () => {
    const act = () => Promise.reject(new ApiProblem(403, 'request.forbidden', '', ''))
    await expect(withStepUp(act)).rejects.toMatchObject({ code: 'request.forbidden' })
    expect(stepUp.settle).toBeNull()
  })
})
