import { getJson, sendJson } from '@/api/client'
import type {
  ObligationOut,
  ObligationsOut,
  PaymentOut,
  PaymentsOut,
  RefundOut,
  RefundsOut,
} from '@/api/generated'
import { exactYuan } from '@/shared/format'

export interface OwnMoney {
  obligations: ObligationOut[]
  payments: PaymentOut[]
  refunds: RefundOut[]
}

/** Everything about one's money, newest first. */
export async function ownMoney(): Promise<OwnMoney> {
  const [obligations, payments, refunds] = await Promise.all([
    getJson<ObligationsOut>('/api/v1/me/obligations'),
    getJson<PaymentsOut>('/api/v1/me/payments'),
    getJson<RefundsOut>('/api/v1/me/refunds'),
  ])
  return { obligations: obligations.items, payments: payments.items, refunds: refunds.items }
}

export function obligationOf(id: string): Promise<ObligationOut> {
  return getJson<ObligationOut>(`/api/v1/me/obligations/${encodeURIComponent(id)}`)
}

/** Begins to pay. `operation` names the wish: sent again after a lost answer it gives the same payment. */
export async function beginPayment(id: string, provider: string, operation: string): Promise<PaymentOut> {
  const body = { provider }
  return (await sendJson<PaymentOut>('POST', `/api/v1/me/obligations/${id}/payments`, { body, operation }))
    .value
}

export function paymentOf(id: string): Promise<PaymentOut> {
  return getJson<PaymentOut>(`/api/v1/me/payments/${encodeURIComponent(id)}`)
}

/** Has the provider asked now instead of a little later. */
export async function askProvider(id: string): Promise<PaymentOut> {
  return (await sendJson<PaymentOut>('POST', `/api/v1/me/payments/${encodeURIComponent(id)}/check`)).value
}

/** Fen as ¥, to the fen. */
export function yuan(fen: number): string {
  return `¥${exactYuan(fen)}`
}

/** What something is paid for, in the reader's language. */
export function titleOf(thing: { title: string; title_en: string }, language: string): string {
  return language === 'en' ? thing.title_en : thing.title
}
