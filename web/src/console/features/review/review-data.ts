import { getJson, getVersioned, sendJson } from '@/api/client'
import type { FindingOut, SubmissionDetailOut, SubmissionFieldOut, SubmissionOut } from '@/api/generated'

import type { Session } from '../../session'
import type { Words } from '../../words'

const LISTINGS = '/api/v1/console/listings'

/** A submission as a reviewer sees it, with what the truth checks found and the round it was read in. */
export interface Opened {
  detail: SubmissionDetailOut
  findings: FindingOut[]
  etag: string
}

/** Reads a submission and the findings of its listing. */
export async function openSubmission(id: string): Promise<Opened> {
  const { value, etag } = await getVersioned<SubmissionDetailOut>(`${LISTINGS}/submissions/${id}`)
  const findings = await getJson<FindingOut[]>(`${LISTINGS}/${value.summary.project_id}/checks`)
  return { detail: value, findings, etag }
}

export interface Decision {
  path: string
  verdict: 'approve' | 'return'
  note: string
}

/** Sends decisions on the round that was read: all are taken or none. */
export async function sendDecisions(opened: Opened, decisions: Decision[]) {
  const path = `${LISTINGS}/submissions/${opened.detail.summary.id}/decisions`
  await sendJson('POST', path, { body: { decisions }, etag: opened.etag })
}

export type SubmissionAct =
  | { act: 'hand-back' | 'withdraw' | 'publish' }
  | { act: 'schedule'; publish_at: string }
  | { act: 'unschedule'; reason: string }
  | { act: 'notes'; path: string; body: string }

/** One step of a submission other than deciding on fields. */
export async function actOn(opened: Opened, { act, ...body }: SubmissionAct) {
  await sendJson('POST', `${LISTINGS}/submissions/${opened.detail.summary.id}/${act}`, {
    ...(Object.keys(body).length > 0 ? { body } : {}),
    ...(act === 'hand-back' ? { etag: opened.etag } : {}),
  })
}

/** Hands the author's candidate in again. */
export async function submitAgain(projectId: string) {
  await sendJson('POST', `${LISTINGS}/${projectId}/submissions`, { body: { note: '' } })
}

/** What one reviewer may still decide about a field, by what the server would say too. */
export function mayJudge(session: Session, detail: SubmissionDetailOut, field: SubmissionFieldOut): boolean {
  if (!session.may('listing.review') || detail.own_work || detail.summary.state !== 'open') return false
  if (field.verdict === 'pending' || field.verdict === 'returned') return true
  if (field.verdict !== 'half') return false
  return session.may('listing.review_price') && !field.approved_by.includes(session.me.person_id)
}

/** Whether the reader may send a field back: also one they approved before, as long as nothing is public. */
export function mayReturn(session: Session, detail: SubmissionDetailOut, field: SubmissionFieldOut): boolean {
  if (!session.may('listing.review') || detail.own_work || field.verdict === 'returned') return false
  return detail.summary.state === 'open' || detail.summary.state === 'approved'
}

/** How a colleague is called: oneself, the masked name, else the end of the id. */
export function personWord(words: Words, session: Session, id: string, name?: string | null): string {
  if (id === session.me.person_id) return words.t('review.me')
  return name || words.t('review.person', { id: id.slice(-4) })
}

/** Findings that belong to a field: those at its path, inside it, or at the thing it is part of. */
export function findingsAt(findings: FindingOut[], path: string): FindingOut[] {
  return findings.filter(
    (finding) =>
      finding.path === path || finding.path.startsWith(`${path}.`) || path.startsWith(`${finding.path}.`),
  )
}

/** A listing's name in the reader's language. */
export function listingName(
  words: Words,
  row: Pick<SubmissionOut, 'project_name' | 'project_name_en'>,
): string {
  return words.name({ name: row.project_name, name_en: row.project_name_en })
}

const HOUR_S = 3600
const DAY_H = 24

/** A span of time in the unit people would say it in: 40 minutes, 5.5 hours, 3 days. */
export function hoursWord(words: Words, seconds: number): string {
  const hours = seconds / HOUR_S
  if (hours < 1) return words.t('monitor.minutes', { value: Math.max(1, Math.round(seconds / 60)) })
  if (hours < 2 * DAY_H) return words.t('monitor.hours', { value: words.number(Math.round(hours * 10) / 10) })
  return words.t('monitor.day_count', { value: words.number(Math.round(hours / DAY_H)) })
}

const CHINA_MS = 8 * HOUR_S * 1000

/** The calendar day in China of a moment: 2026-11-22. */
export function dayInChina(iso: string): string {
  return new Date(new Date(iso).getTime() + CHINA_MS).toISOString().slice(0, 10)
}
