import type { StaffCellOut } from './board-api'
import type { CellWords } from './cell-words'
import type { Heat } from './heat'

/** The classes of a cell: its status or heat, whether the filters leave it out, whether something waits for it. */
export function lookOf(cell: StaffCellOut, fits: boolean, heat: Heat | null): string[] {
  const waits = cell.waiting || cell.batch_id !== null
  const tint = heat ? `sb-heat-${heat.levelOf(cell.views ?? 0)}` : `sb-${cell.status}`
  return ['sb-cell', tint, ...(fits ? [] : ['sb-out']), ...(waits ? ['sb-waits'] : [])]
}

/** What keys, screen readers and the pointer know a unit by. `entry`: the unit that takes the tab key. */
export function marksOf(
  cell: StaffCellOut,
  said: CellWords,
  at: { entry: string; selected: ReadonlySet<string>; heat: Heat | null },
) {
  return {
    'data-unit': cell.id,
    'data-letter': at.heat ? String(cell.views ?? 0) : said.letter[cell.status],
    tabindex: at.entry === cell.id ? 0 : -1,
    'aria-selected': at.selected.has(cell.id),
    'aria-label': said.label(cell, at.heat !== null),
  }
}
