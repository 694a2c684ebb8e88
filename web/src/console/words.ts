import { inject, type InjectionKey } from 'vue'

import { fill, lookUp, sentenceOf, type Leaves, type MessageValues } from '@/i18n'
import type { Language } from '@/i18n/language'

import type zh from './messages/zh-CN.json'

export type WordKey = Leaves<typeof zh>

export interface Words {
  readonly language: Language
  /** The sentence behind a key, with its places filled in. */
  t: (key: WordKey, values?: MessageValues) => string
  /** A sentence whose key is known only when it runs (a code from the server); the fallback when there is none. */
  code: (prefix: string, code: string, fallback?: string) => string
  /** The name of a record in the reader's language; the Chinese one where there is no other. */
  name: (record: { name: string; name_en: string }) => string
  /** A moment in the reader's own zone: 2026年11月22日 14:05, or 22 Nov 2026, 14:05. */
  moment: (iso: string) => string
  /** A day. */
  day: (iso: string) => string
  number: (value: number) => string
}

const STORED = 'guangsha.console.language'

/** The language the person chose here before, else the browser's. */
export function chosenLanguage(): Language {
  const stored = window.localStorage.getItem(STORED)
  if (stored === 'en' || stored === 'zh-CN') return stored
  return window.navigator.language.startsWith('zh') ? 'zh-CN' : 'en'
}

/** Keeps the choice and starts again in it: every open form is saved by then. */
export function chooseLanguage(language: Language) {
  window.localStorage.setItem(STORED, language)
  window.location.reload()
}

/** Fetches one language; the other one is never downloaded. */
export async function loadWords(language: Language): Promise<Words> {
  const messages: object =
    language === 'en'
      ? (await import('./messages/en.json')).default
      : (await import('./messages/zh-CN.json')).default
  const locale = language === 'en' ? 'en-GB' : 'zh-CN'
  const date: Intl.DateTimeFormatOptions =
    language === 'en'
      ? { day: 'numeric', month: 'short', year: 'numeric' }
      : { day: 'numeric', month: 'long', year: 'numeric' }
  const days = new Intl.DateTimeFormat(locale, date)
  const moments = new Intl.DateTimeFormat(locale, {
    ...date,
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  })
  const numbers = new Intl.NumberFormat(locale)
  return {
    language,
    t: (key, values = {}) => fill(lookUp(messages, key), values),
    code: (prefix, code, fallback) => sentenceOf(messages, prefix, code, fallback),
    name: (record) => (language === 'en' && record.name_en) || record.name,
    moment: (iso) => moments.format(new Date(iso)),
    day: (iso) => days.format(new Date(iso)),
    number: (value) => numbers.format(value),
  }
}

export const wordsKey: InjectionKey<Words> = Symbol('words')

/** The words of the console. Must be called in `setup`. */
export function useWords(): Words {
  const words = inject(wordsKey)
  if (!words) throw new Error('no language was provided to the console')
  return words
}
