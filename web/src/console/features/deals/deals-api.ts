import { getJson, sendJson } from '@/api/client'
import type {
  ConsoleListingPageOut,
  DealLinkOut,
  DealLinksOut,
  DealOut,
  DealRowOut,
  HandoverDeskOut,
  LookReason,
  RevealedOut,
  RulesIn,
  RulesPreviewOut,
  SheetIn,
  SlotsIn,
  TermsDeskOut,
  TermsProposalIn,
} from '@/api/generated'

import type { Listed } from '../finance/finance-api'

export interface Narrowed {
  state: string
  project: string
  mine: boolean
}

export async function listDeals(wanted: Narrowed, cursor: string | null): Promise<Listed<DealRowOut>> {
  const query = new URLSearchParams({ limit: '50' })
  if (wanted.state) query.set('state', wanted.state)
  if (wanted.project) query.set('project', wanted.project)
  if (wanted.mine) query.set('mine', 'true')
  if (cursor) query.set('cursor', cursor)
  const found = await getJson<{ items: DealRowOut[]; next_cursor: string | null }>(
    `/api/v1/console/deals?${query}`,
  )
  return { items: found.items, next: found.next_cursor }
}

export function readDeal(deal: string): Promise<DealOut> {
  return getJson<DealOut>(`/api/v1/console/deals/${deal}`)
}

/** The buyer asked at the desk: by the rules, at the amount that was read. */
export async function withdrawOnBehalf(deal: string, amount: number, reason: string, operation: string) {
  const body = { amount_fen: amount, reason }
  await sendJson('POST', `/api/v1/console/deals/${deal}/withdrawal`, { body, operation })
}

export async function voidDeal(deal: string, reason: string, operation: string) {
  await sendJson('POST', `/api/v1/console/deals/${deal}/void`, { body: { reason }, operation })
}

/** Ends a signed contract whose buyer asked for it, at the amount that was read; or refuses. */
export async function decideExit(
  deal: string,
  approve: boolean,
  amount: number,
  note: string,
  operation: string,
) {
  const body = { approve, amount_fen: amount, note }
  await sendJson('POST', `/api/v1/console/deals/${deal}/exit`, { body, operation })
}

/** Agrees to the change of buyers that was read, or refuses. */
export async function decideBuyerChange(
  deal: string,
  change: string,
  approve: boolean,
  note: string,
  operation: string,
) {
  const body = { change_id: change, approve, note }
  await sendJson('POST', `/api/v1/console/deals/${deal}/buyer-change`, { body, operation })
}

/** A whole value, for a reason that stands in the buyer's own "who looked". */
export async function revealField(
  label: string,
  row: string,
  reason: LookReason,
  note: string,
): Promise<string> {
  const body = { label, row_id: row, reason, note }
  return (await sendJson<RevealedOut>('POST', '/api/v1/console/privacy/reveals', { body })).value.value
}

export async function ownLinks(): Promise<DealLinkOut[]> {
  return (await getJson<DealLinksOut>('/api/v1/console/deal-links')).items
}

export function readLink(id: string): Promise<DealLinkOut> {
  return getJson<DealLinkOut>(`/api/v1/console/deal-links/${id}`)
}

/** `operation` names the wish: sent again after a lost answer it gives the same link. */
export async function makeLink(project: string, unit: string, operation: string): Promise<DealLinkOut> {
  const body = { project_id: project, unit_id: unit }
  return (await sendJson<DealLinkOut>('POST', '/api/v1/console/deal-links', { body, operation })).value
}

export async function cancelLink(id: string): Promise<DealLinkOut> {
  return (await sendJson<DealLinkOut>('POST', `/api/v1/console/deal-links/${id}/cancel`)).value
}

/** Projects that are on sale. */
export async function publishedProjects(): Promise<ConsoleListingPageOut['items']> {
  return (await getJson<ConsoleListingPageOut>('/api/v1/console/listings?state=published&limit=500')).items
}

const terms = (project: string, part: string) => `/api/v1/console/projects/${project}/${part}`

export function readTerms(project: string): Promise<TermsDeskOut> {
  return getJson<TermsDeskOut>(terms(project, 'deal-terms'))
}

export async function previewRules(project: string, rules: RulesIn, price: number): Promise<RulesPreviewOut> {
  const body = { ...rules, price_fen: price }
  return (await sendJson<RulesPreviewOut>('POST', terms(project, 'deal-terms/preview'), { body })).value
}

export async function proposeTerms(project: string, body: TermsProposalIn) {
  await sendJson('POST', terms(project, 'term-proposals'), { body })
}

export async function decideTerms(project: string, proposal: string, approve: boolean) {
  const body = { approve, note: '' }
  await sendJson('POST', terms(project, `term-proposals/${proposal}/decision`), { body })
}

export async function takeBackTerms(project: string, proposal: string) {
  await sendJson('POST', terms(project, `term-proposals/${proposal}/take-back`))
}

export function readHandover(project: string): Promise<HandoverDeskOut> {
  return getJson<HandoverDeskOut>(terms(project, 'handover-slots'))
}

export async function offerSlots(
  project: string,
  body: SlotsIn,
  operation: string,
): Promise<HandoverDeskOut> {
  return (await sendJson<HandoverDeskOut>('POST', terms(project, 'handover-slots'), { body, operation }))
    .value
}

/** At the visit: what was read and given; the buyer confirms it. */
export async function openHandover(deal: string, body: SheetIn, operation: string) {
  await sendJson('POST', `/api/v1/console/deals/${deal}/handover`, { body, operation })
}

export async function closeSlot(project: string, slot: string): Promise<HandoverDeskOut> {
  return (await sendJson<HandoverDeskOut>('POST', terms(project, `handover-slots/${slot}/close`))).value
}
