import { describe, expect, it } from 'vitest'

import { lengthInside, siteFindings } from '@/console/canvas/site/checks'
import {
  addBuilding,
  angleOf,
  copyBuilding,
  moveBuilding,
  moveCorner,
  setSideLength,
  turnBuilding,
  type Building,
  type Buildings,
} from '@/console/canvas/site/edit'
import { addEntrance, entrancePlace, moveEntrance, placeEntrance } from '@/console/canvas/site/entrances'
import { changesOf, recordOfBuildings } from '@/console/features/drawing/buildings-api'
import type { SiteGeometry } from '@/geometry'
import { area } from '@/geometry/polygon'

const SITE: SiteGeometry = {
  version: 1,
  boundary: [
    [-100, -60],
    [100, -60],
    [100, 60],
    [-100, 60],
  ],
  greens: [],
  waters: [
    [
      [40, 20],
      [80, 20],
      [80, 50],
      [40, 50],
    ],
  ],
  roads: [
    {
      line: [
        [-100, -40],
        [100, -40],
      ],
      width: 6,
    },
  ],
}

/** One slab, 40 by 14 metres, with four homes per floor. */
function slab(): Buildings {
  return addBuilding(
    [],
    [
      [-60, 0],
      [-20, 0],
      [-20, 14],
      [-60, 14],
    ],
  ).all
}
const only = (all: Buildings): Building => all[0] as Building

describe('buildings', () => {
  it('are made of a drawn outline, whichever way it runs', () => {
    const { all, name } = addBuilding(slab(), [
      [0, 0],
      [0, 14],
      [40, 14],
      [40, 0],
    ])
    expect(name).toBe('2栋')
    expect(all[1]).toMatchObject({ kind: 'slab', ordinal: 2, stacks: 4 })
    expect(siteFindings(all, null)).toEqual([])
  })

  it('keep their size when turned, and tell their angle', () => {
    const turned = turnBuilding(slab(), '1栋', 30)
    expect(angleOf(only(turned))).toBe(30)
    expect(area(only(turned).footprint)).toBeCloseTo(560, 0)
  })

  it('get a side of the length told', () => {
    expect(area(only(setSideLength(slab(), '1栋', 0, 50)).footprint)).toBeCloseTo(700, 6)
  })

  it('are told where they may not stand', () => {
    const codes = (all: Buildings) => siteFindings(all, SITE).map((one) => one.code)
    expect(codes(slab())).toEqual([])
    expect(codes(moveBuilding(slab(), '1栋', [-60, 0]))).toEqual(['outside'])
    expect(codes(moveBuilding(slab(), '1栋', [105, 20]))).toEqual(['in_water'])
    expect(codes(moveBuilding(slab(), '1栋', [0, -45]))).toEqual(['on_road'])
    const { all } = copyBuilding(slab(), only(slab()))
    expect(codes(all)).toEqual([])
    const met = siteFindings(moveBuilding(all, '2栋', [-20, 0]), SITE)
    expect(met).toEqual([{ code: 'overlap', where: ['1栋', '2栋'] }])
  })

  it('measure a road inside an outline', () => {
    const inside = lengthInside({ a: [-100, 7], b: [100, 7] }, only(slab()).footprint)
    expect(inside).toBeCloseTo(40, 6)
  })
})

describe('entrances', () => {
  it('share out the homes by where they stand', () => {
    const all = addEntrance(addEntrance(slab(), '1栋'), '1栋')
    expect(only(all).entrances.map((one) => [one.first_stack, one.last_stack])).toEqual([
      [1, 2],
      [3, 4],
    ])
    const moved = moveEntrance(all, '1栋', 1, [-38, 14], 0)
    expect(only(moved).entrances.map((one) => [one.ordinal, one.first_stack, one.last_stack])).toEqual([
      [1, 1, 3],
      [2, 4, 4],
    ])
  })

  it('never lack a home', () => {
    let all = slab()
    for (let n = 0; n < 6; n += 1) all = placeEntrance(all, '1栋', [-21, 14], 0)
    const ranges = only(all).entrances.map((one) => [one.first_stack, one.last_stack])
    expect(ranges.every(([first = 0, last = 0]) => first <= last)).toBe(true)
    expect(only(all).stacks).toBe(6)
  })

  it('stand at the back, away from the south, where nobody put them', () => {
    const all = addEntrance(slab(), '1栋')
    expect(entrancePlace(only(all), only(all).entrances[0] as never, 0)).toEqual([-40, 14])
  })

  it('stay where they were put, on the outline, and go along with the building', () => {
    const door = (all: Buildings) => only(all).entrances[0]?.place
    const placed = placeEntrance(slab(), '1栋', [-59.8, 5.2], 0)
    expect(door(placed)).toEqual([-60, 5.2])
    expect(entrancePlace(only(placed), only(placed).entrances[0] as never, 0)).toEqual([-60, 5.2])
    expect(door(addEntrance(placed, '1栋'))).toEqual([-60, 5.2])
    expect(door(moveBuilding(placed, '1栋', [10, -3]))).toEqual([-50, 2.2])
    expect(only(copyBuilding(placed, only(placed)).all.slice(1)).entrances[0]?.place).toEqual([-10, 5.2])
    // The left side leans inwards when its lower corner goes: the door stays on it.
    const leaning = moveCorner(placed, '1栋', 0, [-53, 0])
    const [x, y] = door(leaning) as [number, number]
    expect(x).toBeCloseTo(-53 - y / 2, 1)
    expect(door(turnBuilding(placed, '1栋', 90))).not.toEqual([-60, 5.2])
  })
})

describe('what is sent', () => {
  it('is only what was changed, and the names of what is gone', () => {
    const { all } = copyBuilding(slab(), only(slab()))
    const before = recordOfBuildings(all)
    const after = recordOfBuildings(moveBuilding(all, '2栋', [0, 5]))
    expect(changesOf(before, after).buildings.map((one) => one.name)).toEqual(['2栋'])
    expect(changesOf(before, recordOfBuildings(slab()))).toEqual({ buildings: [], remove: ['2栋'] })
  })
})
