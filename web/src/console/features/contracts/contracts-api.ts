import { getJson, sendJson, sendRaw } from '@/api/client'
import type {
  ClauseIn,
  ConsoleContractOut,
  ContractDoneOut,
  ContractHeadOut,
  ContractSaleOut,
  ContractSalesOut,
  ContractsOut,
  FilingOut,
  FilingsOut,
  FilingTakenOut,
  TemplateIn,
  VoidOut,
  VoidsOut,
  WordingDeskOut,
  WordingDoneOut,
} from '@/api/generated'

import type { Listed } from '../finance/finance-api'

const PATH = '/api/v1/console/contracts'
const FILINGS = '/api/v1/console/contract-filings'
const WORDINGS = '/api/v1/console/contract-wordings'

export type ContractState = ContractHeadOut['state']

/** Contracts, newest first; `text` is part of the number. */
export async function listContracts(
  state: string,
  text: string,
  cursor: string | null,
): Promise<Listed<ContractHeadOut>> {
  const query = new URLSearchParams({ limit: '50' })
  if (state) query.set('state', state)
  if (text) query.set('text', text)
  if (cursor) query.set('cursor', cursor)
  const found = await getJson<ContractsOut>(`${PATH}?${query}`)
  return { items: found.items, next: found.next_cursor }
}

export async function listVoids(cursor: string | null): Promise<Listed<VoidOut>> {
  const query = cursor ? `?${new URLSearchParams({ cursor })}` : ''
  const found = await getJson<VoidsOut>(`/api/v1/console/contract-voids${query}`)
  return { items: found.items, next: found.next_cursor }
}

/** Paid subscriptions that wait for their contract. */
export async function waitingSales(): Promise<ContractSaleOut[]> {
  return (await getJson<ContractSalesOut>('/api/v1/console/contract-sales')).items
}

export const readContract = (id: string) => getJson<ConsoleContractOut>(`${PATH}/${id}`)
export const readWordings = () => getJson<WordingDeskOut>(WORDINGS)

/** Draws a contract up; `deliveryOn` '' takes the day that the listing states. */
export async function draftContract(subject: string, deliveryOn: string, operation: string): Promise<string> {
  const body = { subject, delivery_on: deliveryOn || null }
  return (await sendJson<ContractDoneOut>('POST', PATH, { body, operation })).value.id
}

export async function offerContract(id: string, operation: string) {
  await sendJson<ContractDoneOut>('POST', `${PATH}/${id}/offer`, { operation })
}

export async function voidContract(id: string, reason: string, operation: string) {
  await sendJson<ContractDoneOut>('POST', `${PATH}/${id}/void`, { body: { reason }, operation })
}

/** Opens a PDF in a tab of its own. Asked for first, so that proof of presence is given before the tab is there. */
export async function openPdf(path: string) {
  const answer = await sendRaw('GET', path)
  if (!answer.ok) {
    await getJson(path)
    return
  }
  const address = URL.createObjectURL(await answer.blob())
  window.open(address, '_blank', 'noopener')
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

export const previewPath = (id: string) => `${PATH}/${id}/preview`
export const documentPath = (id: string, number: number) => `${PATH}/${id}/documents/${number}`

export interface FilingWanted {
  project: string
  from: string
  to: string
  taken: '' | 'true' | 'false'
}

function filingQuery(wanted: FilingWanted, cursor: string | null) {
  const { project, from, to, taken } = wanted
  const asked = {
    project_id: project,
    signed_from: from,
    signed_to: to,
    taken_out: taken,
    cursor: cursor ?? '',
  }
  return new URLSearchParams(Object.entries(asked).filter(([, value]) => value))
}

/** Signed contracts to choose from, masked. Days are China's. */
export async function listFiling(wanted: FilingWanted, cursor: string | null): Promise<Listed<FilingOut>> {
  const found = await getJson<FilingsOut>(`${FILINGS}?${filingQuery(wanted, cursor)}`)
  return { items: found.items, next: found.next_cursor }
}

/** The same list as masked CSV files, one a page of a thousand; they take nothing out. */
export async function saveFilingTable(wanted: FilingWanted) {
  let cursor: string | null = null
  do {
    const path = `${FILINGS}/table?${filingQuery(wanted, cursor)}`
    const answer = await sendRaw('POST', path)
    if (!answer.ok) {
      await sendJson('POST', path)
      return
    }
    keepFile(await answer.blob(), nameOf(answer, 'contracts.csv'))
    cursor = answer.headers.get('x-next-cursor')
  } while (cursor)
}

/** The chosen contracts whole, as a file that the browser keeps: they are filed from now on. */
export async function takeOut(ids: string[], reason: string) {
  const body = { contract_ids: ids, reason }
  const found = (await sendJson<FilingTakenOut>('POST', FILINGS, { body })).value
  const day = new Date().toISOString().slice(0, 10)
  keepFile(new Blob([JSON.stringify(found, null, 2)], { type: 'application/json' }), `contracts-${day}.json`)
}

const nameOf = (answer: Response, other: string) =>
  /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? other

function keepFile(content: Blob, name: string) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

export async function writeClause(body: ClauseIn, operation: string) {
  await sendJson<WordingDoneOut>('POST', `${WORDINGS}/clauses`, { body, operation })
}

export async function writeTemplate(body: TemplateIn, operation: string) {
  await sendJson<WordingDoneOut>('POST', `${WORDINGS}/templates`, { body, operation })
}

export async function decideWording(
  kind: 'clauses' | 'templates',
  id: string,
  approve: boolean,
  note: string,
) {
  await sendJson<WordingDoneOut>('POST', `${WORDINGS}/${kind}/${id}/decision`, { body: { approve, note } })
}

/** From now on, in all projects of the company without their own. */
export async function putInForce(template: string, project: string | null, operation: string) {
  const body = { project_id: project, starts_at: null }
  await sendJson<WordingDoneOut>('POST', `${WORDINGS}/templates/${template}/uses`, { body, operation })
}
