import { getJson, sendJson } from '@/api/client'
import type {
  CoBuyerInvitationOut,
  HoldOut,
  InvitedOut,
  OfferedLinkOut,
  OfferedPlansOut,
  SlotOut,
  SlotsOut,
  SubscriptionOut,
} from '@/api/generated'

const named = encodeURIComponent

/** What an advisor's link offers; the advisor sees that somebody looks. */
export async function openLink(code: string): Promise<OfferedLinkOut> {
  return (await sendJson<OfferedLinkOut>('POST', `/api/v1/me/deal-links/${named(code)}/opening`)).value
}

/** Holds the home of the link, at the price that was read; `operation` names the wish. */
export async function confirmLink(code: string, receipt: string, operation: string): Promise<HoldOut> {
  const body = { receipt_hash: receipt }
  const path = `/api/v1/me/deal-links/${named(code)}/hold`
  return (await sendJson<HoldOut>('POST', path, { body, operation })).value
}

/** A link by which the co-buyer on this line confirms; the one before is over. */
export async function inviteCoBuyer(subscription: string, line: number): Promise<CoBuyerInvitationOut> {
  const path = `/api/v1/me/subscriptions/${named(subscription)}/buyers/${line}/invitation`
  return (await sendJson<CoBuyerInvitationOut>('POST', path)).value
}

/** What a co-buyer is asked to take part in. */
export function invitedBy(code: string): Promise<InvitedOut> {
  return getJson<InvitedOut>(`/api/v1/me/co-buyer-invitations/${named(code)}`)
}

export async function takePart(code: string): Promise<SubscriptionOut> {
  const path = `/api/v1/me/co-buyer-invitations/${named(code)}/confirmation`
  return (await sendJson<SubscriptionOut>('POST', path)).value
}

/** The ways to pay, in amounts and days. */
export function plansOf(subscription: string): Promise<OfferedPlansOut> {
  return getJson<OfferedPlansOut>(`/api/v1/me/subscriptions/${named(subscription)}/plans`)
}

/** Chooses a plan of the terms that were read; `operation` names the wish. */
export async function choosePlan(
  subscription: string,
  code: string,
  terms: string,
  operation: string,
): Promise<SubscriptionOut> {
  const body = { code, terms_hash: terms }
  const path = `/api/v1/me/subscriptions/${named(subscription)}/plan`
  return (await sendJson<SubscriptionOut>('POST', path, { body, operation })).value
}

/** Buys another home of the project instead, at the price that was read; `operation` names the wish. */
export async function exchangeHome(
  subscription: string,
  unit: string,
  receipt: string,
  operation: string,
): Promise<SubscriptionOut> {
  const body = { unit_id: unit, receipt_hash: receipt }
  const path = `/api/v1/me/subscriptions/${named(subscription)}/exchange`
  return (await sendJson<SubscriptionOut>('POST', path, { body, operation })).value
}

const handover = (subscription: string) => `/api/v1/me/subscriptions/${named(subscription)}/handover`

/** Times at which the home can be handed over, and one's own. */
export async function handoverSlots(subscription: string): Promise<SlotOut[]> {
  return (await getJson<SlotsOut>(handover(subscription))).items
}

/** Takes a place at a time; the one had before is given back. `operation` names the wish. */
export async function bookHandover(
  subscription: string,
  slot: string,
  operation: string,
): Promise<SlotOut[]> {
  const body = { slot_id: slot }
  return (await sendJson<SlotsOut>('POST', handover(subscription), { body, operation })).value.items
}

/** Takes the home; `operation` names the wish. */
export async function confirmHandover(subscription: string, operation: string): Promise<SubscriptionOut> {
  const path = `${handover(subscription)}/confirmation`
  return (await sendJson<SubscriptionOut>('POST', path, { operation })).value
}

/** Does not take the home as it is, and says why. */
export async function refuseHandover(
  subscription: string,
  reason: string,
  operation: string,
): Promise<SubscriptionOut> {
  const path = `${handover(subscription)}/refusal`
  return (await sendJson<SubscriptionOut>('POST', path, { body: { reason }, operation })).value
}

export async function giveBackHandover(subscription: string): Promise<SlotOut[]> {
  return (await sendJson<SlotsOut>('DELETE', handover(subscription))).value.items
}
