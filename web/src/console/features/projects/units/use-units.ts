import { onBeforeUnmount, ref, shallowRef, triggerRef } from 'vue'

import { ApiProblem } from '@/api/client'

import type { DraftState } from '../../../forms/use-draft'
import { sendPart, type Editor } from '../editor'
import type { Unit, UnitKey } from './columns'
import { Sheet, type Clash } from './sheet'

const QUIET_MS = 800
const CHUNK = 500
const NULLABLE_TEXT = new Set<string>(['number', 'orientation'])

/** A field as the server takes it: '' empties a text by null, because the empty text means "as it is" nowhere. */
function wire(key: string, value: unknown): unknown {
  return value === '' && NULLABLE_TEXT.has(key) ? null : value
}
function wireUnit(unit: Unit): Record<string, unknown> {
  const stated = Object.entries(unit).filter(
    ([key, value]) => key !== 'floor_band' && value !== null && value !== '',
  )
  return Object.fromEntries(stated)
}

/** The unit sheet of a listing that saves itself; a change of somebody else is joined in cell by cell. */
export function useUnits(editor: Editor) {
  const sheet = shallowRef<Sheet | null>(null)
  const state = ref<DraftState>('loading')
  const clashes = shallowRef<Clash[]>([])
  const problem = shallowRef<ApiProblem | null>(null)
  let etag = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | null = null

  async function load() {
    const found = await editor.read()
    etag = found.etag
    sheet.value = new Sheet(found.value.units)
    state.value = 'saved'
  }

  function fail(error: unknown) {
    problem.value = error instanceof ApiProblem ? error : new ApiProblem(0, 'unknown', String(error), '')
    state.value = 'failed'
  }

  async function catchUp() {
    const found = await editor.read()
    etag = found.etag
    clashes.value = sheet.value?.rebase(found.value.units) ?? []
    triggerRef(sheet)
  }

  /** One request: some of what is unsaved. False when nothing is left. */
  async function sendSome(): Promise<boolean> {
    const now = sheet.value
    if (!now) return false
    const { cells, added, removed } = now.unsaved()
    const leaving = [...removed].slice(0, CHUNK)
    const changed = [...cells].slice(0, CHUNK)
    const fresh = [...added.values()].slice(0, CHUNK - changed.length)
    if (leaving.length + changed.length + fresh.length === 0) return false
    const units = [
      ...changed.map(([identity, fields]) => ({
        identity,
        ...Object.fromEntries([...fields].map(([key, { now: value }]) => [key, wire(key, value)])),
      })),
      ...fresh.map(wireUnit),
    ]
    const touched = new Set([...changed.map(([identity]) => identity), ...fresh.map((unit) => unit.identity)])
    const sent = now.rows.filter((unit) => touched.has(unit.identity))
    etag = await sendPart(editor.id, 'units', { units, remove: leaving }, etag)
    now.keep(sent, leaving)
    problem.value = null
    editor.saved()
    return true
  }

  async function push() {
    state.value = 'saving'
    for (let tries = 0; tries < 100; tries += 1) {
      try {
        if (!(await sendSome())) {
          state.value = 'saved'
          return
        }
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.status !== 412) throw error
        await catchUp()
        if (clashes.value.length > 0) {
          state.value = 'conflict'
          return
        }
      }
    }
    state.value = 'changed'
  }

  /** Saves now; what is typed while it runs is saved after it. */
  async function save() {
    clearTimeout(timer)
    if (state.value === 'conflict') return
    await running
    running = push().catch(fail)
    await running
    running = null
  }

  function touched() {
    triggerRef(sheet)
    if (state.value !== 'conflict') state.value = 'changed'
    clearTimeout(timer)
    timer = setTimeout(() => void save(), QUIET_MS)
  }

  /** Does something to the sheet; saves after a pause. */
  function change(work: (sheet: Sheet) => boolean) {
    if (sheet.value && work(sheet.value)) touched()
  }

  async function choose(clash: Clash, side: 'mine' | 'theirs') {
    clashes.value = clashes.value.filter((other) => other !== clash)
    if (side === 'theirs')
      sheet.value?.set([{ identity: clash.identity, key: clash.key as UnitKey, value: clash.theirs }])
    triggerRef(sheet)
    if (clashes.value.length > 0) return
    state.value = 'changed'
    await save()
  }

  function onLeave(event: BeforeUnloadEvent) {
    if (state.value !== 'saved' && state.value !== 'loading') event.preventDefault()
  }
  window.addEventListener('beforeunload', onLeave)
  onBeforeUnmount(() => {
    window.removeEventListener('beforeunload', onLeave)
    if (state.value === 'changed') void save()
  })
  return { sheet, state, clashes, problem, load, save, change, choose }
}
