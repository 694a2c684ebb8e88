import { ApiProblem } from '@/api/client'

import type { Words } from '../words'

/** Why the server did not take somebody's words about a listing: a number of a person stands in them. Else `''`. */
export function remarkProblem(words: Words, error: unknown): string {
  const told =
    error instanceof ApiProblem && error.errors.some(({ message }) => message === 'personal_number')
  return told ? words.t('desk.error.personal_number') : ''
}
