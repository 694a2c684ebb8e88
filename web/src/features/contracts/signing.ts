import { getJson, sendJson } from '@/api/client'
import type { SigningOut } from '@/api/generated'

const path = (id: string) => `/api/v1/me/contracts/${encodeURIComponent(id)}`

/** Where the signing of one's contract stands. */
export const signingOf = (id: string) => getJson<SigningOut>(`${path(id)}/signing`)

/** Signs the document that was shown. `operation` names the wish: a lost answer signs once. */
export async function signContract(
  id: string,
  sha256: string,
  strokes: number[][] | null,
  operation: string,
): Promise<SigningOut> {
  const body = { sha256, strokes }
  return (await sendJson<SigningOut>('POST', `${path(id)}/signature`, { body, operation })).value
}

export const fileOf = (id: string) => `${path(id)}/file`
export const trailOf = (id: string) => `${path(id)}/trail`

/** The pad's own units, as the server reads them. */
export const PAD = { width: 1000, height: 400 } as const

/** Whether what was drawn reaches far enough to be a signature rather than a tick. */
export function isDrawn(strokes: readonly number[][]): boolean {
  const points = strokes.flat()
  const xs = points.filter((_, index) => index % 2 === 0)
  const ys = points.filter((_, index) => index % 2 === 1)
  if (!xs.length) return false
  const span = (values: number[]) => Math.max(...values) - Math.min(...values)
  return Math.max(span(xs), span(ys)) >= 60
}
