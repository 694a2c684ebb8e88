import { getJson } from '@/api/client'
import type { ConsistencyOut, LedgerHeadOut, LedgerKeyOut } from '@/api/generated'

import { isConsistent } from './check'

/** The head this browser verified last: what the log must still begin with. */
interface Kept {
  origin: string
  size: number
  root: string
}

const NAME = 'guangsha.ledger-head'

function kept(): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(NAME) ?? 'null') as Kept | null
  } catch {
    return null
  }
}

export type Growth = { state: 'first' } | { state: 'right' | 'wrong'; size: number }

/** Compares the head with the one kept before, and keeps it when it agrees. A head that was kept is never given up for another. */
export async function compareWithKept(head: LedgerHeadOut, key: LedgerKeyOut): Promise<Growth> {
  const before = kept()
  if (before) {
    const { origin, size } = before
    if (origin !== key.origin) return { state: 'wrong', size }
    // A page that was kept for a second may be older than what was seen last.
    const [old, now] = size <= head.size ? [before, head] : [head, before]
    const path = `/api/v1/ledger/proofs/consistency?from=${old.size}&to=${now.size}`
    const proof = old.size === now.size ? [] : (await getJson<ConsistencyOut>(path)).proof
    if (!(await isConsistent(old, now, proof))) return { state: 'wrong', size }
    if (size > head.size) return { state: 'right', size }
  }
  try {
    localStorage.setItem(NAME, JSON.stringify({ origin: key.origin, size: head.size, root: head.root }))
  } catch {
    // Nothing can be kept here: the next visit is a first one again.
  }
  return before ? { state: 'right', size: before.size } : { state: 'first' }
}
