import type { ActivityLineOut } from '@/api/generated'

import type { Session } from '../../session'
import type { Words } from '../../words'
import { aspectWord } from '../review/change-words'
import { personWord } from '../review/review-data'

/** One act in words; `times` where the same person did the same several times in a row. */
export interface Deed {
  id: string
  at: string
  who: string
  act: string
  detail: string
  times: number
}

const NEAR_MS = 30 * 60 * 1000
const COUNTED = [
  'new',
  'updated',
  'removed',
  'cells',
  'fields',
  'approve',
  'return',
  'pois',
  'number',
] as const

function detailOf(words: Words, line: ActivityLineOut): string {
  const fields = line.fields.map((field) => aspectWord(words, field.replace(/^stated_/, 'stated.')))
  const counts = COUNTED.flatMap((name) => {
    const count = line.counts[name]
    return count ? [words.t(`activity.count.${name}`, { count: words.number(count) })] : []
  })
  const reason = line.reason && words.code('activity.reason', line.reason, line.reason)
  return [fields.join(words.t('change.comma')), ...counts, reason].filter(Boolean).join(' · ')
}

function follows(newer: ActivityLineOut | undefined, older: ActivityLineOut): boolean {
  return (
    newer !== undefined &&
    newer.act === older.act &&
    newer.person_id === older.person_id &&
    !older.reason &&
    Date.parse(newer.at) - Date.parse(older.at) < NEAR_MS
  )
}

/** The trail as people would tell it, the newest first: a form that saved itself ten times is one line. */
export function deedsOf(words: Words, session: Session, lines: readonly ActivityLineOut[]): Deed[] {
  const deeds: Deed[] = []
  for (const [index, line] of lines.entries()) {
    const last = deeds.at(-1)
    if (last && follows(lines[index - 1], line)) {
      last.times += 1
      continue
    }
    deeds.push({
      id: line.id,
      at: line.at,
      who: line.person_id
        ? personWord(words, session, line.person_id, line.name)
        : words.t('activity.by_itself'),
      act: words.code('activity.act', line.act.replaceAll('.', '_'), line.act),
      detail: detailOf(words, line),
      times: 1,
    })
  }
  return deeds
}
