import { getVersioned, sendJson } from '@/api/client'
import type { CandidateOut, DeskLayoutOut, LayoutIn } from '@/api/generated'
import { EMPTY_LAYOUT } from '@/console/canvas/layout/edit'
import type { DraftSource, Loaded } from '@/console/forms/use-draft'
import type { LayoutGeometry } from '@/geometry'

/** A layout as it is edited here. */
export interface LayoutRecord extends Omit<DeskLayoutOut, 'geometry'> {
  /**
   * The drawing, in a list of one: two people's work on one layout is joined field by field, but nobody can join two
   * drawings; a list is one field.
   */
  drawing: [LayoutGeometry]
}

const candidate = (project: string) => `/api/v1/console/listings/${project}/candidate`
const layouts = (project: string) => `/api/v1/console/listings/${project}/layouts`

export function loadCandidate(project: string): Promise<Loaded<CandidateOut>> {
  return getVersioned<CandidateOut>(candidate(project))
}

function drawingOf(geometry: DeskLayoutOut['geometry']): LayoutGeometry {
  return 'rooms' in geometry ? (geometry as unknown as LayoutGeometry) : EMPTY_LAYOUT
}

export function recordOf({ geometry, ...rest }: DeskLayoutOut): LayoutRecord {
  return { ...rest, drawing: [drawingOf(geometry)] }
}

/** A layout as it is sent. A drawing without a room is none. */
export function layoutIn({ drawing, ...rest }: LayoutRecord): LayoutIn {
  const [geometry] = drawing
  return {
    ...rest,
    ...(geometry.rooms.length > 0 ? { geometry: geometry as unknown as Record<string, unknown> } : {}),
  }
}

export async function putLayouts(
  project: string,
  etag: string,
  body: { layouts?: LayoutIn[]; remove?: string[] },
): Promise<string> {
  return (await sendJson<unknown>('PUT', layouts(project), { body, etag })).etag
}

/** One layout of a listing, loaded and saved for a form that saves itself. */
export function layoutSource(project: string, code: string, onLoad: (all: CandidateOut) => void) {
  return {
    async load() {
      const { value, etag } = await loadCandidate(project)
      onLoad(value)
      const found = value.layouts.find((one) => one.code === code)
      if (!found) throw new Error(`no layout ${code}`)
      return { value: recordOf(found), etag }
    },
    async save(value: LayoutRecord, etag: string) {
      return { value, etag: await putLayouts(project, etag, { layouts: [layoutIn(value)] }) }
    },
  } satisfies DraftSource<LayoutRecord>
}

/** A code that no layout has yet: A, B, ... or the given one with a number. */
export function freshCode(taken: readonly string[], like?: string): string {
  const letters = like ? [] : [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  const letter = letters.find((one) => !taken.includes(one))
  if (letter) return letter
  for (let n = 2; ; n += 1) {
    const code = `${(like ?? 'A').slice(0, 26)}-${n}`
    if (!taken.includes(code)) return code
  }
}
