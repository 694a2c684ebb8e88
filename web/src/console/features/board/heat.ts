import type { StaffCellOut } from './board-api'

/** How much a unit is looked at beside the others of its board: 0 (not at all) to 4. */
export type Level = 0 | 1 | 2 | 3 | 4

export interface Band {
  level: Level
  from: number
  to: number
}

export interface Heat {
  /** Those that hold a number, coldest first. */
  bands: Band[]
  levelOf: (views: number) => Level
}

const LEVELS = [1, 2, 3, 4] as const

/**
 * Bands that grow by the same factor up to the most: interest is spread so unevenly that equal ones would leave all but the
 * favourites in the lowest. Null where nothing was looked at, or nobody counted (a past board).
 */
export function heatOf(cells: readonly StaffCellOut[]): Heat | null {
  const most = Math.max(0, ...cells.map((cell) => cell.views ?? 0))
  if (most === 0) return null
  const bands: Band[] = [{ level: 0, from: 0, to: 0 }]
  for (const level of LEVELS) {
    const from = bands[bands.length - 1]!.to + 1
    const to = level === 4 ? most : Math.round((1 + most) ** (level / 4)) - 1
    if (to >= from) bands.push({ level, from, to })
  }
  return {
    bands,
    levelOf: (views) => bands.findLast((band) => views >= band.from)?.level ?? 0,
  }
}
