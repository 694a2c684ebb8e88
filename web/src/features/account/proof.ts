import { getJson } from '@/api/client'
import type { ChallengeOut } from '@/api/generated'

/**
 * The proof of work that sending a text costs. It is begun while the person still types, so that nobody waits for it;
 * each is used once.
 */
let ready: Promise<string> | undefined
let began = 0
const GOOD_FOR_MS = 8 * 60_000

async function solve(): Promise<string> {
  // The server renders the page and never solves: its one script has no room for the solver.
  if (import.meta.env.SSR) throw new Error('only a browser solves')
  const [{ solveChallenge }, { deriveKey }, challenge] = await Promise.all([
    import('altcha-lib'),
    import('altcha-lib/algorithms/web/pbkdf2'),
    getJson<ChallengeOut>('/api/v1/sign-in/challenge'),
  ])
  const typed = challenge as unknown as Parameters<typeof solveChallenge>[0]['challenge']
  const solution = await solveChallenge({ challenge: typed, deriveKey })
  if (!solution) throw new Error('the challenge was not solved')
  return btoa(JSON.stringify({ challenge, solution }))
}

/** Begins a proof unless a fresh one is being made. */
export function prepareProof() {
  if (ready && Date.now() - began < GOOD_FOR_MS) return
  began = Date.now()
  ready = solve()
  // Whoever takes it hears of the failure; until then it is nobody's.
  ready.catch(() => {})
}

/** A proof to send; the next one is another. */
export async function takeProof(): Promise<string> {
  prepareProof()
  const proof = ready as Promise<string>
  ready = undefined
  return proof
}
