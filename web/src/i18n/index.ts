import { inject, type InjectionKey } from 'vue'

import type { Language } from './language'
import type zh from './messages/zh-CN.json'

/** Every dotted path of the message file, so that a misspelt key does not compile. */
export type Leaves<T, P extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${P}${K}` : Leaves<T[K], `${P}${K}.`>
}[keyof T & string]

export type Messages = typeof zh
export type MessageKey = Leaves<Messages>
export type MessageValues = Record<string, string | number>

export interface I18n {
  readonly language: Language
  /** The sentence behind a key, with `{name}` filled in and `{count|home|homes}` chosen by number. */
  t: (key: MessageKey, values?: MessageValues) => string
  /** The same page address in the current language. */
  link: (path: string) => string
}

const PLACE = /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g

/** Fills the places of a message. A place without a value is a mistake of ours and stays visible. */
export function fill(message: string, values: MessageValues): string {
  return message.replaceAll(PLACE, (place, name: string, one?: string, other?: string) => {
    const value = values[name]
    if (value === undefined) return place
    if (one === undefined || other === undefined) return String(value)
    return Number(value) === 1 ? one : other
  })
}

/** Looks a dotted key up; the key itself when it is missing. */
export function lookUp(messages: object, key: string): string {
  let node: unknown = messages
  for (const part of key.split('.')) {
    if (typeof node !== 'object' || node === null) return key
    node = (node as Record<string, unknown>)[part]
  }
  return typeof node === 'string' ? node : key
}

/** The sentence of a code that is known only when it runs, under `prefix`; the fallback when there is none. */
export function sentenceOf(messages: object, prefix: string, code: string, fallback = code): string {
  const key = `${prefix}.${code}`
  const found = lookUp(messages, key)
  return found === key ? fallback : found
}

export function createI18n(language: Language, messages: object): I18n {
  return {
    language,
    t: (key, values = {}) => fill(lookUp(messages, key), values),
    link: (path) =>
      language === 'en'
        ? path === '/'
          ? '/en'
          : path.startsWith('/?')
            ? `/en${path.slice(1)}`
            : `/en${path}`
        : path,
  }
}

export const i18nKey: InjectionKey<I18n> = Symbol('i18n')

/** The words of the page being shown. Must be called in `setup`. */
export function useI18n(): I18n {
  const i18n = inject(i18nKey)
  if (!i18n) throw new Error('no language was provided to the application')
  return i18n
}
