/**
 * Where the sun stands, and the shadows it casts on level ground.
 *
 * The position follows the equations published by NOAA's solar calculator (after Meeus, Astronomical Algorithms).
 * Between 1950 and 2050 and for latitudes up to 65 degrees it agrees with the full theory to about 0.02 degrees, far
 * better than the geometry it is used with. Refraction (0.5 degrees at the horizon, 0.02 at 40 degrees) is left out:
 * it does not matter for hours in which a shadow has a useful length.
 */

import { convexHull } from './polygon'
import type { ConvexPart } from './convexParts'
import type { Point } from './types'

export interface SunPosition {
  /** Degrees clockwise from true north. */
  readonly azimuth_deg: number
  /** Degrees above the horizon; negative at night. */
  readonly altitude_deg: number
}

const RAD = Math.PI / 180

function wrap360(value: number): number {
  return ((value % 360) + 360) % 360
}

interface SunOfDay {
  readonly declination: number
  /** Minutes that a sundial is ahead of a clock keeping mean time. */
  readonly equationOfTime: number
}

function sunOfDay(julianDay: number): SunOfDay {
  const t = (julianDay - 2451545) / 36525
  const meanLongitude = wrap360(280.46646 + t * (36000.76983 + t * 0.0003032))
  const anomaly = (357.52911 + t * (35999.05029 - 0.0001537 * t)) * RAD
  const eccentricity = 0.016708634 - t * (0.000042037 + 0.0000001267 * t)
  const centre =
    Math.sin(anomaly) * (1.914602 - t * (0.004817 + 0.000014 * t)) +
    Math.sin(2 * anomaly) * (0.019993 - 0.000101 * t) +
    Math.sin(3 * anomaly) * 0.000289
  const node = (125.04 - 1934.136 * t) * RAD
  const apparent = (meanLongitude + centre - 0.00569 - 0.00478 * Math.sin(node)) * RAD
  const seconds = 21.448 - t * (46.815 + t * (0.00059 - t * 0.001813))
  const obliquity = (23 + (26 + seconds / 60) / 60 + 0.00256 * Math.cos(node)) * RAD
  const y = Math.tan(obliquity / 2) ** 2
  const l2 = 2 * meanLongitude * RAD
  const equation =
    y * Math.sin(l2) -
    2 * eccentricity * Math.sin(anomaly) +
    4 * eccentricity * y * Math.sin(anomaly) * Math.cos(l2) -
    0.5 * y * y * Math.sin(2 * l2) -
    1.25 * eccentricity * eccentricity * Math.sin(2 * anomaly)
  return {
    declination: Math.asin(Math.sin(obliquity) * Math.sin(apparent)),
    equationOfTime: (4 * equation) / RAD,
  }
}

function fromHourAngle(declination: number, hourAngle: number, lat: number): SunPosition {
  const phi = lat * RAD
  const sinAltitude =
    Math.sin(phi) * Math.sin(declination) + Math.cos(phi) * Math.cos(declination) * Math.cos(hourAngle)
  const altitude = Math.asin(Math.max(-1, Math.min(1, sinAltitude)))
  const azimuth = Math.atan2(
    -Math.sin(hourAngle) * Math.cos(declination),
    Math.cos(phi) * Math.sin(declination) - Math.sin(phi) * Math.cos(declination) * Math.cos(hourAngle),
  )
  return { azimuth_deg: wrap360(azimuth / RAD), altitude_deg: altitude / RAD }
}

/** Position at an instant (`unixMs`, UTC milliseconds) seen from (lat, lng) in degrees, east and north positive. */
export function sunPosition(unixMs: number, lat: number, lng: number): SunPosition {
  const { declination, equationOfTime } = sunOfDay(unixMs / 86400000 + 2440587.5)
  const minutes = (((unixMs / 60000) % 1440) + 1440) % 1440
  const solarMinutes = minutes + equationOfTime + 4 * lng
  const hourAngle = (wrap360(solarMinutes / 4) - 180) * RAD
  return fromHourAngle(declination, hourAngle, lat)
}

/**
 * Position on a calendar day at a true solar hour (12 is when the sun stands highest), independent of time zones.
 * `day` is an ISO date such as `2026-12-22`.
 */
export function sunAtSolarHour(day: string, solarHour: number, lat: number): SunPosition {
  const noon = Date.parse(`${day}T12:00:00Z`)
  const { declination } = sunOfDay(noon / 86400000 + 2440587.5)
  return fromHourAngle(declination, (solarHour - 12) * 15 * RAD, lat)
}

/** Unit vector on the ground pointing towards the sun, in a frame whose +y axis has the given bearing. */
export function sunDirection(sun: SunPosition, bearing_deg: number): Point {
  const angle = (sun.azimuth_deg - bearing_deg) * RAD
  return [Math.sin(angle), Math.cos(angle)]
}

/**
 * Where the shadow of the top of something `height` metres tall falls, relative to its foot, in the local frame.
 * At night, or with the sun lower than 2 degrees, there is no usable shadow: (0, 0).
 */
export function shadowOffset(sun: SunPosition, bearing_deg: number, height: number): Point {
  if (sun.altitude_deg < 2 || !(height > 0)) return [0, 0]
  const length = height / Math.tan(sun.altitude_deg * RAD)
  const [x, y] = sunDirection(sun, bearing_deg)
  return [-x * length, -y * length]
}

/**
 * Ground shadow of a prism: for each convex part of its footprint the hull of the part and of the part moved by the
 * shadow offset. All parts are counter-clockwise, so filling them as one path with the non-zero rule gives the union.
 */
export function shadowPolygons(parts: readonly ConvexPart[], offset: Point): Point[][] {
  return parts.map((part) =>
    convexHull([...part.points, ...part.points.map((p): Point => [p[0] + offset[0], p[1] + offset[1]])]),
  )
}
