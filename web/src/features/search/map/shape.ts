/** A place as [longitude, latitude] in degrees. */
export type LngLat = [number, number]
/** A place on the screen in pixels. */
export type Pixel = [number, number]

/** Enough for any shape a hand draws, short enough for an address that is passed on. */
export const MOST_POINTS = 40
export const FEWEST_POINTS = 3

function distanceToSegment([x, y]: Pixel, [x1, y1]: Pixel, [x2, y2]: Pixel): number {
  const [dx, dy] = [x2 - x1, y2 - y1]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / length))
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy)
}

/** The indexes of the points to keep so that the line moves by at most `tolerance` (Douglas and Peucker). */
function kept(line: Pixel[], tolerance: number, first: number, last: number): number[] {
  const [a, b] = [line[first], line[last]]
  if (!a || !b) return []
  let [farthest, at] = [tolerance, -1]
  for (let index = first + 1; index < last; index += 1) {
    const point = line[index]
    const distance = point ? distanceToSegment(point, a, b) : 0
    if (distance > farthest) [farthest, at] = [distance, index]
  }
  if (at < 0) return [first, last]
  return [...kept(line, tolerance, first, at).slice(0, -1), ...kept(line, tolerance, at, last)]
}

/** A line drawn by hand, with as few points as look the same: at most `MOST_POINTS`. */
export function simplified(line: Pixel[], tolerance = 3): Pixel[] {
  if (line.length < 3) return line
  let found = line
  for (let step = tolerance; ; step *= 1.5) {
    found = kept(line, step, 0, line.length - 1).flatMap((index) => {
      const point = line[index]
      return point ? [point] : []
    })
    if (found.length <= MOST_POINTS) return found
  }
}

/** The area in square pixels, however the line turns. */
export function area(points: Pixel[]): number {
  const twice = points.reduce((sum, [x1, y1], index) => {
    const [x2, y2] = points[(index + 1) % points.length] ?? [x1, y1]
    return sum + x1 * y2 - x2 * y1
  }, 0)
  return Math.abs(twice) / 2
}

/** The polygon as an address says it: five decimals are a metre. */
export const writePolygon = (points: LngLat[]): string =>
  points.map(([lng, lat]) => `${lng.toFixed(5)},${lat.toFixed(5)}`).join(';')

/** The polygon of an address; empty for what is none. */
export function readPolygon(text: string): LngLat[] {
  const points = text.split(';').map((pair) => pair.split(',').map(Number))
  const whole = points.every((pair) => pair.length === 2 && pair.every(Number.isFinite))
  return whole && points.length >= FEWEST_POINTS ? (points as LngLat[]) : []
}
