import type { SiteOut } from '@/api/generated'
import type { Point, SiteModelInput } from '@/geometry'

function points(line: number[][]): Point[] {
  return line.map(([x = 0, y = 0]) => [x, y])
}

/** A project's geometry as the drawings want it. */
export function siteOf(site: SiteOut): SiteModelInput {
  const { version, boundary, greens, waters, roads } = site.site
  return {
    site: {
      version,
      boundary: points(boundary),
      greens: greens.map(points),
      waters: waters.map(points),
      roads: roads.map(({ line, width }) => ({ line: points(line), width })),
    },
    bearing_deg: site.bearing_deg,
    lat: site.lat,
    buildings: site.buildings.map((building) => ({ ...building, footprint: points(building.footprint) })),
  }
}
