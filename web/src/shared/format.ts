import type { Language } from '@/i18n/language'

/**
 * Numbers and dates in words. Written out rather than left to `Intl`, because the server's engine and the
 * browser may carry different language data, and then the hydrated page would differ from the delivered one.
 */

/** `1234567.5` as `1,234,567.5`; at most `places` decimals, without trailing zeros. */
export function formatNumber(value: number, places = 0): string {
  const sign = value < 0 ? '−' : ''
  const [whole = '0', fraction = ''] = Math.abs(value).toFixed(places).split('.')
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')
  const kept = fraction.replace(/0+$/, '')
  return kept ? `${sign}${grouped}.${kept}` : sign + grouped
}

/** Integer fen as yuan to the fen: `6,054.50`. For sums that people add up, so the zeros stay. */
export function exactYuan(fen: number): string {
  const yuan = Math.trunc(Math.abs(fen) / 100)
  const rest = String(Math.abs(fen) % 100).padStart(2, '0')
  return `${fen < 0 ? '−' : ''}${formatNumber(yuan)}.${rest}`
}

export interface Amount {
  prefix: string
  value: string
  unit: string
}

/** A total price: 208.5 万 in Chinese, ¥2.085M in English. `fen` is integer fen. */
export function formatTotal(fen: number, language: Language): Amount {
  if (language === 'en') return { prefix: '¥', value: formatNumber(fen / 100_000_000, 3), unit: 'M' }
  const wan = fen / 1_000_000
  return wan >= 10_000
    ? { prefix: '', value: formatNumber(wan / 10_000, 2), unit: '亿' }
    : { prefix: '', value: formatNumber(wan, wan < 1000 ? 1 : 0), unit: '万' }
}

/** A total price as one piece of text. */
export function totalText(fen: number, language: Language): string {
  const { prefix, value, unit } = formatTotal(fen, language)
  return language === 'en' ? prefix + value + unit : `${value} ${unit}`
}

/** A range of total prices; one end when both are the same. */
export function totalRange(low: number | null, high: number | null, language: Language): string {
  if (low === null && high === null) return ''
  if (low === null || high === null || low === high) return totalText((low ?? high) as number, language)
  const [from, to] = [formatTotal(low, language), formatTotal(high, language)]
  if (from.unit !== to.unit) return `${totalText(low, language)}–${totalText(high, language)}`
  return language === 'en'
    ? `${from.prefix}${from.value}–${to.value}${to.unit}`
    : `${from.value}–${to.value} ${to.unit}`
}

/** Yuan per square metre without decimals: `16,800`. */
export function unitPrice(fen: number): string {
  return formatNumber(Math.round(fen / 100))
}

/** Square metres, at most two decimals: `118.5`. */
export function areaNumber(area: number): string {
  return formatNumber(area, 2)
}

/** A range of areas in whole square metres: `98–143 ㎡`. */
export function areaRange(low: number | null, high: number | null): string {
  if (low === null && high === null) return ''
  const [from, to] = [Math.round((low ?? high) as number), Math.round((high ?? low) as number)]
  return from === to ? `${from} ㎡` : `${from}–${to} ㎡`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A day, month or year: 2026年11月22日 and 22 Nov 2026. Empty when nothing is known. */
export function formatDate(
  value: string,
  precision: '' | 'day' | 'month' | 'year',
  language: Language,
): string {
  const [year = '', month = '', day = ''] = value.slice(0, 10).split('-')
  if (!value || precision === '') return ''
  const name = MONTHS[Number(month) - 1] ?? ''
  if (precision === 'year' || !month) return language === 'en' ? year : `${year}年`
  if (precision === 'month' || !day)
    return language === 'en' ? `${name} ${year}` : `${year}年${Number(month)}月`
  return language === 'en' ? `${Number(day)} ${name} ${year}` : `${year}年${Number(month)}月${Number(day)}日`
}

/** A moment in China's time, to the minute. `value` is UTC ISO 8601. */
export function formatMoment(value: string, language: Language): string {
  if (!value) return ''
  const china = new Date(new Date(value).getTime() + 8 * 3600 * 1000).toISOString()
  return `${formatDate(china, 'day', language)} ${china.slice(11, 16)}`
}

/** A straight-line distance: metres below one kilometre, then kilometres with one decimal. */
export function formatDistance(metres: number, language: Language): string {
  if (metres < 1000) return `${Math.round(metres / 10) * 10} ${language === 'en' ? 'm' : '米'}`
  return `${formatNumber(metres / 1000, 1)} ${language === 'en' ? 'km' : '公里'}`
}
