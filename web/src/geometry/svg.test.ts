import { describe, expect, it } from 'vitest'

import { shortArea, shortPrice } from './format'
import { colour, colourNames, mix, painter, statusLook, STATUSES } from './palette'
import { pick, seededRandom, smoothNoise } from './random'
import { escapeText, num, pathOf, shorten, svgDocument, textWidthEm } from './svg'

describe('numbers', () => {
  it.each([
    [0.04, 1, '0'],
    [-0.04, 1, '0'],
    [0.5, 1, '.5'],
    [-0.25, 2, '-.25'],
    [12, 1, '12'],
    [1e21, 1, '1e+21'],
    [Number.NaN, 1, '0'],
    [Infinity, 1, '0'],
  ])('writes %d with %i digits as %s', (value, digits, text) => {
    expect(num(value, digits)).toBe(text)
  })

  it('writes paths with relative steps that do not drift', () => {
    const points = Array.from({ length: 501 }, (_, i): [number, number] => [i * 0.34, i * 0.26])
    const numbers = [...pathOf(points, false).matchAll(/-?\d*\.?\d+/g)].map((found) => Number(found[0]))
    const end = (from: number): number => numbers.filter((_, i) => i % 2 === from).reduce((a, b) => a + b, 0)
    expect(end(0)).toBeCloseTo(170, 1)
    expect(end(1)).toBeCloseTo(130, 1)
  })

  it('leaves out points that round to the same place', () => {
    const points: [number, number][] = [
      [0, 0],
      [0.04, 0],
      [0.02, 0],
      [10, 0],
      [10, 5],
    ]
    expect(pathOf(points, true)).toBe('M0 0h10v5z')
  })

  it('gives an empty path for a point', () => {
    expect(pathOf([[1, 2]])).toBe('')
    expect(pathOf([])).toBe('')
  })
})

describe('text', () => {
  it('escapes markup and drops what XML forbids', () => {
    expect(escapeText(`<script>"&'`)).toBe('&lt;script&gt;&quot;&amp;&#39;')
    expect(escapeText('a\u0000b\uD800c\uFFFEd')).toBe('abcd')
    expect(escapeText('广厦 😀')).toBe('广厦 😀')
  })

  it('measures and shortens by characters, not by code units', () => {
    expect(textWidthEm('一二三')).toBe(3)
    expect(textWidthEm('ill')).toBeLessThan(textWidthEm('WWW'))
    expect(shorten('😀😀😀😀', 3)).toBe('😀😀…')
  })

  it('makes a document with a name and a description', () => {
    const svg = svgDocument({
      width: 10,
      height: 5,
      title: 'A & B',
      description: '<d>',
      idPrefix: 'x',
      theme: 'print',
      className: 'gd',
      defs: '',
      body: '',
    })
    expect(svg).toContain('role="img" aria-labelledby="xt xd"')
    expect(svg).toContain('<title id="xt">A &amp; B</title>')
    expect(svg).not.toContain('<defs>')
  })
})

describe('figures', () => {
  it.each([
    [218_240_000, 'zh', '218.2万'],
    [1_234_000_000, 'zh', '1234万'],
    [25_000_000_000, 'zh', '2.50亿'],
    [218_240_000, 'en', '¥2.18M'],
    [80_000_000, 'en', '¥800K'],
    [null, 'zh', ''],
    [-5, 'zh', ''],
  ] as const)('writes %s fen (%s) as %s', (fen, locale, text) => {
    expect(shortPrice(fen, locale)).toBe(text)
  })

  it('writes areas', () => {
    expect(shortArea(89.5)).toBe('89.5 ㎡')
    expect(shortArea(118)).toBe('118 ㎡')
    expect(shortArea(Number.NaN)).toBe('')
  })
})

describe('colours', () => {
  it('are all complete hex colours in both themes', () => {
    for (const name of colourNames()) {
      expect(colour(name)).toMatch(/^#[0-9a-f]{6}$/i)
      expect(colour(name, true)).toMatch(/^#[0-9a-f]{6}$/i)
    }
  })

  it('carry a class on the web and none in print', () => {
    expect(painter('web').both('ink', 'brand')).toBe(
      ' fill="#1F2328" stroke="#B23A2B" class="gf-ink gs-brand"',
    )
    expect(painter('print').fill('ink')).toBe(' fill="#1F2328"')
    expect(painter('dark').fill('ink')).toBe(' fill="#ECE8DF"')
    expect(() => painter('web').fill('nothing')).toThrow(RangeError)
  })

  it('mix evenly', () => {
    expect(mix('#000000', '#ffffff', 0.5)).toBe('#808080')
  })

  it('know every status, and treat an unknown one as not released', () => {
    expect(new Set(STATUSES.map((s) => statusLook(s).brief.zh)).size).toBe(STATUSES.length)
    expect(new Set(STATUSES.map((s) => statusLook(s).brief.en)).size).toBe(STATUSES.length)
    expect(statusLook('__proto__').status).toBe('unreleased')
  })
})

describe('chance', () => {
  it('repeats itself for the same seed', () => {
    const a = seededRandom('seed')
    const b = seededRandom('seed')
    const values = Array.from({ length: 50 }, () => a())
    expect(Array.from({ length: 50 }, () => b())).toEqual(values)
    expect(values.every((v) => v >= 0 && v < 1)).toBe(true)
    expect(pick(seededRandom(1), ['only'])).toBe('only')
    expect(smoothNoise(3, 0.5, 0.5)).toBe(smoothNoise(3, 0.5, 0.5))
  })
})
