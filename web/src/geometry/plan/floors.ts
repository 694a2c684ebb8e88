/** Which floor each kind of room has. */

import type { RoomKind } from '../types'

export type Floor = readonly [colour: string, texture: 'boards' | 'tiles' | 'slabs' | 'deck' | null]

const FLOORS: Readonly<Record<RoomKind, Floor>> = {
  living: ['floorLiving', 'slabs'],
  dining: ['floorLiving', 'slabs'],
  master: ['floorMaster', 'boards'],
  bedroom: ['floorBed', 'boards'],
  study: ['floorStudy', 'boards'],
  kitchen: ['floorKitchen', 'tiles'],
  bath: ['floorWet', 'tiles'],
  balcony: ['floorBalcony', 'deck'],
  foyer: ['floorHall', 'slabs'],
  corridor: ['floorHall', 'slabs'],
  storage: ['floorStore', null],
  equipment: ['floorStore', null],
  terrace: ['floorBalcony', 'deck'],
  shop: ['floorShop', 'slabs'],
  parking: ['floorParking', null],
}

/** The colour of a floor, by its name in the palette, and the pattern laid over it. */
export function floorOf(kind: RoomKind): Floor {
  return Object.hasOwn(FLOORS, kind) ? FLOORS[kind] : ['floorStore', null]
}
