import { describe, expect, it } from 'vitest'

import { convexParts } from './convexParts'
import { area, contains } from './polygon'
import { shadowOffset, shadowPolygons, sunAtSolarHour, sunDirection, sunPosition } from './sun'
import type { Point } from './types'

describe('position of the sun', () => {
  it('agrees with the worked example of the NREL solar position algorithm', () => {
    // 17 October 2003, 12:30:30 at UTC-7, 39.742476 N 105.1786 W: zenith 50.11162 with 0.016 of refraction.
    const sun = sunPosition(Date.UTC(2003, 9, 17, 19, 30, 30), 39.742476, -105.1786)
    expect(sun.azimuth_deg).toBeCloseTo(194.34, 1)
    expect(Math.abs(sun.altitude_deg - (90 - 50.11162 - 0.016))).toBeLessThan(0.02)
  })

  it('agrees with the declination of Meeus, example 25.a', () => {
    // Seen from the pole, the altitude is the declination: -7.78507 degrees on 13 October 1992.
    const sun = sunPosition(Date.UTC(1992, 9, 13), 90, 0)
    expect(Math.abs(sun.altitude_deg - -7.78507)).toBeLessThan(0.01)
  })

  it('culminates in the south at 90 - latitude + declination', () => {
    const winter = sunAtSolarHour('2026-12-22', 12, 28.2)
    expect(winter.azimuth_deg).toBeCloseTo(180, 3)
    expect(winter.altitude_deg).toBeCloseTo(90 - 28.2 - 23.44, 1)
    const summer = sunAtSolarHour('2026-06-21', 12, 40)
    expect(summer.altitude_deg).toBeCloseTo(90 - 40 + 23.44, 1)
  })

  it('rises in the east at the equinox and stands in the north in the southern summer', () => {
    const dawn = sunAtSolarHour('2026-03-20', 6, 31)
    expect(Math.abs(dawn.altitude_deg)).toBeLessThan(0.5)
    expect(Math.abs(dawn.azimuth_deg - 90)).toBeLessThan(0.5)
    const south = sunAtSolarHour('2026-12-22', 12, -34)
    expect(Math.min(south.azimuth_deg, 360 - south.azimuth_deg)).toBeLessThan(0.01)
  })

  it('is higher at noon by the clock of 120 degrees east when standing there than further west', () => {
    const noon = Date.UTC(2026, 4, 1, 4)
    expect(sunPosition(noon, 30, 120).altitude_deg).toBeGreaterThan(sunPosition(noon, 30, 104).altitude_deg)
  })
})

describe('shadows', () => {
  const foot: Point[] = [
    [0, 0],
    [20, 0],
    [20, 10],
    [0, 10],
  ]

  it('fall away from the sun with the length the altitude gives', () => {
    const offset = shadowOffset({ azimuth_deg: 180, altitude_deg: 45 }, 0, 30)
    expect(offset[0]).toBeCloseTo(0)
    expect(offset[1]).toBeCloseTo(30)
  })

  it('turn with the frame of the site', () => {
    const [x, y] = sunDirection({ azimuth_deg: 90, altitude_deg: 30 }, 90)
    expect(x).toBeCloseTo(0)
    expect(y).toBeCloseTo(1)
  })

  it('cover the footprint and the moved footprint', () => {
    const offset: Point = [15, 12]
    const [shadow] = shadowPolygons(convexParts(foot), offset)
    // Area of the sweep of a convex body: its own area plus its width across the movement times the movement.
    const width = Math.abs(offset[0]) * 10 + Math.abs(offset[1]) * 20
    expect(area(shadow ?? [])).toBeCloseTo(200 + width)
    for (const [x, y] of foot)
      expect(contains(shadow ?? [], [x * 0.98 + 0.2 + 15 * 0.5, y * 0.98 + 0.1 + 6])).toBe(true)
  })

  it('are absent at night', () => {
    expect(shadowOffset({ azimuth_deg: 0, altitude_deg: -10 }, 0, 30)).toEqual([0, 0])
    expect(shadowOffset({ azimuth_deg: 180, altitude_deg: 40 }, 0, Number.NaN)).toEqual([0, 0])
  })
})
