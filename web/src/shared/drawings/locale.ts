import type { Locale } from '@/geometry'
import type { Language } from '@/i18n/language'

/** The language of a drawing for the language of a page. */
export function drawingLocale(language: Language): Locale {
  return language === 'en' ? 'en' : 'zh'
}
