/** Kinds of surroundings in the order they are shown; what a listing would like to leave out is among them. */
export const placeKinds = ['metro', 'bus', 'school', 'hospital', 'shopping', 'park', 'adverse'] as const

export type PlaceKind = (typeof placeKinds)[number]

export interface RingPoint {
  x: number
  y: number
  kind: PlaceKind
  name: string
  distance: number
}

interface Placed {
  kind: string
  name: string
  distance_m: number
  lng: number
  lat: number
}

const METRES_PER_DEGREE = 111_320

/**
 * Where places stand around a project, north up, as parts of the outermost ring (1 is the ring itself).
 *
 * Direction comes from the coordinates; the distance is the given straight line, so that picture and list agree.
 * Places beyond `reach` metres are left out.
 */
export function ringPoints(places: Placed[], lng: number, lat: number, reach: number): RingPoint[] {
  const squeeze = Math.cos((lat * Math.PI) / 180)
  return places.flatMap((place) => {
    const kind = placeKinds.find((known) => known === place.kind)
    if (!kind || place.distance_m > reach) return []
    const east = (place.lng - lng) * METRES_PER_DEGREE * squeeze
    const north = (place.lat - lat) * METRES_PER_DEGREE
    const length = Math.hypot(east, north) || 1
    const part = place.distance_m / reach
    return [
      {
        x: (east / length) * part,
        y: (-north / length) * part,
        kind,
        name: place.name,
        distance: place.distance_m,
      },
    ]
  })
}

/** The smallest round reach that shows at least `share` of the places: 1, 2, 3 or 5 km. */
export function reachFor(places: Placed[], share = 0.8): number {
  const steps = [1000, 2000, 3000, 5000]
  return (
    steps.find(
      (reach) => places.filter((place) => place.distance_m <= reach).length >= places.length * share,
    ) ?? 5000
  )
}
