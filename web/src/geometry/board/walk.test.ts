import { describe, expect, it } from 'vitest'

import { board } from '../__gallery__/boardSamples'
import { drawElevation } from '../elevation'
import type { BoardCell } from '../types'
import { rowTops } from './layout'
import { boardMatrix } from './matrix'
import { cellAt, firstCell, neighbour, placeOf } from './walk'

const cell = (floor: number, stack: number, more: Partial<BoardCell> = {}): BoardCell => ({
  id: `${floor}-${stack}`,
  floor,
  stack,
  number: `${floor}0${stack}`,
  status: 'available',
  price_fen: null,
  built_area: null,
  layout_code: '',
  ...more,
})
const building = { id: 'b', name: 'B', floors: 4, floor_height_m: 3, kind: 'slab' as const }
const cells = [cell(4, 2), cell(2, 1, { top_floor: 3 }), cell(2, 3), cell(1, 1), cell(1, 2), cell(1, 3)]
const columns = [1, 2, 3].map((stack) => ({ entrance: '1', stack }))
const matrix = boardMatrix({ building, columns, cells })
const go = (id: string, ...path: Parameters<typeof neighbour>[2][]): string | undefined =>
  path.reduce<string | undefined>((at, step) => (at === undefined ? at : neighbour(matrix, at, step)?.id), id)

describe('walking over a board', () => {
  it('starts at the top left home', () => {
    expect(firstCell(matrix)?.id).toBe('4-2')
    expect(placeOf(matrix, '2-1')).toEqual({ row: 1, column: 0 })
    expect(placeOf(matrix, 'nobody')).toBeNull()
  })

  it('jumps over gaps and leaves a duplex in one step', () => {
    expect(go('4-2', 'down')).toBe('1-2')
    expect(go('1-1', 'up')).toBe('2-1')
    expect(go('2-1', 'down')).toBe('1-1')
    expect(go('1-1', 'right', 'right')).toBe('1-3')
    expect(go('1-3', 'first')).toBe('1-1')
    expect(go('1-1', 'last')).toBe('1-3')
  })

  it('stops at the edge', () => {
    expect(go('4-2', 'up')).toBeUndefined()
    expect(go('1-3', 'right')).toBeUndefined()
    expect(neighbour(matrix, 'nobody', 'left')?.id).toBe('4-2')
  })

  it('finds the home under a point of the drawing', () => {
    const sample = board('x', 'slab', 11, [2, 2], [4], 1)
    const drawing = drawElevation(sample, { width: 500 })
    const tops = rowTops(drawing.matrix, drawing.layout)
    let found = 0
    drawing.matrix.rows.forEach((row, i) => {
      row.slots.forEach((slot, k) => {
        const x = (drawing.layout.columnX[k] as number) + drawing.layout.cellWidth / 2
        const y = (tops[i] as number) + 4
        const hit = cellAt(drawing.matrix, drawing.layout, x, y)
        expect(hit?.id).toBe(slot.kind === 'gap' ? undefined : slot.cell.id)
        found += hit === null ? 0 : 1
      })
    })
    expect(found).toBeGreaterThan(30)
    expect(cellAt(drawing.matrix, drawing.layout, 1, 1)).toBeNull()
  })
})
