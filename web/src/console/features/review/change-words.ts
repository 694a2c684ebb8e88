import { exactYuan, formatNumber, unitPrice } from '@/shared/format'

import type { WordKey, Words } from '../../words'

/** Where a change lies: `layouts[A].area` is the part `layouts`, the key `A`, the aspect `area`. */
export interface Place {
  part: string
  key: string
  aspect: string
}

const PATH = /^(\w+)(?:\[(.*)\])?(?:\.([\w.]+))?$/

/** Takes a path apart; keys may hold anything, also brackets and dots. */
export function placeOf(path: string): Place {
  const found = PATH.exec(path)
  return { part: found?.[1] ?? path, key: found?.[2] ?? '', aspect: found?.[3] ?? '' }
}

function word(words: Words, key: string, fallback: string): string {
  const found = words.t(key as WordKey)
  return found === key ? fallback : found
}

/** A field as people call it. A name nobody has words for is shown as it is stored. */
export function aspectWord(words: Words, aspect: string): string {
  const code = aspect.replace('stated.', 'stated_').replaceAll('.', '_')
  return word(words, `change.field.${code}`, aspect)
}

/** A path as people call it: 户型 A · 面积. */
export function pathWord(words: Words, path: string): string {
  if (path === '') return words.t('review.whole')
  const { part, key, aspect } = placeOf(path)
  const whole = word(words, `change.part.${part}`, part)
  const shownKey = part === 'media' ? key.slice(0, 8) : key
  const named = shownKey ? `${whole} ${shownKey}` : part === 'project' ? '' : whole
  return [named, aspect ? aspectWord(words, aspect) : ''].filter(Boolean).join(' · ')
}

const CODES = new Set([
  'kind',
  'orientation',
  'fit_out',
  'property_type',
  'sale_status',
  'floor_band',
  'precision',
])
const AREAS = new Set(['built_area', 'inner_area', 'stated.area_min', 'stated.area_max'])
const SHAPES = new Set(['footprint', 'site_geometry', 'geometry'])
const DAY = /^\d{4}-\d{2}-\d{2}$/

function money(words: Words, name: string, fen: number): string {
  if (name === 'property_fee_fen') return words.t('change.unit.fee', { value: exactYuan(fen) })
  if (name === 'stated.unit_price_fen') return words.t('change.unit.square', { value: unitPrice(fen) })
  return words.t('change.unit.yuan', { value: formatNumber(fen / 100, 2) })
}

function measured(words: Words, name: string, value: number | string): string | null {
  if (AREAS.has(name)) return `${formatNumber(Number(value), 2)} ㎡`
  if (name === 'lng' || name === 'lat') return `${value}°`
  if (name === 'floor_height_m') return words.t('change.unit.metres', { value: String(value) })
  if (name === 'bearing_deg' || name === 'north_deg') return `${formatNumber(Number(value), 1)}°`
  if (name === 'greening_ratio') return `${formatNumber(Number(value), 1)} %`
  if (name === 'distance_m') return words.t('change.unit.metres', { value: String(value) })
  return null
}

/** One value in words: money, areas, days and codes as people write them; "—" where nothing is stated. */
export function valueWord(words: Words, name: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '—'
  if (typeof value === 'boolean') return words.t(value ? 'change.yes' : 'change.no')
  if (SHAPES.has(name)) return words.t('change.drawn')
  if (typeof value === 'number' && name.endsWith('_fen')) return money(words, name, value)
  if (typeof value === 'number' || typeof value === 'string') {
    const figure = measured(words, name, value)
    if (figure) return figure
    if (typeof value === 'number') return words.number(value)
    if (CODES.has(name)) return word(words, `change.code.${value}`, value)
    return DAY.test(value) ? words.day(value) : value
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return '—'
    return value.map((item) => valueWord(words, name, item)).join(words.t('change.comma'))
  }
  return Object.entries(value)
    .filter(([, item]) => item !== null && item !== '')
    .map(([key, item]) => (key === 'on' ? '' : `${aspectWord(words, key)} `) + valueWord(words, key, item))
    .join(words.t('change.comma'))
}

/** What stands at one place before and after. */
export interface Line {
  name: string
  label: string
  before: string
  after: string
}

type Facts = Record<string, unknown>

function isFacts(value: unknown): value is Facts {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function named(list: unknown): Facts {
  if (!Array.isArray(list)) return {}
  const rows = list.filter(isFacts)
  return Object.fromEntries(
    rows.map((row, index) => [String(row['name'] ?? row['ordinal'] ?? index + 1), row]),
  )
}

function isRows(value: unknown): boolean {
  return Array.isArray(value) && value.some(isFacts)
}

/** A change as lines that differ: of a value one, of facts one per fact, of a list of things one per thing. */
export function linesOf(words: Words, path: string, before: unknown, after: unknown): Line[] {
  const { aspect } = placeOf(path)
  if (aspect === 'opening' || aspect === 'handover' || aspect === 'position')
    return [line(words, aspect, before, after)]
  const listed = isRows(before) || isRows(after)
  const left = listed ? named(before) : isFacts(before) ? before : null
  const right = listed ? named(after) : isFacts(after) ? after : null
  if (!left && !right) return [line(words, aspect, before, after)]
  const names = [...new Set([...Object.keys(left ?? {}), ...Object.keys(right ?? {})])]
  return names
    .filter((name) => JSON.stringify(left?.[name]) !== JSON.stringify(right?.[name]))
    .map((name) => ({
      ...line(words, listed ? '' : name, left?.[name], right?.[name]),
      label: listed ? name : aspectWord(words, name),
    }))
    .filter(({ before: old, after: fresh }) => old !== fresh || SHAPES.has(aspect))
}

function line(words: Words, name: string, before: unknown, after: unknown): Line {
  return {
    name,
    label: aspectWord(words, name),
    before: valueWord(words, name, before),
    after: valueWord(words, name, after),
  }
}

/** A unit of a building before and after, one cell per fact. */
export interface UnitLine {
  id: string
  cells: { name: string; before: string; after: string; share: number | null }[]
}

/** The units of a change, in the order of their names; `share` is how much a price rose (0.05: five per cent). */
export function unitLines(
  words: Words,
  before: unknown,
  after: unknown,
): { names: string[]; units: UnitLine[] } {
  const left = isFacts(before) ? before : {}
  const right = isFacts(after) ? after : {}
  const ids = [...new Set([...Object.keys(left), ...Object.keys(right)])]
  ids.sort((a, b) => a.localeCompare(b, words.language, { numeric: true }))
  const facts = (side: Facts, id: string): Facts => (isFacts(side[id]) ? side[id] : {})
  const differs = (id: string, name: string) => facts(left, id)[name] !== facts(right, id)[name]
  const all = [
    ...new Set(ids.flatMap((id) => [...Object.keys(facts(left, id)), ...Object.keys(facts(right, id))])),
  ]
  const names = all.filter((name) => ids.some((id) => differs(id, name)))
  return {
    names,
    units: ids.map((id) => ({
      id,
      cells: names.map((name) => {
        const [old, fresh] = [facts(left, id)[name], facts(right, id)[name]]
        const both =
          typeof old === 'number' && typeof fresh === 'number' && old !== 0 && name.endsWith('_fen')
        return {
          name,
          before: valueWord(words, name, old),
          after: valueWord(words, name, fresh),
          share: both && old !== fresh ? fresh / old - 1 : null,
        }
      }),
    })),
  }
}
