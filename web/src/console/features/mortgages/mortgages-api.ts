import { getJson, sendJson } from '@/api/client'
import type {
  BankChangeIn,
  BankIn,
  DeskBanksOut,
  MortgageCaseOut,
  MortgageCasesOut,
  MortgageDeskOut,
  MortgageRowOut,
  MortgagesOut,
} from '@/api/generated'

import type { Listed } from '../finance/finance-api'

export interface Narrowed {
  state: string
  turn: string
  project: string
}

const PATH = '/api/v1/console/mortgages'

export async function listMortgages(
  wanted: Narrowed,
  cursor: string | null,
): Promise<Listed<MortgageRowOut>> {
  const query = new URLSearchParams({ limit: '50' })
  if (wanted.state) query.set('state', wanted.state)
  if (wanted.turn) query.set('turn', wanted.turn)
  if (wanted.project) query.set('project_id', wanted.project)
  if (cursor) query.set('cursor', cursor)
  const found = await getJson<MortgagesOut>(`${PATH}?${query}`)
  return { items: found.items, next: found.next_cursor }
}

export function readMortgage(id: string): Promise<MortgageDeskOut> {
  return getJson<MortgageDeskOut>(`${PATH}/${encodeURIComponent(id)}`)
}

/** Accepts a document, or sends it back with a reason that the buyer reads. */
export async function decidePaper(
  application: string,
  paper: string,
  accept: boolean,
  reason: string,
): Promise<MortgageDeskOut> {
  const body = { accept, reason }
  const operation = crypto.randomUUID()
  const path = `${PATH}/${application}/documents/${paper}/decision`
  return (await sendJson<MortgageDeskOut>('POST', path, { body, operation })).value
}

export async function openCases(): Promise<MortgageCaseOut[]> {
  return (await getJson<MortgageCasesOut>('/api/v1/console/mortgage-cases')).items
}

export async function settleCase(id: string, resolution: string): Promise<MortgageCaseOut[]> {
  const operation = crypto.randomUUID()
  const path = `/api/v1/console/mortgage-cases/${id}/resolution`
  return (await sendJson<MortgageCasesOut>('POST', path, { body: { resolution }, operation })).value.items
}

const banks = (project: string) => `/api/v1/console/projects/${encodeURIComponent(project)}/mortgage-banks`

export function banksOf(project: string): Promise<DeskBanksOut> {
  return getJson<DeskBanksOut>(banks(project))
}

export async function addBank(project: string, body: BankIn): Promise<DeskBanksOut> {
  const operation = crypto.randomUUID()
  return (await sendJson<DeskBanksOut>('POST', banks(project), { body, operation })).value
}

export async function changeBank(project: string, bank: string, body: BankChangeIn): Promise<DeskBanksOut> {
  return (await sendJson<DeskBanksOut>('PUT', `${banks(project)}/${bank}`, { body })).value
}
