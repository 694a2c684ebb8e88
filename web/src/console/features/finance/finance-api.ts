import { getJson, sendForm, sendJson } from '@/api/client'
import type {
  BookingIn,
  BookingOut,
  CaseOut,
  ConsoleInvoiceOut,
  ConsolePaymentOut,
  ConsoleRefundOut,
  StatementLineOut,
  StatementTakenOut,
  RefundIn,
} from '@/api/generated'

const PATH = '/api/v1/console/finance'

/** A page of a list; `next` fetches the one after it. */
export interface Listed<T> {
  items: T[]
  next: string | null
}

async function page<T>(name: string, state: string, cursor: string | null): Promise<Listed<T>> {
  const query = new URLSearchParams({ limit: '50' })
  if (state) query.set('state', state)
  if (cursor) query.set('cursor', cursor)
  const found = await getJson<{ items: T[]; next_cursor: string | null }>(`${PATH}/${name}?${query}`)
  return { items: found.items, next: found.next_cursor }
}

export const listPayments = (cursor: string | null) => page<ConsolePaymentOut>('payments', '', cursor)
export const listRefunds = (cursor: string | null) => page<ConsoleRefundOut>('refunds', '', cursor)
export const listBookings = (cursor: string | null) => page<BookingOut>('bookings', '', cursor)
export const listInvoices = (state: string) => (cursor: string | null) =>
  page<ConsoleInvoiceOut>('invoices', state, cursor)
export const listCases = (cursor: string | null) => page<CaseOut>('cases', 'open', cursor)

/** Asks for a refund; `operation` names the wish, so a lost answer asks once. */
export async function askRefund(payment: string, body: RefundIn, operation: string) {
  await sendJson('POST', `${PATH}/payments/${payment}/refunds`, { body, operation })
}

export async function decideRefund(refund: string, approve: boolean) {
  await sendJson('POST', `${PATH}/refunds/${refund}/decision`, { body: { approve } })
}

export async function sendAgain(refund: string) {
  await sendJson('POST', `${PATH}/refunds/${refund}/again`)
}

export async function takeCase(id: string) {
  await sendJson('POST', `${PATH}/cases/${id}/owner`)
}

export async function resolveCase(id: string, resolution: string) {
  await sendJson('POST', `${PATH}/cases/${id}/resolution`, { body: { resolution } })
}

/** The transfer a case is about; whoever reads it is written down. `words`: of the title of what it may be for. */
export function readLine(id: string, words: string): Promise<StatementLineOut> {
  const query = words.trim() ? `?${new URLSearchParams({ words: words.trim() })}` : ''
  return getJson<StatementLineOut>(`${PATH}/cases/${id}/line${query}`)
}

/** Books a transfer or sends it back; `operation` names the wish. */
export async function proposeBooking(id: string, body: BookingIn, operation: string) {
  await sendJson('POST', `${PATH}/cases/${id}/bookings`, { body, operation })
}

export async function decideBooking(id: string, approve: boolean) {
  await sendJson('POST', `${PATH}/bookings/${id}/decision`, { body: { approve } })
}

/** Has a provider's day matched in a moment, again or for the first time. */
export async function reconcileAgain(provider: string, day: string) {
  await sendJson('POST', `${PATH}/reconciliation/${provider}/${day}/again`)
}

/** Books a statement of the supervised account; what was booked before counts once. */
export async function takeStatement(file: File): Promise<StatementTakenOut> {
  const form = new FormData()
  form.set('file', file)
  return (await sendForm<StatementTakenOut>(`${PATH}/statements`, form)).value
}

/** Yuan as people type them, in fen; null when it is no amount above nothing. */
export function fenOf(text: string): number | null {
  const found = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text.trim().replaceAll(',', ''))
  if (!found) return null
  const fen = Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'))
  return fen > 0 ? fen : null
}
