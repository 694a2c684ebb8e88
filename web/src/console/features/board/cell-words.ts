import { computed, type ComputedRef } from 'vue'

import { useWords } from '../../words'
import { STATUSES, type StaffCellOut, type Status } from './board-api'

/** What is written on a cell and said of it. */
export interface CellWords {
  letter: Record<Status, string>
  /** `heat`: how often it was looked at is said as well. */
  label: (cell: StaffCellOut, heat: boolean) => string
}

/** Looked up once per language: asking the dictionary for each of two thousand cells costs more than drawing them. */
export function useCellWords(): ComputedRef<CellWords> {
  const words = useWords()
  return computed(() => {
    const of = (say: (one: Status) => string) =>
      Object.fromEntries(STATUSES.map((one) => [one, say(one)])) as Record<Status, string>
    const letter = of((one) => words.t(`board.letter.${one}`))
    const status = of((one) => words.t(`board.status.${one}`))
    const [waiting, batch] = [words.t('board.waiting'), words.t('board.in_batch')]
    const label = (cell: StaffCellOut, heat: boolean) =>
      [
        cell.number,
        status[cell.status],
        cell.waiting && waiting,
        cell.batch_id && batch,
        heat && words.t('board.heat.views', { count: words.number(cell.views ?? 0) }),
      ]
        .filter(Boolean)
        .join(', ')
    return { letter, label }
  })
}
