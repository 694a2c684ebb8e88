/** The entrances of a building: where their doors stand on its outline, and which homes each one serves. */

import type { Point } from '@/geometry'
import { at, mainAxis } from '@/geometry/polygon'

import { dot, minus, plus, times } from '../plane'
import { changeBuilding, onOutline, type Building, type Buildings, type Entrance } from './edit'

/** Along the front from its left end as seen from outside, and out of it; the front looks more to the south. */
function frontOf(
  building: Building,
  bearing: number,
): { axis: Point; front: Point; from: number; to: number } {
  const along = mainAxis(building.footprint)
  const radians = (bearing * Math.PI) / 180
  const normal: Point = [along[1], -along[0]]
  const facing = normal[0] * Math.sin(radians) - normal[1] * Math.cos(radians)
  const front: Point = facing >= 0 ? normal : [-normal[0], -normal[1]]
  const axis: Point = [-front[1], front[0]]
  const places = building.footprint.map((p) => dot(p, axis))
  return { axis, front, from: Math.min(...places), to: Math.max(...places) }
}

/** Where a point stands along the building, as a share from 0 to 1. */
export function shareAlong(building: Building, p: Point, bearing: number): number {
  const { axis, from, to } = frontOf(building, bearing)
  return Math.min(1, Math.max(0, (dot(p, axis) - from) / Math.max(to - from, 1e-6)))
}

/** Where an entrance stands: where it was put, else at the back of the building in the middle of its stacks. */
export function entrancePlace(building: Building, entrance: Entrance, bearing: number): Point | null {
  if (entrance.place) return entrance.place
  const { axis, front, from, to } = frontOf(building, bearing)
  const stacks = Math.max(1, building.stacks)
  const place =
    from + (to - from) * Math.min(1, (entrance.first_stack - 1 + entrance.last_stack) / 2 / stacks)
  let best: Point | null = null
  building.footprint.forEach((a, index) => {
    const b = at(building.footprint, index + 1)
    const [p, q] = [dot(a, axis) - place, dot(b, axis) - place]
    if (p * q > 0 || p === q) return
    const point = plus(a, times(minus(b, a), p / (p - q)))
    if (!best || dot(point, front) < dot(best, front)) best = point
  })
  return best
}

/** Homes divided among entrances: each stack goes to the nearest one, each entrance has at least one stack. */
export function sharedStacks(
  building: Building,
  wishes: readonly { entrance: Entrance; share: number }[],
): Building {
  const stacks = Math.max(building.stacks, wishes.length, 1)
  const order = wishes.toSorted((p, q) => p.share - q.share)
  let first = 1
  const entrances = order.map(({ entrance, share }, index) => {
    const after = order[index + 1]
    const border = after ? Math.round(((share + after.share) / 2) * stacks) : stacks
    const last = Math.min(stacks - (order.length - 1 - index), Math.max(first, border))
    const given = { ...entrance, first_stack: first, last_stack: last }
    first = last + 1
    return given
  })
  return { ...building, stacks, entrances: entrances.toSorted((p, q) => p.ordinal - q.ordinal) }
}

const shareOf = (building: Building, entrance: Entrance): number =>
  (entrance.first_stack - 1 + entrance.last_stack) / 2 / Math.max(1, building.stacks)

/** How far along the building an entrance stands: by its door, else by its stacks. */
function standing(building: Building, entrance: Entrance, bearing: number) {
  const share = entrance.place ? shareAlong(building, entrance.place, bearing) : shareOf(building, entrance)
  return { entrance, share }
}

function freshEntrance({ entrances }: Building, place: Point | null): Entrance {
  const ordinal = Math.max(0, ...entrances.map((one) => one.ordinal)) + 1
  return {
    ordinal,
    name: `${ordinal}单元`,
    name_en: `Entrance ${ordinal}`,
    first_stack: 1,
    last_stack: 1,
    lifts: 2,
    place,
  }
}

/** A new entrance whose door nobody put anywhere yet, the last of them; the homes are shared out anew, evenly. */
export function addEntrance(all: Buildings, name: string): Buildings {
  const building = all.find((one) => one.name === name)
  if (!building) return all
  const there = building.entrances.toSorted((p, q) => p.first_stack - q.first_stack)
  const order = [...there, freshEntrance(building, null)]
  const even = order.map((entrance, index) => ({ entrance, share: (index + 0.5) / order.length }))
  return changeBuilding(all, name, sharedStacks(building, even))
}

/** A new entrance with its door at a point of the outline; each home goes to the nearest door. */
export function placeEntrance(all: Buildings, name: string, door: Point, bearing: number): Buildings {
  const building = all.find((one) => one.name === name)
  if (!building) return all
  const entrances = [...building.entrances, freshEntrance(building, onOutline(building.footprint, door))]
  const wishes = entrances.map((one) => standing(building, one, bearing))
  return changeBuilding(all, name, sharedStacks(building, wishes))
}

/** The door put at another point of the outline; the homes follow. */
export function moveEntrance(
  all: Buildings,
  name: string,
  ordinal: number,
  door: Point,
  bearing: number,
): Buildings {
  const building = all.find((one) => one.name === name)
  if (!building) return all
  const place = onOutline(building.footprint, door)
  const wishes = building.entrances
    .map((one) => (one.ordinal === ordinal ? { ...one, place } : one))
    .map((one) => standing(building, one, bearing))
  return changeBuilding(all, name, sharedStacks(building, wishes))
}

export function changeEntrance(
  all: Buildings,
  name: string,
  ordinal: number,
  change: Partial<Entrance>,
): Buildings {
  const building = all.find((one) => one.name === name)
  if (!building) return all
  const entrances = building.entrances.map((one) => (one.ordinal === ordinal ? { ...one, ...change } : one))
  return changeBuilding(all, name, { entrances })
}

export function removeEntrance(all: Buildings, name: string, ordinal: number): Buildings {
  const building = all.find((one) => one.name === name)
  if (!building) return all
  return changeBuilding(all, name, {
    entrances: building.entrances.filter((one) => one.ordinal !== ordinal),
  })
}
