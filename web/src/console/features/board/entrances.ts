import type { StaffBuildingOut, StaffCellOut } from './board-api'
import type { BuildingModel } from './board-model'

type Entrance = StaffBuildingOut['entrances'][number]

/** Columns side by side that belong to one entrance 单元; null: their units name none. */
export interface EntranceSpan {
  entrance: Entrance | null
  span: number
  cells: StaffCellOut[]
}

/** The entrances over the columns of a building, from the left; nothing where no unit names one. */
export function entrancesOf(model: BuildingModel): EntranceSpan[] {
  const known = new Map(model.building.entrances.map((one) => [one.id, one]))
  const spans: EntranceSpan[] = []
  model.columns.forEach((_, column) => {
    const cells = model.grid.flatMap((row) => row[column] ?? [])
    const id = cells.find((cell) => cell.entrance_id)?.entrance_id ?? ''
    const entrance = known.get(id) ?? null
    const last = spans.at(-1)
    if (last && last.entrance === entrance) {
      last.span += 1
      last.cells.push(...cells)
    } else spans.push({ entrance, span: 1, cells })
  })
  return spans.some(({ entrance }) => entrance) ? spans : []
}
