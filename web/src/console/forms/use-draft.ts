import { computed, onBeforeUnmount, ref, shallowRef, watch, type Ref } from 'vue'

import { ApiProblem } from '@/api/client'

import { merge, same, withField, type Conflict } from './merge'

/** One version of a record on the server. */
export interface Loaded<T> {
  value: T
  etag: string
}

/** How a draft reaches the server. `save` fails with 412 when somebody else saved since `etag`. */
export interface DraftSource<T> {
  load: () => Promise<Loaded<T>>
  save: (value: T, etag: string) => Promise<Loaded<T>>
}

export type DraftState = 'loading' | 'saved' | 'changed' | 'saving' | 'conflict' | 'failed'

const QUIET_MS = 800
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/**
 * A form that saves itself. When somebody else saved meanwhile, both people's work is joined field by field; only
 * where both wrote the same field differently it stops and asks. Nothing a person typed is ever dropped: after a failure
 * it stays on the screen and is tried again.
 */
export function useDraft<T extends object>(source: DraftSource<T>) {
  const value = ref<T>() as Ref<T | undefined>
  const state = ref<DraftState>('loading')
  const conflicts = shallowRef<Conflict[]>([])
  const joined = shallowRef<string[]>([])
  const problem = shallowRef<ApiProblem | null>(null)
  let base: Loaded<T> | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | undefined

  const dirty = computed(() => ['changed', 'saving', 'conflict', 'failed'].includes(state.value))

  async function load() {
    state.value = 'loading'
    base = await source.load()
    value.value = copy(base.value)
    state.value = 'saved'
  }

  function fail(error: unknown) {
    problem.value = error instanceof ApiProblem ? error : new ApiProblem(0, 'unknown', String(error), '')
    state.value = 'failed'
  }

  async function catchUp() {
    if (!base || !value.value) return
    const fresh = await source.load()
    const result = merge(base.value, value.value, fresh.value)
    base = fresh
    value.value = copy(result.value)
    joined.value = result.taken
    conflicts.value = result.conflicts
    state.value = result.conflicts.length > 0 ? 'conflict' : 'changed'
  }

  async function push() {
    for (let tries = 0; tries < 5; tries += 1) {
      if (!base || !value.value || state.value === 'conflict') return
      if (same(base.value, value.value)) {
        state.value = 'saved'
        return
      }
      const sent = copy(value.value)
      state.value = 'saving'
      try {
        const kept = await source.save(sent, base.etag)
        const meanwhile = merge(sent, value.value, kept.value)
        base = kept
        value.value = copy(meanwhile.value)
        problem.value = null
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.status !== 412) {
          fail(error)
          return
        }
        await catchUp()
      }
    }
  }

  /** Saves now; waits for a save that is under way. */
  async function save() {
    clearTimeout(timer)
    await running
    running = push().catch(fail)
    await running
    running = undefined
  }

  function onChange() {
    if (!base || !value.value || state.value === 'conflict') return
    if (same(base.value, value.value)) {
      if (state.value === 'changed') state.value = 'saved'
      return
    }
    if (state.value !== 'saving') state.value = 'changed'
    clearTimeout(timer)
    timer = setTimeout(() => void save(), QUIET_MS)
  }

  /** Settles one conflict; the last one settled saves. */
  async function choose(conflict: Conflict, side: 'mine' | 'theirs') {
    if (!value.value) return
    value.value = withField(value.value, conflict.path, conflict[side])
    conflicts.value = conflicts.value.filter((other) => other !== conflict)
    if (conflicts.value.length > 0) return
    state.value = 'changed'
    await save()
  }

  function onLeave(event: BeforeUnloadEvent) {
    if (dirty.value) event.preventDefault()
  }
  watch(value, onChange, { deep: true })
  window.addEventListener('beforeunload', onLeave)
  onBeforeUnmount(() => {
    window.removeEventListener('beforeunload', onLeave)
    if (dirty.value) void save()
  })

  return { value, state, conflicts, joined, problem, dirty, load, save, choose, catchUp }
}
