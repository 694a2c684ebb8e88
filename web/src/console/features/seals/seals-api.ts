import { getJson, sendJson } from '@/api/client'
import type { SealOut, SealsOut } from '@/api/generated'

const PATH = '/api/v1/console/seals'

/** Requests for the seal, newest first, and contracts that wait for one. */
export async function listSeals(cursor: string | null): Promise<SealsOut> {
  const query = new URLSearchParams({ limit: '50' })
  if (cursor) query.set('cursor', cursor)
  return getJson<SealsOut>(`${PATH}?${query}`)
}

/** Asks for the seal; `operation` names the wish, so a lost answer asks once. */
export async function askSeal(contract: string, note: string, operation: string) {
  await sendJson('POST', `/api/v1/console/contracts/${contract}/seal`, { body: { note }, operation })
}

export async function decideSeal(seal: SealOut, approve: boolean) {
  await sendJson('POST', `${PATH}/${seal.id}/decision`, { body: { approve } })
}
