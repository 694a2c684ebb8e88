import { getJson, sendJson } from '@/api/client'
import type { BuyerWantedIn, CoBuyerIn, RulesOut, SubscriptionOut, SubscriptionsOut } from '@/api/generated'

/** A share of one hundred percent, counted in hundredths of a percent. */
export const WHOLE_SHARE = 10_000

/** One's subscriptions, newest first. */
export async function ownSubscriptions(): Promise<SubscriptionOut[]> {
  return (await getJson<SubscriptionsOut>('/api/v1/me/subscriptions')).items
}

/** What subscribing the held home means, before anything is paid. */
export function rulesOf(hold: string): Promise<RulesOut> {
  return getJson<RulesOut>(`/api/v1/me/holds/${encodeURIComponent(hold)}/rules`)
}

/** Subscribes by the rules that were read. `operation` names the wish: sent again it gives the same subscription. */
export async function subscribeHome(
  hold: string,
  rulesHash: string,
  share: number,
  others: CoBuyerIn[],
  operation: string,
): Promise<SubscriptionOut> {
  const body = { rules_hash: rulesHash, share, others }
  const path = `/api/v1/me/holds/${encodeURIComponent(hold)}/subscription`
  return (await sendJson<SubscriptionOut>('POST', path, { body, operation })).value
}

/** A way out of a sale that is gone having read that `amountFen` comes back. */
const byAmount = (way: string) =>
  async function (subscription: string, amountFen: number, operation: string): Promise<SubscriptionOut> {
    const body = { amount_fen: amountFen }
    const path = `/api/v1/me/subscriptions/${encodeURIComponent(subscription)}/${way}`
    return (await sendJson<SubscriptionOut>('POST', path, { body, operation })).value
  }

export const withdrawFrom = byAmount('withdrawal')
/** Asks co-buyers and the house to end a signed contract. */
export const askExit = byAmount('exit')
/** As a co-buyer, agrees that the contract ends. */
export const agreeExit = byAmount('exit/agreement')

const exit = (subscription: string) => `/api/v1/me/subscriptions/${encodeURIComponent(subscription)}/exit`

export async function takeBackExit(subscription: string): Promise<SubscriptionOut> {
  return (await sendJson<SubscriptionOut>('DELETE', exit(subscription))).value
}

/** As a co-buyer, keeps the contract, and says why. */
export async function declineExit(subscription: string, note: string): Promise<SubscriptionOut> {
  const path = `${exit(subscription)}/objection`
  return (await sendJson<SubscriptionOut>('POST', path, { body: { note } })).value
}

const change = (subscription: string) =>
  `/api/v1/me/subscriptions/${encodeURIComponent(subscription)}/buyer-change`

/** Asks the house that these buy from now on: all of them, oneself included. */
export async function askBuyerChange(
  subscription: string,
  buyers: BuyerWantedIn[],
  reason: string,
  operation: string,
): Promise<SubscriptionOut> {
  const body = { buyers, reason }
  return (await sendJson<SubscriptionOut>('POST', change(subscription), { body, operation })).value
}

export async function takeBackBuyerChange(subscription: string): Promise<SubscriptionOut> {
  return (await sendJson<SubscriptionOut>('DELETE', change(subscription))).value
}

/** Something is on its way that changes by itself: look again soon. */
export function isMoving(one: SubscriptionOut): boolean {
  return ['confirm', 'await_payment', 'refund'].includes(one.next?.what ?? '')
}

/** "33.33" percent as hundredths of a percent; null when it is no share. */
export function shareOf(text: string): number | null {
  const found = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text.trim())
  if (!found) return null
  const share = Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0') || 0)
  return share >= 1 && share <= WHOLE_SHARE ? share : null
}

/** Hundredths of a percent as people write them: 50 %, 33.33 %. */
export function shareText(share: number): string {
  return `${share / 100}%`
}
