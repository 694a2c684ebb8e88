import type { StaffCellOut } from './board-api'
import type { CellWords } from './cell-words'

/** The classes of a cell: its status, whether the filters leave it out, whether something waits for it. */
export function lookOf(cell: StaffCellOut, fits: boolean): string[] {
  const waits = cell.waiting || cell.batch_id !== null
  return ['sb-cell', `sb-${cell.status}`, ...(fits ? [] : ['sb-out']), ...(waits ? ['sb-waits'] : [])]
}

/** What keys, screen readers and the pointer know a unit by. `entry`: the unit that takes the tab key. */
export function marksOf(
  cell: StaffCellOut,
  said: CellWords,
  at: { entry: string; selected: ReadonlySet<string> },
) {
  return {
    'data-unit': cell.id,
    'data-letter': said.letter[cell.status],
    tabindex: at.entry === cell.id ? 0 : -1,
    'aria-selected': at.selected.has(cell.id),
    'aria-label': said.label(cell),
  }
}
