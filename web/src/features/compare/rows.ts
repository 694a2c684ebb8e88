import type { ProjectCardOut, UnitCardOut } from '@/api/generated'
import type { I18n } from '@/i18n'
import {
  areaNumber,
  areaRange,
  formatDate,
  formatDistance,
  totalRange,
  totalText,
  unitPrice,
} from '@/shared/format'
import { floorLine, layoutLine } from '@/shared/listing/project-words'

export interface CompareRow {
  label: string
  values: string[]
  /** Which columns have the best figure, where there is a best: the lowest price, the shortest way. */
  best: number[]
  strong?: boolean
}

/** The columns whose figure is the lowest (or highest); none when all are alike or fewer than two are known. */
export function bestOf(figures: (number | null)[], wanted: 'lowest' | 'highest'): number[] {
  const known = figures.filter((figure): figure is number => figure !== null)
  if (known.length < 2 || new Set(known).size === 1) return []
  const best = wanted === 'lowest' ? Math.min(...known) : Math.max(...known)
  return figures.flatMap((figure, index) => (figure === best ? [index] : []))
}

const shown = (values: string[]) => values.map((value) => value || '—')

export function projectRows(cards: ProjectCardOut[], i18n: I18n): CompareRow[] {
  const { t, language } = i18n
  const each = cards.map((card) => card.unit_price_fen)
  // A price that is only stated is not lower or higher than a filed one: it is another thing.
  const alike = new Set(cards.map((card) => card.price_basis === 'stated')).size === 1
  const metro = cards.map((card) => card.metro?.distance_m ?? null)
  const free = cards.map((card) => card.units_available)
  return [
    {
      label: t('compare.unit_price'),
      values: shown(
        cards.map(({ unit_price_fen: fen, price_basis: basis }) =>
          fen === null
            ? ''
            : `${basis === 'stated' ? `${t('price.stated')} ` : ''}${unitPrice(fen)} ${t('price.per_m2')}`,
        ),
      ),
      best: alike ? bestOf(each, 'lowest') : [],
      strong: true,
    },
    {
      label: t('compare.total'),
      values: shown(cards.map((card) => totalRange(card.total_min_fen, card.total_max_fen, language))),
      best: alike
        ? bestOf(
            cards.map((card) => card.total_min_fen),
            'lowest',
          )
        : [],
    },
    {
      label: t('compare.status'),
      values: shown(
        cards.map((card) => (card.sale_status === 'unknown' ? '' : t(`sale_status.${card.sale_status}`))),
      ),
      best: [],
    },
    {
      label: t('home.district'),
      values: shown(cards.map((card) => [card.district, card.area].filter(Boolean).join(' · '))),
      best: [],
    },
    {
      label: t('place_kind.metro'),
      values: shown(
        cards.map((card) =>
          card.metro ? `${card.metro.name} ${formatDistance(card.metro.distance_m, language)}` : '',
        ),
      ),
      best: bestOf(metro, 'lowest'),
    },
    {
      label: t('compare.rooms'),
      values: shown(cards.map((card) => card.rooms.map((count) => t('rooms.count', { count })).join(' / '))),
      best: [],
    },
    {
      label: t('unit.area'),
      values: shown(cards.map((card) => areaRange(card.area_min, card.area_max))),
      best: [],
    },
    {
      label: t('unit.fit_out'),
      values: shown(cards.map((card) => (card.fit_out === 'unknown' ? '' : t(`fit_out.${card.fit_out}`)))),
      best: [],
    },
    { label: t('trust.permit'), values: cards.map((card) => (card.permit_verified ? '✓' : '—')), best: [] },
    {
      label: t('status.available'),
      values: cards.map((card) =>
        t('unit.available_of', { available: card.units_available, total: card.units_total }),
      ),
      best: bestOf(free, 'highest'),
    },
    {
      label: t('project.opening'),
      values: shown(cards.map((card) => formatDate(card.opening.value, card.opening.precision, language))),
      best: [],
    },
  ]
}

export function unitRows(cards: UnitCardOut[], i18n: I18n): CompareRow[] {
  const { t, language } = i18n
  const totals = cards.map((card) => card.total_fen)
  const each = cards.map((card) => card.unit_price_fen)
  const areas = cards.map((card) => card.area)
  /** How much of the paid area one can live in. */
  const useful = cards.map((card) =>
    card.area && card.inner_area ? Math.round((card.inner_area / card.area) * 1000) / 10 : null,
  )
  return [
    {
      label: t('compare.total'),
      values: shown(totals.map((fen) => (fen === null ? '' : totalText(fen, language)))),
      best: bestOf(totals, 'lowest'),
      strong: true,
    },
    {
      label: t('compare.unit_price'),
      values: shown(each.map((fen) => (fen === null ? '' : `${unitPrice(fen)} ${t('price.per_m2')}`))),
      best: bestOf(each, 'lowest'),
    },
    { label: t('compare.status'), values: cards.map((card) => t(`status.${card.status}`)), best: [] },
    { label: t('unit.layout'), values: shown(cards.map((card) => layoutLine(card, i18n))), best: [] },
    {
      label: t('unit.area'),
      values: shown(areas.map((area) => (area === null ? '' : `${areaNumber(area)} ㎡`))),
      best: bestOf(areas, 'highest'),
    },
    {
      label: t('unit.inner_area'),
      values: shown(
        cards.map((card) => (card.inner_area === null ? '' : `${areaNumber(card.inner_area)} ㎡`)),
      ),
      best: [],
    },
    {
      label: t('compare.useful'),
      values: shown(useful.map((share) => (share === null ? '' : `${share}%`))),
      best: bestOf(useful, 'highest'),
    },
    {
      label: t('unit.orientation'),
      values: shown(cards.map((card) => (card.orientation ? t(`orientation.${card.orientation}`) : ''))),
      best: [],
    },
    { label: t('unit.floor'), values: shown(cards.map((card) => floorLine(card, i18n))), best: [] },
    {
      label: t('unit.fit_out'),
      values: shown(cards.map((card) => (card.fit_out === 'unknown' ? '' : t(`fit_out.${card.fit_out}`)))),
      best: [],
    },
  ]
}
