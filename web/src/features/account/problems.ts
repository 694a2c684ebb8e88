import { ApiProblem } from '@/api/client'
import { fill } from '@/i18n'

import type { LibraryAnswer } from './library'
import { useWords } from './words'

/** What went wrong, in words that say how to go on. Must be called in `setup`. */
export function useProblems() {
  const { t, code, moment } = useWords()

  /** Seconds in words: 45 s, 12 min, 3 h. */
  function wait(seconds: number): string {
    if (seconds < 90) return t('wait.seconds', { count: Math.max(1, Math.round(seconds)) })
    if (seconds < 5400) return t('wait.minutes', { count: Math.round(seconds / 60) })
    return t('wait.hours', { count: Math.round(seconds / 3600) })
  }

  function told(error: unknown): string {
    if (!(error instanceof ApiProblem)) return t('problem.unknown')
    if (error.status === 429 && error.retryAfter)
      return t('problem.too_often_wait', { wait: wait(error.retryAfter) })
    if (error.errors.some(({ message }) => message === 'personal_number')) return t('problem.personal_number')
    const { until } = error.data
    const sentence = code('problem', error.code, error.message || t('problem.unknown'))
    return fill(sentence, typeof until === 'string' ? { until: moment(until) } : {})
  }

  /** What the login library found wrong, by the name of the value; `''` for what belongs to none. */
  function refused(answer: LibraryAnswer): Record<string, string> {
    const found: Record<string, string> = {}
    for (const error of answer.errors) found[error.param ?? ''] ??= code('library', error.code, error.message)
    if (!answer.errors.length)
      found[''] = answer.status === 429 ? t('library.rate_limited') : t('problem.unknown')
    return found
  }

  return { told, refused, wait }
}
