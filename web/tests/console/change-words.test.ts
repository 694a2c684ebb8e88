import { describe, expect, it } from 'vitest'

import { linesOf, pathWord, placeOf, unitLines, valueWord } from '@/console/features/review/change-words'
import { loadWords } from '@/console/words'

const words = await loadWords('zh-CN')
const english = await loadWords('en')

describe('where a change lies', () => {
  it('takes paths apart, whatever the key holds', () => {
    expect(placeOf('project.stated.unit_price_fen')).toEqual({
      part: 'project',
      key: '',
      aspect: 'stated.unit_price_fen',
    })
    expect(placeOf('buildings[1.栋[东]].floors')).toEqual({
      part: 'buildings',
      key: '1.栋[东]',
      aspect: 'floors',
    })
    expect(placeOf('permits[长住建售许字(2026)第0001号]').key).toBe('长住建售许字(2026)第0001号')
  })

  it('names them as people do', () => {
    expect(pathWord(words, 'layouts[A].area')).toBe('户型 A · 面积')
    expect(pathWord(words, 'project.address')).toBe('地址')
    expect(pathWord(english, 'units[1栋].filed_price')).toBe('Units of 1栋 · Filed prices')
    expect(pathWord(words, 'project.something_new')).toBe('something_new')
  })
})

describe('values in words', () => {
  it('writes money in yuan, areas in square metres, codes in words', () => {
    expect(valueWord(words, 'stated.unit_price_fen', 1_580_050)).toBe('15,801 元/㎡')
    expect(valueWord(words, 'filed_price_fen', 156_912_466)).toBe('1,569,124.66 元')
    expect(valueWord(words, 'built_area', '118.50')).toBe('118.5 ㎡')
    expect(valueWord(words, 'sale_status', 'on_sale')).toBe('在售')
    expect(valueWord(words, 'alias', 'on_sale')).toBe('on_sale')
    expect(valueWord(words, 'floors', null)).toBe('—')
    expect(valueWord(words, 'floors', 0)).toBe('0')
  })

  it('shows only the facts that differ', () => {
    const lines = linesOf(
      words,
      'permits[1].facts',
      { issuer: '住建局', building_names: ['1栋'] },
      { issuer: '住建局', building_names: ['1栋', '2栋'] },
    )
    expect(lines).toEqual([{ name: 'building_names', label: '许可楼栋', before: '1栋', after: '1栋，2栋' }])
  })

  it('compares lists of things by their names', () => {
    const lines = linesOf(
      words,
      'surroundings',
      [
        { name: '一号线', distance_m: 300 },
        { name: '公园', distance_m: 500 },
      ],
      [
        { name: '公园', distance_m: 500 },
        { name: '小学', distance_m: 800 },
      ],
    )
    expect(lines.map((line) => [line.label, line.before === '—', line.after === '—'])).toEqual([
      ['一号线', false, true],
      ['小学', true, false],
    ])
  })

  it('puts units in the order of their names and says by how much a price rose', () => {
    const before = { '1-10': { filed_price_fen: 200 }, '1-2': { filed_price_fen: 100 } }
    const after = { '1-10': { filed_price_fen: 210 }, '1-2': { filed_price_fen: 90 } }
    const { names, units } = unitLines(words, before, after)
    expect(names).toEqual(['filed_price_fen'])
    expect(units.map((unit) => unit.id)).toEqual(['1-2', '1-10'])
    expect(units[0]?.cells[0]?.share).toBeCloseTo(-0.1)
    expect(units[1]?.cells[0]?.share).toBeCloseTo(0.05)
  })
})
