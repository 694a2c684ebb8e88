import { inject } from 'vue'

import { fill, i18nKey, lookUp, sentenceOf, type Leaves, type MessageValues } from '@/i18n'
import type { Language } from '@/i18n/language'
import { formatDate, formatMoment } from '@/shared/format'

import type zh from './messages/zh-CN.json'

export type WordKey = Leaves<typeof zh>

export interface Words {
  readonly language: Language
  /** The sentence behind a key of the account's own message files, with its places filled in. */
  t: (key: WordKey, values?: MessageValues) => string
  /** A sentence whose key is known only when it runs (a code of the server); the fallback when there is none. */
  code: (prefix: string, code: string, fallback?: string) => string
  /** The same page address in the current language. */
  link: (path: string) => string
  moment: (iso: string) => string
  day: (iso: string) => string
}

const loaded: Partial<Record<Language, object>> = {}

/** Fetches the account's words of one language: they are not part of every page's first load. */
export async function loadWords(language: Language): Promise<void> {
  loaded[language] ??=
    language === 'en'
      ? (await import('./messages/en.json')).default
      : (await import('./messages/zh-CN.json')).default
}

/** The words of the account's screens, loaded before them by their routes. Must be called in `setup`. */
export function useWords(): Words {
  const i18n = inject(i18nKey)
  const messages = i18n && loaded[i18n.language]
  if (!messages) throw new Error('the words of the account were not loaded')
  const { language, link } = i18n
  return {
    language,
    link,
    t: (key, values = {}) => fill(lookUp(messages, key), values),
    code: (prefix, code, fallback) => sentenceOf(messages, prefix, code, fallback),
    moment: (iso) => formatMoment(iso, language),
    day: (iso) => formatDate(iso, 'day', language),
  }
}
