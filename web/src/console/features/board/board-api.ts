import { getJson, sendJson } from '@/api/client'
import type {
  BatchOut,
  HoldRequestOut,
  StaffBoardOut,
  StaffBuildingOut,
  StaffCellOut,
  StaffUnitOut,
  StepOutcomeOut,
} from '@/api/generated'

export type {
  BatchOut,
  HoldRequestOut,
  StaffBoardOut,
  StaffBuildingOut,
  StaffCellOut,
  StaffUnitOut,
  StepOutcomeOut,
}

/** A status as the ledger has it. */
export type Status = StaffCellOut['status']
export type Step = 'release' | 'withdraw' | 'free'

/** In the order of a home's way. */
export const STATUSES: readonly Status[] = [
  'available',
  'held',
  'internal_hold',
  'subscribed',
  'contracted',
  'handed_over',
  'withdrawn',
  'unreleased',
]

function path(project: string, part: string): string {
  return `/api/v1/console/projects/${project}/${part}`
}

export function readBoard(project: string, at: string | null, signal: AbortSignal): Promise<StaffBoardOut> {
  const moment = at ? `?at=${encodeURIComponent(at)}` : ''
  return getJson<StaffBoardOut>(path(project, `board${moment}`), signal)
}

export function readUnit(project: string, unit: string): Promise<StaffUnitOut> {
  return getJson<StaffUnitOut>(path(project, `board/units/${unit}`))
}

async function post(project: string, part: string, body?: unknown): Promise<StepOutcomeOut> {
  return (await sendJson<StepOutcomeOut>('POST', path(project, part), { body })).value
}

/** Each unit for itself: what may not move, or is not any more as it was seen, is told with its reason. */
export function takeStep(project: string, step: Step, units: readonly StaffCellOut[], reason: string) {
  const seen = units.map(({ id, revision }) => ({ id, revision }))
  return post(project, 'board/steps', { step, units: seen, reason })
}

export function askHold(project: string, units: readonly StaffCellOut[], reason: string, until: string) {
  return post(project, 'hold-requests', { unit_ids: units.map(({ id }) => id), reason, until })
}

export function decideHold(project: string, request: string, approve: boolean, note: string) {
  return post(project, `hold-requests/${request}/decision`, { approve, note })
}

export function takeBackHold(project: string, request: string) {
  return post(project, `hold-requests/${request}/take-back`)
}

export function planBatch(project: string, units: readonly StaffCellOut[], name: string, at: string) {
  return post(project, 'batches', { name, unit_ids: units.map(({ id }) => id), release_at: at })
}

export function cancelBatch(project: string, batch: string, reason: string) {
  return post(project, `batches/${batch}/cancel`, { reason })
}
