import { getJson, sendJson } from '@/api/client'
import type { ContractHeadOut, DifferenceOut, OwnContractOut, OwnContractsOut } from '@/api/generated'
import { exactYuan } from '@/shared/format'

const PATH = '/api/v1/me/contracts'

/** One's contracts, newest first. */
export async function ownContracts(): Promise<ContractHeadOut[]> {
  return (await getJson<OwnContractsOut>(PATH)).items
}

export function readContract(id: string): Promise<OwnContractOut> {
  return getJson<OwnContractOut>(`${PATH}/${encodeURIComponent(id)}`)
}

export const documentPath = (id: string) => `${PATH}/${encodeURIComponent(id)}/document`

/** Says that one knows of a difference. */
export async function acknowledge(contract: string, difference: string): Promise<OwnContractOut> {
  const body = { difference_id: difference }
  return (await sendJson<OwnContractOut>('POST', `${PATH}/${contract}/acknowledgements`, { body })).value
}

/** Confirms a risk clause that was on the screen for `seconds`. */
export async function confirmClause(
  contract: string,
  clause: string,
  seconds: number,
): Promise<OwnContractOut> {
  const body = { clause_id: clause, seconds }
  return (await sendJson<OwnContractOut>('POST', `${PATH}/${contract}/readings`, { body })).value
}

/** The line of the reader among the parties. */
export function ownLine(page: OwnContractOut): number {
  return page.parties.find((one) => one.me)?.line ?? -1
}

/** Whether it waits for its buyers. */
export function isOpen(state: ContractHeadOut['state']): boolean {
  return state === 'offered' || state === 'signing'
}

/** One side of a difference as figures are written; codes and days are left to the words. */
export function sideFigure(what: DifferenceOut['what'], value: string): string {
  return ['price', 'filed_price', 'management_fee'].includes(what) ? `¥${exactYuan(Number(value))}` : value
}
