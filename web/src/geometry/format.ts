/** Figures as they are written inside drawings. */

import type { Locale } from './types'

/**
 * A total price in short form. Chinese: 万 with one decimal (`218.2万`, from 1000万 on without a decimal, from one 亿 on
 * in 亿). English: `¥2.18M`. Input in fen; null or nonsense gives an empty text.
 */
export function shortPrice(fen: number | null, locale: Locale): string {
  if (fen === null || !Number.isFinite(fen) || fen <= 0) return ''
  const yuan = fen / 100
  if (locale === 'en') {
    if (yuan >= 1e6) return `¥${(yuan / 1e6).toFixed(yuan >= 1e8 ? 0 : 2)}M`
    return `¥${Math.round(yuan / 1000)}K`
  }
  if (yuan >= 1e8) return `${(yuan / 1e8).toFixed(2)}亿`
  const wan = yuan / 1e4
  return `${wan.toFixed(wan >= 999.95 ? 0 : 1)}万`
}

/** Square metres with one decimal; from 100 on without. Input in square metres. */
export function shortArea(squareMetres: number, digits = squareMetres >= 99.95 ? 0 : 1): string {
  if (!Number.isFinite(squareMetres)) return ''
  return `${squareMetres.toFixed(digits)} ㎡`
}

/** A length in millimetres as plans write it: a bare whole number. */
export function millimetres(length: number): string {
  return String(Math.round(length))
}
