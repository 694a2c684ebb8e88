import type { DeskBuildingOut, DeskLayoutOut } from '@/api/generated'

import type { Unit } from './columns'

/** One door on every floor of an entrance. */
export interface Door {
  stack: number
  entrance: number
  layout: string
}

/** How units are made: floors times doors, and prices by floor and by the side a home faces. Money in whole yuan per m2. */
export interface Rule {
  building: string
  first: number
  last: number
  /** Floors left out, such as 4 and 14. */
  skipped: number[]
  doors: Door[]
  /** Per m2 on the first floor of the rule; null: no prices. */
  price: number | null
  perFloor: number
  bySide: Record<string, number>
  filedOn: string | null
}

/** The doors a building states: each entrance's stacks, else its stacks in one entrance. */
export function doorsOf(building: DeskBuildingOut, layouts: readonly DeskLayoutOut[]): Door[] {
  const stands = building.entrances.length
    ? building.entrances.flatMap(({ ordinal, first_stack: from, last_stack: to }) =>
        Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => ({
          stack: from + index,
          entrance: ordinal,
        })),
      )
    : Array.from({ length: building.stacks }, (_, index) => ({ stack: index + 1, entrance: 1 }))
  return stands.map((door, index) => ({
    ...door,
    layout: layouts[index % Math.max(1, layouts.length)]?.code ?? '',
  }))
}

/** The units of a rule, floor by floor. A door whose layout is not known makes none. */
export function generate(rule: Rule, layouts: readonly DeskLayoutOut[], entrances: boolean): Unit[] {
  const known = new Map(layouts.map((layout) => [layout.code, layout]))
  const floors = Array.from(
    { length: Math.max(0, rule.last - rule.first + 1) },
    (_, index) => rule.first + index,
  )
  return floors
    .filter((floor) => floor !== 0 && !rule.skipped.includes(floor))
    .flatMap((floor, level) =>
      rule.doors.flatMap((door) => {
        const layout = known.get(door.layout)
        if (!layout) return []
        const number = `${floor < 0 ? 'B' : ''}${Math.abs(floor)}${String(door.stack).padStart(2, '0')}`
        const perMetre =
          rule.price === null
            ? null
            : rule.price + level * rule.perFloor + (rule.bySide[layout.orientation] ?? 0)
        return [
          {
            identity: [rule.building, entrances ? door.entrance : '', number].join('-'),
            building: rule.building,
            entrance_ordinal: entrances ? door.entrance : null,
            layout_code: layout.code,
            kind: 'home' as const,
            number,
            floor,
            floors_total: null,
            floor_band: 'unknown' as const,
            stack: door.stack,
            rooms: layout.rooms,
            halls: layout.halls,
            orientation: layout.orientation,
            fit_out: 'unknown' as const,
            built_area: layout.built_area,
            inner_area: layout.inner_area,
            filed_price_fen: perMetre === null ? null : Math.round(perMetre * layout.built_area) * 100,
            filed_on: perMetre === null ? null : rule.filedOn,
            built_year: null,
          },
        ]
      }),
    )
}
