import { shallowRef } from 'vue'

import { getJson } from '@/api/client'
import type { ConsoleListingOut, ReviewNoteOut, SubmissionDetailOut } from '@/api/generated'

import { placeOf } from '../review/change-words'

/** A field that reviewers sent back, and what they wrote at it. */
export interface ReturnedField {
  path: string
  notes: ReviewNoteOut[]
}

/** What came back with a listing's last submission; nobody's names and no fields when nothing did. */
export interface Returned {
  fields: readonly ReturnedField[]
  people: SubmissionDetailOut['people']
}

const SECTIONS: Record<string, string> = {
  project: 'facts',
  phases: 'facts',
  buildings: 'site',
  layouts: 'layouts',
  units: 'units',
  permits: 'permits',
  media: 'media',
  surroundings: 'surroundings',
  progress: 'progress',
}

/** The section of the editor in which a field is changed. */
export function sectionOf(path: string): string {
  return path === 'project.site_geometry' ? 'site' : (SECTIONS[placeOf(path).part] ?? 'facts')
}

/** The screen on which a field of a project is changed, opened at it. */
export function mendingPath(project: string, path: string): string {
  const section = sectionOf(path)
  const { key } = placeOf(path)
  const inner = section === 'facts' ? '' : `/${section}`
  const one = section === 'layouts' && key ? `/${encodeURIComponent(key)}` : ''
  return `/console/projects/${project}${inner}${one}?field=${encodeURIComponent(path)}`
}

const FACTS: Record<string, string> = {
  position: 'lng',
  opening: 'opening_on',
  handover: 'handover_on',
  'stated.total_min_fen': 'stated_lowest_total_fen',
  'stated.total_max_fen': 'stated_highest_total_fen',
}

/** The field of the facts form that holds what a path names: the first of them where it is made of several. */
export function factOf(path: string): string {
  const { aspect } = placeOf(path)
  return FACTS[aspect] ?? aspect.replace('stated.', 'stated_')
}

const NOTHING: Returned = { fields: [], people: [] }

/** What reviewers sent back of a listing; `look` asks again when its submission moved. */
export function useReturned() {
  const returned = shallowRef<Returned>(NOTHING)
  let seen = ''
  async function look({ submission_id: id, submission_state: state }: ConsoleListingOut) {
    const now = `${id} ${state}`
    if (now === seen) return
    seen = now
    if (id === null || state !== 'returned') {
      returned.value = NOTHING
      return
    }
    const found = await getJson<SubmissionDetailOut>(`/api/v1/console/listings/submissions/${id}`)
    const fields = found.fields
      .filter((field) => field.verdict === 'returned')
      .map(({ path }) => ({ path, notes: found.notes.filter((note) => note.path === path) }))
    returned.value = { fields, people: found.people }
  }
  return { returned, look }
}
