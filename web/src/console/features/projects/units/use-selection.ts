import { computed, ref } from 'vue'

export interface Cell {
  row: number
  column: number
}

/** Rows take turns in this many elements, so that scrolling changes texts and builds nothing. */
export const POOL = 128

/** The cell an element of the grid belongs to: its id says it. */
export function cellUnder(element: HTMLElement): Cell | null {
  const found = /^unit-(\d+)-(\d+)$/.exec(element.closest('[role=gridcell]')?.id ?? '')
  return found && { row: Number(found[1]), column: Number(found[2]) }
}

/** A rectangle of cells between an anchor and a head that moves. */
export function useSelection(size: () => { rows: number; columns: number }) {
  const anchor = ref<Cell>({ row: 0, column: 0 })
  const head = ref<Cell>({ row: 0, column: 0 })

  const box = computed(() => ({
    top: Math.min(anchor.value.row, head.value.row),
    bottom: Math.max(anchor.value.row, head.value.row),
    left: Math.min(anchor.value.column, head.value.column),
    right: Math.max(anchor.value.column, head.value.column),
  }))
  function to(cell: Cell, extend = false) {
    const { rows, columns } = size()
    const kept = {
      row: Math.max(0, Math.min(rows - 1, cell.row)),
      column: Math.max(0, Math.min(columns - 1, cell.column)),
    }
    head.value = kept
    if (!extend) anchor.value = kept
  }
  const move = (rows: number, columns: number, extend = false) =>
    to({ row: head.value.row + rows, column: head.value.column + columns }, extend)
  function all() {
    const { rows, columns } = size()
    anchor.value = { row: 0, column: 0 }
    head.value = { row: Math.max(0, rows - 1), column: columns - 1 }
  }
  return { anchor, head, box, to, move, all }
}
