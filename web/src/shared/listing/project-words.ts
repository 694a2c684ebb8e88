import type { ProjectCardOut, UnitCardOut } from '@/api/generated'
import type { I18n } from '@/i18n'

import { areaNumber, areaRange, formatDistance, totalRange } from '../format'

/** `三室 / 四室 · 98–143 ㎡` */
export function homesLine(card: ProjectCardOut, { t }: I18n): string {
  const words = card.rooms.map((count) => (count >= 5 ? t('rooms.five_up') : t('rooms.count', { count })))
  const rooms = [...new Set(words)].join(' / ')
  return [rooms, areaRange(card.area_min, card.area_max)].filter(Boolean).join(' · ')
}

/** `岳麓区 · 梅溪湖 · 地铁直线 420 米` */
export function placeLine(card: ProjectCardOut, { t, language }: I18n): string {
  const metro = card.metro
    ? t('place.metro', { distance: formatDistance(card.metro.distance_m, language) })
    : ''
  return [card.district, card.area, metro].filter(Boolean).join(' · ')
}

/** `168–246 万/套`, or nothing while no price is filed. */
export function totalsLine(card: ProjectCardOut, { t, language }: I18n): string {
  const range = totalRange(card.total_min_fen, card.total_max_fen, language)
  return range ? t('price.per_home', { range }) : ''
}

/** `三室两厅两卫` / `3 bed, 2 bath` */
export function layoutLine(
  unit: { rooms: number | null; halls: number | null; baths: number | null },
  { t }: I18n,
): string {
  if (unit.rooms === null) return ''
  if (unit.halls === null || unit.baths === null) return t('rooms.count', { count: unit.rooms })
  return t('rooms.full', { rooms: unit.rooms, halls: unit.halls, baths: unit.baths })
}

/** `24/26 层`, or the band where only that is known. */
export function floorLine(unit: Pick<UnitCardOut, 'floor' | 'floors' | 'floor_band'>, { t }: I18n): string {
  if (unit.floor !== null && unit.floors !== null)
    return t('floor.of', { floor: unit.floor, floors: unit.floors })
  if (unit.floor !== null) return t('floor.only', { floor: unit.floor })
  return unit.floor_band ? t(`floor.${unit.floor_band}`) : ''
}

/** `118.5 ㎡ · 24/26 层 · 朝南 · 精装` */
export function unitLine(unit: UnitCardOut, i18n: I18n): string {
  const { t } = i18n
  return [
    unit.area === null ? '' : `${areaNumber(unit.area)} ㎡`,
    floorLine(unit, i18n),
    unit.orientation ? t(`orientation.${unit.orientation}`) : '',
    unit.fit_out === 'unknown' ? '' : t(`fit_out.${unit.fit_out}`),
  ]
    .filter(Boolean)
    .join(' · ')
}

/** Digits for dialling: an extension becomes a pause; empty when there is no number. */
export function dialOf(phone: string): string {
  return phone.replace(/\s*(转|ext\.?)\s*/i, ',').replaceAll(/[^\d,+]/g, '')
}
