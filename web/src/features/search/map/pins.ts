import type { MapPointOut } from '@/api/generated'
import type { Language } from '@/i18n/language'
import { formatNumber } from '@/shared/format'

/** A project's pin says its price in thousands, a cluster its number of projects. */
export function pinLabel(
  point: Pick<MapPointOut, 'slug' | 'count' | 'unit_price_fen'>,
  language: Language,
): string {
  if (!point.slug) return formatNumber(point.count)
  if (point.unit_price_fen === null) return '·'
  const yuan = point.unit_price_fen / 100
  return language === 'en' ? `${formatNumber(yuan / 1000, 1)}k` : `${formatNumber(yuan / 10_000, 2)}万`
}
