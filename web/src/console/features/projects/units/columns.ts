import type { DeskUnitOut } from '@/api/generated'

import { numberOf } from '../../../forms/read-number'

export type Unit = DeskUnitOut
export type UnitKey = Exclude<keyof Unit, 'identity' | 'floor_band'>
export type UnitValue = Unit[UnitKey]

/** A value for one cell. */
export interface CellWrite {
  identity: string
  key: UnitKey
  value: UnitValue
}

export interface UnitColumn {
  key: UnitKey | 'unit_price'
  kind: 'text' | 'integer' | 'decimal' | 'money' | 'date' | 'choice'
  /** Pixels. */
  width: number
  /** Codes of a closed list; words are in the messages. */
  options?: readonly string[]
  /** Cannot be emptied. */
  required?: boolean
  derived?: boolean
}

export const ORIENTATIONS = ['', 'S', 'N', 'E', 'W', 'SE', 'SW', 'NE', 'NW', 'SN', 'EW'] as const

/** The columns of the unit grid, in their order. */
export const UNIT_COLUMNS: readonly UnitColumn[] = [
  { key: 'building', kind: 'text', width: 84, required: true },
  { key: 'entrance_ordinal', kind: 'integer', width: 62 },
  { key: 'floor', kind: 'integer', width: 62 },
  { key: 'stack', kind: 'integer', width: 62 },
  { key: 'number', kind: 'text', width: 84 },
  { key: 'layout_code', kind: 'text', width: 76 },
  { key: 'built_area', kind: 'decimal', width: 92, required: true },
  { key: 'inner_area', kind: 'decimal', width: 92 },
  { key: 'filed_price_fen', kind: 'money', width: 120, required: true },
  { key: 'unit_price', kind: 'money', width: 96, derived: true },
  { key: 'filed_on', kind: 'date', width: 104 },
  { key: 'orientation', kind: 'choice', width: 84, options: ORIENTATIONS },
  { key: 'rooms', kind: 'integer', width: 56 },
  { key: 'halls', kind: 'integer', width: 56 },
  { key: 'fit_out', kind: 'choice', width: 84, options: ['unknown', 'rough', 'fitted', 'luxury'] },
  { key: 'kind', kind: 'choice', width: 84, options: ['home', 'shop', 'parking'], required: true },
]

const NUMBER = 52
/** The width of each column of the grid, the row's number first. */
export const GRID_TEMPLATE = [NUMBER, ...UNIT_COLUMNS.map((column) => column.width)]
  .map((width) => `${width}px`)
  .join(' ')
export const GRID_WIDTH = `${UNIT_COLUMNS.reduce((sum, column) => sum + column.width, NUMBER)}px`

export type WordOf = (list: string, code: string) => string

/** What a cell shows. */
export function cellText(unit: Unit, column: UnitColumn, wordOf: WordOf): string {
  if (column.key === 'unit_price') {
    if (unit.filed_price_fen === null || !unit.built_area) return ''
    return String(Math.round(unit.filed_price_fen / unit.built_area / 100))
  }
  const value = unit[column.key]
  if (value === null || value === '') return ''
  if (column.kind === 'choice') return wordOf(column.key, String(value))
  if (column.kind === 'money') return String(Number(value) / 100)
  return String(value)
}

export type Parsed =
  | { ok: true; value: UnitValue }
  | { ok: false; why: 'number' | 'date' | 'choice' | 'required' }

const DAY = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/

/** The value a person typed or pasted into a cell; words of closed lists are taken in the reader's language or as codes. */
export function parseCell(text: string, column: UnitColumn, wordOf: WordOf): Parsed {
  const plain = text.trim()
  if (plain === '') {
    if (column.required) return { ok: false, why: 'required' }
    return { ok: true, value: emptyValue(column) }
  }
  if (column.kind === 'text') return { ok: true, value: plain }
  if (column.kind === 'choice') {
    const code = column.options?.find(
      (option) => option.toLowerCase() === plain.toLowerCase() || wordOf(column.key, option) === plain,
    )
    return code === undefined ? { ok: false, why: 'choice' } : { ok: true, value: code }
  }
  if (column.kind === 'date') {
    const found = DAY.exec(plain)
    if (!found) return { ok: false, why: 'date' }
    const day = [found[1], found[2]?.padStart(2, '0'), found[3]?.padStart(2, '0')].join('-')
    return Number.isNaN(Date.parse(day)) ? { ok: false, why: 'date' } : { ok: true, value: day }
  }
  const number = numberOf(plain)
  if (number === null || (column.kind === 'integer' && !Number.isInteger(number)))
    return { ok: false, why: 'number' }
  if (column.kind === 'money')
    return number > 0 ? { ok: true, value: Math.round(number * 100) } : { ok: false, why: 'number' }
  return { ok: true, value: column.kind === 'decimal' ? Math.round(number * 100) / 100 : number }
}

function emptyValue(column: UnitColumn): UnitValue {
  if (column.key === 'number' || column.key === 'orientation') return ''
  if (column.key === 'fit_out') return 'unknown'
  return null
}
