import { ref, shallowRef, type Ref } from 'vue'

import type { CandidateOut, ConsoleListingOut } from '@/api/generated'
import { EMPTY_LAYOUT } from '@/console/canvas/layout/edit'

import { freshCode, layoutIn, loadCandidate, putLayouts, recordOf, type LayoutRecord } from './layouts-api'
import { forgetUnfinished } from './unfinished'

/** The layouts of a listing: read, added, copied, removed. */
export function useLayouts(
  project: Ref<string>,
  ask: {
    go: (code: string | null) => void
    confirm: (layout: LayoutRecord) => boolean
    fresh: () => { name: string; copy: string }
  },
) {
  const layouts = shallowRef<LayoutRecord[]>([])
  const name = ref('')
  const listing = shallowRef<ConsoleListingOut | null>(null)
  const problem = shallowRef<unknown>(null)
  const busy = ref(false)

  function taken(all: CandidateOut): LayoutRecord[] {
    name.value = all.values.name
    listing.value = all.listing
    layouts.value = all.layouts.map(recordOf)
    return layouts.value
  }

  /** Reads anew, and writes on what was read; anything that fails is shown. */
  async function within(work: (etag: string) => Promise<string | null>): Promise<void> {
    busy.value = true
    problem.value = null
    try {
      const fresh = await loadCandidate(project.value)
      taken(fresh.value)
      const code = await work(fresh.etag)
      taken((await loadCandidate(project.value)).value)
      ask.go(code)
    } catch (error) {
      problem.value = error
    }
    busy.value = false
  }
  async function load() {
    problem.value = null
    try {
      taken((await loadCandidate(project.value)).value)
    } catch (error) {
      problem.value = error
    }
  }

  const codes = () => layouts.value.map((one) => one.code)
  const add = () =>
    within(async (etag) => {
      const code = freshCode(codes())
      const layout = {
        code,
        name: `${ask.fresh().name} ${code}`,
        name_en: '',
        built_area: 100,
        drawing: [EMPTY_LAYOUT],
      }
      await putLayouts(project.value, etag, { layouts: [layoutIn(layout as unknown as LayoutRecord)] })
      return code
    })
  const copy = (like: string) =>
    within(async (etag) => {
      const layout = layouts.value.find((one) => one.code === like)
      if (!layout) return like
      const code = freshCode(codes(), like)
      const record = { ...layout, code, name: `${layout.name} ${ask.fresh().copy}`, name_en: '' }
      await putLayouts(project.value, etag, { layouts: [layoutIn(record)] })
      return code
    })
  async function remove(code: string) {
    const layout = layouts.value.find((one) => one.code === code)
    if (!layout || !ask.confirm(layout)) return
    await within(async (etag) => {
      await putLayouts(project.value, etag, { remove: [code] })
      forgetUnfinished(project.value, code)
      return null
    })
  }
  return { layouts, name, listing, problem, busy, load, add, copy, remove }
}
