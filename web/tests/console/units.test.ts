import { describe, expect, it } from 'vitest'

import { cellText, parseCell, UNIT_COLUMNS, type Unit } from '@/console/features/projects/units/columns'
import { doorsOf, generate, type Rule } from '@/console/features/projects/units/generate'
import { Sheet } from '@/console/features/projects/units/sheet'
import { fromTsv, toTsv } from '@/console/features/projects/units/tsv'

const wordOf = (list: string, code: string) => (list === 'orientation' && code === 'S' ? '南' : code)
const column = (key: string) => UNIT_COLUMNS.find((one) => one.key === key)!

function unit(identity: string, values: Partial<Unit> = {}): Unit {
  return {
    identity,
    building: '1栋',
    entrance_ordinal: 1,
    layout_code: 'A',
    kind: 'home',
    number: identity,
    floor: 1,
    floors_total: null,
    floor_band: 'unknown',
    stack: 1,
    rooms: 3,
    halls: 2,
    orientation: 'S',
    fit_out: 'unknown',
    built_area: 100,
    inner_area: null,
    filed_price_fen: 150_000_000,
    filed_on: null,
    built_year: null,
    ...values,
  }
}
const layout = (code: string, orientation: 'S' | 'N', area: number) => ({
  code,
  name: code,
  name_en: '',
  rooms: 3,
  halls: 2,
  baths: 1,
  orientation,
  built_area: area,
  inner_area: null,
  selling_point: '',
  selling_point_en: '',
  geometry: {},
})
const building = {
  name: '3栋',
  name_en: '',
  ordinal: 3,
  phase_ordinal: null,
  kind: 'slab' as const,
  footprint: [],
  floors: 15,
  floors_below: 0,
  floor_height_m: null,
  stacks: 8,
  entrances: [
    { ordinal: 1, name: '1单元', name_en: '', first_stack: 1, last_stack: 4, lifts: 2, place: null },
    { ordinal: 2, name: '2单元', name_en: '', first_stack: 5, last_stack: 8, lifts: 2, place: null },
  ],
}

describe('a cell', () => {
  it('shows money in yuan and derives the price of a square metre', () => {
    expect(cellText(unit('1'), column('filed_price_fen'), wordOf)).toBe('1500000')
    expect(cellText(unit('1'), column('unit_price'), wordOf)).toBe('15000')
  })
  it('reads what people paste', () => {
    expect(parseCell(' 1,880,000 ', column('filed_price_fen'), wordOf)).toEqual({
      ok: true,
      value: 188_000_000,
    })
    expect(parseCell('２0', column('floor'), wordOf)).toEqual({ ok: true, value: 20 })
    expect(parseCell('2026年1月5日', column('filed_on'), wordOf)).toEqual({ ok: true, value: '2026-01-05' })
    expect(parseCell('南', column('orientation'), wordOf)).toEqual({ ok: true, value: 'S' })
    expect(parseCell('', column('inner_area'), wordOf)).toEqual({ ok: true, value: null })
  })
  it('refuses what it cannot hold', () => {
    expect(parseCell('', column('filed_price_fen'), wordOf)).toEqual({ ok: false, why: 'required' })
    expect(parseCell('1.5', column('floor'), wordOf)).toEqual({ ok: false, why: 'number' })
    expect(parseCell('上', column('orientation'), wordOf)).toEqual({ ok: false, why: 'choice' })
  })
  it('travels to a spreadsheet and back', () => {
    const cells = [
      ['a', 'b'],
      ['', 'd'],
    ]
    const text = toTsv({ top: 0, bottom: 1, left: 0, right: 1 }, (row, at) => cells[row]?.[at] ?? '')
    expect(fromTsv(`${text}\r\n`)).toEqual(cells)
  })
})

describe('a sheet', () => {
  it('undoes and redoes whole strokes', () => {
    const sheet = new Sheet([unit('1'), unit('2')])
    sheet.set([
      { identity: '1', key: 'floor', value: 7 },
      { identity: '2', key: 'floor', value: 8 },
    ])
    sheet.remove(new Set(['1']))
    expect(sheet.rows.map((row) => [row.identity, row.floor])).toEqual([['2', 8]])
    sheet.undo()
    sheet.undo()
    expect(sheet.unsaved()).toEqual({ cells: new Map(), added: new Map(), removed: new Set() })
    sheet.redo()
    expect(sheet.unsaved().cells.get('2')?.get('floor')).toEqual({ was: 1, now: 8 })
  })
  it('knows nothing unsaved once the server holds it', () => {
    const sheet = new Sheet([unit('1')])
    sheet.put([unit('1', { rooms: 4 }), unit('9')])
    expect([...sheet.unsaved().added.keys()]).toEqual(['9'])
    sheet.keep(sheet.rows, [])
    expect(sheet.unsaved().cells.size + sheet.unsaved().added.size).toBe(0)
  })
  it('joins the work of somebody else cell by cell, and names where both wrote', () => {
    const sheet = new Sheet([unit('1'), unit('2')])
    sheet.set([
      { identity: '1', key: 'floor', value: 7 },
      { identity: '2', key: 'rooms', value: 2 },
    ])
    const clashes = sheet.rebase([unit('1', { floor: 9, halls: 1 }), unit('2', { halls: 3 }), unit('3')])
    expect(clashes).toEqual([{ identity: '1', key: 'floor', was: 1, mine: 7, theirs: 9 }])
    expect(sheet.rows.map((row) => [row.identity, row.floor, row.rooms, row.halls])).toEqual([
      ['1', 7, 3, 1],
      ['2', 1, 2, 3],
      ['3', 1, 3, 2],
    ])
  })
})

describe('a rule', () => {
  const layouts = [layout('A', 'S', 120), layout('B', 'N', 90)]
  const rule: Rule = {
    building: '3栋',
    first: 1,
    last: 15,
    skipped: [],
    doors: doorsOf(building, layouts),
    price: 15_000,
    perFloor: 50,
    bySide: { S: 300 },
    filedOn: '2026-11-20',
  }
  it('makes floors times doors, each with its own name and price', () => {
    const made = generate(rule, layouts, true)
    expect(made).toHaveLength(120)
    expect(new Set(made.map((one) => one.identity)).size).toBe(120)
    expect(made[0]).toMatchObject({
      number: '101',
      entrance_ordinal: 1,
      layout_code: 'A',
      filed_price_fen: 120 * 15_300 * 100,
    })
    expect(made.at(-1)).toMatchObject({
      number: '1508',
      entrance_ordinal: 2,
      layout_code: 'B',
      filed_price_fen: 90 * 15_700 * 100,
    })
  })
  it('leaves floors out, and doors without a layout', () => {
    const doors = [...rule.doors.slice(0, 1), { stack: 2, entrance: 1, layout: 'none' }]
    const made = generate({ ...rule, skipped: [4, 14], doors, price: null }, layouts, true)
    expect(made).toHaveLength(13)
    expect(made.every((one) => one.filed_price_fen === null && one.filed_on === null)).toBe(true)
  })
})
