import { computed, shallowRef, watch, type ShallowRef } from 'vue'

import { record, redo, startHistory, undo } from './history'

/** A document being drawn: its history, and what a gesture shows before it is finished. */
export function useDrawing<T extends object>(model: ShallowRef<T>) {
  const history = shallowRef(startHistory(model.value))
  const trial = shallowRef<T | null>(null)
  const shown = computed(() => trial.value ?? history.value.present.value)

  function set(next: typeof history.value) {
    trial.value = null
    if (next === history.value) return
    history.value = next
    model.value = next.present.value
  }
  // What others changed is one more step: undo never takes their work away unseen.
  watch(model, (value) => {
    if (value !== history.value.present.value) history.value = record(history.value, value, 'outside')
  })

  return {
    shown,
    /** The document without what the gesture under way would do. */
    settled: computed(() => history.value.present.value),
    attempt: (value: T) => (trial.value = value),
    drop: () => (trial.value = null),
    commit: (value: T, label: string, joins: string | null = null) =>
      set(record(history.value, value, label, joins)),
    undo: () => set(undo(history.value)),
    redo: () => set(redo(history.value)),
    canUndo: computed(() => history.value.past.length > 0),
    canRedo: computed(() => history.value.future.length > 0),
  }
}

export type Drawing<T extends object> = ReturnType<typeof useDrawing<T>>
