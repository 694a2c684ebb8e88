import { describe, expect, it } from 'vitest'

import { createI18n, fill, lookUp } from '@/i18n'
import { barePath, inLanguage, languageOf } from '@/i18n/language'

describe('messages', () => {
  it('fills places and chooses by number', () => {
    expect(fill('{count} {count|home|homes}', { count: 1 })).toBe('1 home')
    expect(fill('{count} {count|home|homes}', { count: 3 })).toBe('3 homes')
  })

  it('leaves a place without a value visible', () => {
    expect(fill('{name} here', {})).toBe('{name} here')
  })

  it('answers with the key when a message is missing', () => {
    expect(lookUp({ a: { b: 'c' } }, 'a.b')).toBe('c')
    expect(lookUp({ a: { b: 'c' } }, 'a.x.y')).toBe('a.x.y')
  })

  it('prefixes addresses in English only', () => {
    expect(createI18n('en', {}).link('/search?q=1')).toBe('/en/search?q=1')
    expect(createI18n('en', {}).link('/')).toBe('/en')
    expect(createI18n('zh-CN', {}).link('/search')).toBe('/search')
  })
})

describe('language of an address', () => {
  it('is told by the first segment alone', () => {
    expect(languageOf('/en')).toBe('en')
    expect(languageOf('/en/projects/a')).toBe('en')
    expect(languageOf('/entrance')).toBe('zh-CN')
  })

  it('is switched without losing the page', () => {
    expect(inLanguage('/projects/a?x=1#b', 'en')).toBe('/en/projects/a?x=1#b')
    expect(inLanguage('/en/projects/a?x=1#b', 'zh-CN')).toBe('/projects/a?x=1#b')
    expect(inLanguage('/', 'en')).toBe('/en')
    expect(inLanguage('/en', 'zh-CN')).toBe('/')
    expect(inLanguage('/?city=a', 'en')).toBe('/en?city=a')
    expect(barePath('/en?city=a')).toBe('/?city=a')
  })
})
