/** Finding homes on a board: by a point in the picture, and from one home to the next with the arrow keys. */

import type { BoardCell } from '../types'
import { rowTops, type ElevationLayout } from './layout'
import type { BoardMatrix } from './matrix'

export type Direction = 'up' | 'down' | 'left' | 'right' | 'first' | 'last'

interface Place {
  readonly row: number
  readonly column: number
}

function cellIn(matrix: BoardMatrix, row: number, column: number): BoardCell | null {
  const slot = matrix.rows[row]?.slots[column]
  return slot === undefined || slot.kind === 'gap' ? null : slot.cell
}

/** Row and column of a home's top left corner; null when it is not on the board. */
export function placeOf(matrix: BoardMatrix, id: string): Place | null {
  for (const [row, { slots }] of matrix.rows.entries()) {
    const column = slots.findIndex((slot) => slot.kind === 'cell' && slot.cell.id === id)
    if (column >= 0) return { row, column }
  }
  return null
}

/** The home at the top left: where the keyboard enters the board. */
export function firstCell(matrix: BoardMatrix): BoardCell | null {
  for (const { slots } of matrix.rows) {
    for (const slot of slots) if (slot.kind === 'cell') return slot.cell
  }
  return null
}

/**
 * The home reached from another one. Gaps are jumped over; `first` and `last` go to the ends of the row. Null at the
 * edge of the board.
 */
export function neighbour(matrix: BoardMatrix, id: string, direction: Direction): BoardCell | null {
  const from = placeOf(matrix, id)
  if (from === null) return firstCell(matrix)
  const columns = matrix.columns.length
  if (direction === 'first' || direction === 'last') {
    const order = Array.from({ length: columns }, (_, i) => (direction === 'first' ? i : columns - 1 - i))
    const column = order.find((i) => cellIn(matrix, from.row, i) !== null)
    return column === undefined ? null : cellIn(matrix, from.row, column)
  }
  const stepRow = direction === 'up' ? -1 : direction === 'down' ? 1 : 0
  const stepColumn = direction === 'left' ? -1 : direction === 'right' ? 1 : 0
  let { row, column } = from
  for (;;) {
    row += stepRow
    column += stepColumn
    if (row < 0 || row >= matrix.rows.length || column < 0 || column >= columns) return null
    const cell = cellIn(matrix, row, column)
    if (cell !== null && cell.id !== id) return cell
  }
}

/** The home drawn at a point of the elevation, in the drawing's pixels. */
export function cellAt(matrix: BoardMatrix, layout: ElevationLayout, x: number, y: number): BoardCell | null {
  const column = layout.columnX.findIndex((left) => x >= left && x <= left + layout.cellWidth)
  if (column < 0) return null
  const tops = rowTops(matrix, layout)
  for (let row = tops.length - 1; row >= 0; row -= 1) {
    if (y >= (tops[row] as number)) {
      return y <= (tops[row] as number) + layout.pitch ? cellIn(matrix, row, column) : null
    }
  }
  return null
}
