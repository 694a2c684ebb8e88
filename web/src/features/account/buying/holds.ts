import { getJson, sendJson } from '@/api/client'
import type { HoldOut, HoldsOut, PriceReceiptOut } from '@/api/generated'

/** One's holds, live ones first. */
export async function ownHolds(): Promise<HoldOut[]> {
  return (await getJson<HoldsOut>('/api/v1/me/holds')).items
}

/** What a home costs now and how that came about: the same for everybody. */
export function priceOf(unit: string): Promise<PriceReceiptOut> {
  return getJson<PriceReceiptOut>(`/api/v1/units/${unit}/price`)
}

/**
 * Has the home to oneself, at the price of the receipt that was read. `operation` names the wish: sent again after a lost
 * answer it gives the same hold.
 */
export async function holdHome(unit: string, receipt: string, operation: string): Promise<HoldOut> {
  const body = { receipt_hash: receipt }
  return (await sendJson<HoldOut>('POST', `/api/v1/units/${unit}/holds`, { body, operation })).value
}

export async function letGo(hold: string): Promise<HoldOut> {
  return (await sendJson<HoldOut>('DELETE', `/api/v1/me/holds/${hold}`)).value
}

/** The home of a hold by its name in the reader's language. */
export function homeName(hold: Pick<HoldOut, 'home'>, language: string): string {
  if (!hold.home) return ''
  const { project, project_en, name, name_en } = hold.home
  return language === 'en' ? `${project_en} ${name_en}` : `${project} ${name}`
}
