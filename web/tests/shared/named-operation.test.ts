import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { type ApiProblem, sendJson } from '@/api/client'

const json = (status: number, body: unknown, more: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...more } })
const sent = vi.fn<(path: string, init: RequestInit) => Promise<Response>>()
const headersOf = (call: number) => new Headers(sent.mock.calls[call]?.[1].headers)

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', sent)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  sent.mockReset()
})

async function outcome(work: Promise<unknown>): Promise<unknown> {
  const settled = work.catch((error: unknown) => error)
  await vi.runAllTimersAsync()
  return settled
}

describe('a named operation', () => {
  it('is sent again under its name when no answer came, and says so', async () => {
    sent.mockRejectedValueOnce(new TypeError('network'))
    sent.mockResolvedValueOnce(json(503, { code: 'system.outcome_unknown' }))
    sent.mockResolvedValueOnce(json(200, { id: 'a' }))
    const answer = await outcome(sendJson('POST', '/hold', { body: {}, operation: 'one' }))
    expect(answer).toMatchObject({ value: { id: 'a' } })
    expect([0, 1, 2].map((call) => headersOf(call).get('idempotency-attempt'))).toEqual([null, '2', '3'])
    expect([0, 1, 2].map((call) => headersOf(call).get('idempotency-key'))).toEqual(['one', 'one', 'one'])
  })

  it('is given up after three times', async () => {
    sent.mockRejectedValue(new TypeError('network'))
    const error = await outcome(sendJson('POST', '/hold', { operation: 'given up' }))
    expect((error as ApiProblem).code).toBe('offline')
    expect(sent).toHaveBeenCalledTimes(3)
  })

  it('is not sent again after an answer, whatever it says', async () => {
    for (const [status, code] of [
      [409, 'inventory.unit_taken'],
      [503, 'system.overloaded'],
    ] as const) {
      sent.mockReset()
      sent.mockResolvedValue(json(status, { code }))
      const error = await outcome(sendJson('POST', '/hold', { operation: code }))
      expect((error as ApiProblem).code).toBe(code)
      expect(sent).toHaveBeenCalledTimes(1)
    }
  })
})

describe('pressed again by a person', () => {
  const press = () => outcome(sendJson('POST', '/hold', { operation: 'two' }))

  it('it still says that it was sent before', async () => {
    sent.mockRejectedValue(new TypeError('network'))
    await press()
    sent.mockReset()
    sent.mockResolvedValueOnce(json(503, { code: 'system.overloaded' }))
    await press()
    sent.mockResolvedValueOnce(json(403, { code: 'accounts.step_up_needed' }))
    await press()
    sent.mockResolvedValueOnce(json(409, { code: 'inventory.unit_taken' }, { 'idempotency-kept': '1' }))
    await press()
    sent.mockResolvedValueOnce(json(200, { id: 'a' }))
    await press()
    const calls = [0, 1, 2, 3].map(headersOf)
    expect(calls.map((one) => one.get('idempotency-attempt'))).toEqual(['4', '4', '4', null])
    expect(calls.slice(0, 3).map((one) => one.get('idempotency-key'))).toEqual(['two', 'two', 'two'])
    expect(calls[3]?.get('idempotency-key')).not.toBe('two')
  })

  it('what was refused at once keeps its name', async () => {
    sent.mockImplementation(async () => json(409, { code: 'inventory.unit_taken' }))
    const again = () => outcome(sendJson('POST', '/hold', { operation: 'three' }))
    await again()
    await again()
    expect([0, 1].map((call) => headersOf(call).get('idempotency-key'))).toEqual(['three', 'three'])
    expect([0, 1].map((call) => headersOf(call).get('idempotency-attempt'))).toEqual([null, null])
  })
})

it('an error of ours is not tried again by itself', async () => {
  sent.mockImplementation(async () => json(500, { code: 'system.bug' }))
  await outcome(sendJson('POST', '/hold', { operation: 'four' }))
  expect(sent).toHaveBeenCalledTimes(1)
  await outcome(sendJson('POST', '/hold', { operation: 'four' }))
  expect(headersOf(1).get('idempotency-attempt')).toBe('2')
})

it('what has no name of its own is sent once', async () => {
  sent.mockRejectedValue(new TypeError('network'))
  await outcome(sendJson('PUT', '/draft', { body: {} }))
  expect(sent).toHaveBeenCalledTimes(1)
})
