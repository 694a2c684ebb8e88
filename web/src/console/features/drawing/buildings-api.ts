import { sendJson } from '@/api/client'
import type { BuildingIn, CandidateOut, ConsoleListingOut } from '@/api/generated'
import type { Building, Buildings } from '@/console/canvas/site/edit'
import { same } from '@/console/forms/merge'
import type { DraftSource } from '@/console/forms/use-draft'
import type { SiteGeometry } from '@/geometry'

import { loadCandidate } from './layouts-api'

/** Buildings by name: two people's work on different buildings is joined, building by building and field by field. */
export interface SiteRecord {
  buildings: Record<string, Building>
}

export interface Ground {
  readonly name: string
  readonly site: SiteGeometry | null
  readonly bearing: number
  readonly lat: number | null
  readonly listing: ConsoleListingOut | null
}

export function groundOf({ listing, values }: CandidateOut): Ground {
  const site = 'boundary' in values.site_geometry ? (values.site_geometry as unknown as SiteGeometry) : null
  return { name: values.name, site, bearing: values.bearing_deg, lat: values.lat, listing }
}

export function recordOfBuildings(all: Buildings): SiteRecord {
  return { buildings: Object.fromEntries(all.map((one) => [one.name, one])) }
}

export function buildingsOf(record: SiteRecord): Building[] {
  return Object.values(record.buildings).toSorted((p, q) => p.ordinal - q.ordinal)
}

/** What was changed since, as the server takes it: changed buildings whole, the others not at all. */
export function changesOf(
  before: SiteRecord,
  after: SiteRecord,
): { buildings: BuildingIn[]; remove: string[] } {
  const changed = Object.values(after.buildings).filter((one) => !same(before.buildings[one.name], one))
  return {
    buildings: changed.map((one): BuildingIn => ({
      ...one,
      footprint: one.footprint.map(([x, y]): [number, number] => [x, y]),
      entrances: one.entrances.map(({ place, ...entrance }) => ({
        ...entrance,
        place: place && [place[0], place[1]],
      })),
    })),
    remove: Object.keys(before.buildings).filter((name) => !after.buildings[name]),
  }
}

export function siteSource(project: string, onLoad: (ground: Ground) => void) {
  let known: SiteRecord = { buildings: {} }
  return {
    async load() {
      const { value, etag } = await loadCandidate(project)
      onLoad(groundOf(value))
      known = recordOfBuildings(value.buildings)
      return { value: known, etag }
    },
    async save(value: SiteRecord, etag: string) {
      const body = changesOf(known, value)
      const path = `/api/v1/console/listings/${project}/buildings`
      const saved = await sendJson<unknown>('PUT', path, { body, etag })
      known = value
      return { value, etag: saved.etag }
    },
  } satisfies DraftSource<SiteRecord>
}
