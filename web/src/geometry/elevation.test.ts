import { describe, expect, it } from 'vitest'

import { board } from './__gallery__/boardSamples'
import { boardMatrix, entranceLabel, floorLabel } from './board/matrix'
import { faults } from './__gallery__/faults'
import { drawElevation } from './elevation'
import type { BoardCell, ElevationInput } from './types'

const tower = board('1栋', 'tower', 26, [2, 2])
const cell = (floor: number, stack: number, more: Partial<BoardCell> = {}): BoardCell => ({
  id: `${floor}-${stack}`,
  floor,
  stack,
  number: `${floor}0${stack}`,
  status: 'available',
  price_fen: 200_000_000,
  built_area: '99.00',
  layout_code: 'A',
  ...more,
})
const input = (cells: BoardCell[], columns: ElevationInput['columns'] = [], floors = 3): ElevationInput => ({
  building: { id: 'b', name: 'B', floors, floor_height_m: 3, kind: 'slab' },
  columns,
  cells,
})

describe('board matrix', () => {
  it('has the top storey first and one slot per column', () => {
    const matrix = boardMatrix(tower)
    expect(matrix.rows).toHaveLength(26)
    expect(matrix.rows[0]?.floor).toBe(26)
    expect(matrix.rows.every((row) => row.slots.length === 4)).toBe(true)
    expect(matrix.entrances).toEqual([
      { name: '1', from: 0, count: 2 },
      { name: '2', from: 2, count: 2 },
    ])
    const shown = matrix.rows.flatMap((row) => row.slots.filter((slot) => slot.kind === 'cell'))
    expect(shown).toHaveLength(tower.cells.length)
    expect([...matrix.counts.values()].reduce((a, b) => a + b, 0)).toBe(tower.cells.length)
  })

  it('marks storeys without homes', () => {
    const matrix = boardMatrix(input([cell(1, 1), cell(3, 1)]))
    expect(matrix.rows.map((row) => [row.floor, row.empty])).toEqual([
      [3, false],
      [2, true],
      [1, false],
    ])
  })

  it('lets a duplex span its storeys', () => {
    const matrix = boardMatrix(input([cell(2, 1, { top_floor: 3 }), cell(1, 1)]))
    expect(matrix.rows[0]?.slots[0]).toMatchObject({ kind: 'cell', rowSpan: 2 })
    expect(matrix.rows[1]?.slots[0]).toMatchObject({ kind: 'covered' })
  })

  it('goes below ground without a storey 0', () => {
    const matrix = boardMatrix(input([cell(1, 1), cell(-1, 1), cell(-2, 1)], [], 1))
    expect(matrix.rows.map((row) => row.floor)).toEqual([1, -1, -2])
    expect(matrix.rows.map((row) => floorLabel(row.floor))).toEqual(['1F', 'B1', 'B2'])
  })

  it('spans the ground without counting a storey 0', () => {
    const matrix = boardMatrix(input([cell(-1, 1, { top_floor: 1 })], [], 1))
    expect(matrix.rows[0]?.slots[0]).toMatchObject({ kind: 'cell', rowSpan: 2 })
  })

  it('reports homes that claim a taken place or no place, and adds unknown stacks', () => {
    const twice = cell(1, 1, { id: 'twice' })
    const nowhere = cell(0, 1, { id: 'zero' })
    const matrix = boardMatrix(input([cell(1, 1), twice, nowhere, cell(1, 7)], [{ entrance: '1', stack: 1 }]))
    expect(matrix.clashes.map((c) => c.id)).toEqual(['twice', 'zero'])
    expect(matrix.columns.map((column) => column.stack)).toEqual([1, 7])
  })

  it('is empty without floors and cells', () => {
    expect(boardMatrix(input([], [], 0)).rows).toEqual([])
    expect(boardMatrix(input([], [], Number.NaN)).rows).toEqual([])
  })

  it('names entrances', () => {
    expect(entranceLabel('2', 'zh')).toBe('2单元')
    expect(entranceLabel('2', 'en')).toBe('Entrance 2')
    expect(entranceLabel('东单元', 'en')).toBe('东单元')
  })
})

describe('elevation', () => {
  it.each([1200, 880, 640, 420, 360, 240, 160])(
    'is well formed and holds every home at %i pixels',
    (width) => {
      for (const locale of ['zh', 'en'] as const) {
        const drawing = drawElevation(tower, { width, locale })
        expect(faults(drawing.svg)).toEqual([])
        expect(drawing.width).toBe(width)
        const { layout } = drawing
        expect(Math.max(...layout.columnX) + layout.cellWidth).toBeLessThanOrEqual(width)
      }
    },
  )

  it('writes numbers and prices when there is room, then letters, then shapes', () => {
    const [first] = tower.cells
    expect(drawElevation(tower, { width: 880 }).layout.style).toBe('line')
    expect(drawElevation(tower, { width: 880 }).svg).toContain(`>${first?.number}<`)
    expect(drawElevation(tower, { width: 300 }).layout.style).toBe('stacked')
    expect(drawElevation(board('x', 'tower', 30, [8, 8]), { width: 420 }).layout.style).toBe('letter')
    expect(drawElevation(board('x', 'tower', 30, [8, 8]), { width: 160 }).layout.style).toBe('mark')
  })

  it('never says a status by colour alone', () => {
    const all = (['available', 'held', 'subscribed', 'sold', 'withdrawn', 'unreleased'] as const).map(
      (status, i) => cell(1, i + 1, { status, price_fen: null }),
    )
    const wide = drawElevation(input(all, [], 1), { width: 900 }).svg
    for (const word of ['可售', '锁定', '认购', '已售', '不售', '未推出']) expect(wide).toContain(word)
    expect(wide).toContain('hatch')
    const marks = drawElevation(input(all, [], 1), { width: 60, floorLabels: false }).svg
    const shapes = [...marks.matchAll(/<g class="gd-cells".*?<\/g>/g)].map((group) =>
      group[0].replaceAll(/data-status="\w+"/g, ''),
    )
    expect(new Set(shapes).size).toBe(6)
  })

  it('stays light with thousands of homes', () => {
    const huge = board('huge', 'tower', 60, [10, 10, 10, 10])
    expect(huge.cells.length).toBeGreaterThan(2200)
    expect(drawElevation(huge, { width: 1400 }).svg.length).toBeLessThan(600_000)
    expect(drawElevation(huge, { width: 320 }).svg.length).toBeLessThan(400_000)
  })

  it('fades what is not emphasised and frames what is selected', () => {
    const id = tower.cells[0]?.id ?? ''
    const svg = drawElevation(tower, { emphasise: new Set([id]), selected: id, theme: 'print' }).svg
    expect(svg).toContain('opacity=".28"')
    expect(svg).toContain('stroke="#B23A2B" stroke-width="2"')
  })

  it('draws an empty building, a building below ground, a villa', () => {
    expect(faults(drawElevation(input([], [], 6)).svg)).toEqual([])
    expect(faults(drawElevation(input([], [], 0)).svg)).toEqual([])
    expect(faults(drawElevation(input([cell(-1, 1), cell(-1, 2)], [], 0)).svg)).toEqual([])
    expect(faults(drawElevation(board('v', 'villa', 3, [1])).svg)).toEqual([])
  })

  it('escapes hostile numbers and names', () => {
    const hostile = '<img onerror="x">\u0001'
    const drawing = drawElevation({
      ...input([cell(1, 1, { number: hostile, id: hostile })], [{ entrance: hostile, stack: 1 }]),
      building: { id: hostile, name: hostile, floors: 2, floor_height_m: 3, kind: 'slab' },
    })
    expect(drawing.svg).not.toContain('<img')
    expect(faults(drawing.svg)).toEqual([])
  })
})
