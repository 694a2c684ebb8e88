import { ref, shallowRef, type Ref } from 'vue'

import {
  actOn,
  openSubmission,
  sendDecisions,
  submitAgain,
  type Decision,
  type Opened,
  type SubmissionAct,
} from './review-data'

/** A submission on screen: read, acted on, and read anew after every act, also after one that was refused. */
export function useSubmission(id: Ref<string>) {
  const opened = shallowRef<Opened>()
  /** Why it cannot be shown. */
  const error = shallowRef<unknown>(null)
  /** Why the last act was refused. */
  const trouble = shallowRef<unknown>(null)
  const busy = ref(false)

  async function load() {
    const wanted = id.value
    error.value = null
    try {
      const found = await openSubmission(wanted)
      if (id.value === wanted) opened.value = found
    } catch (failure) {
      if (id.value === wanted) error.value = failure
    }
  }
  /** True when the server took it. */
  async function run(work: (now: Opened) => Promise<void>): Promise<boolean> {
    const now = opened.value
    if (!now || busy.value) return false
    busy.value = true
    trouble.value = null
    try {
      await work(now)
    } catch (failure) {
      trouble.value = failure
    }
    await load()
    busy.value = false
    return trouble.value === null
  }
  return {
    opened,
    error,
    trouble,
    busy,
    load,
    decide: (decisions: Decision[]) => run((now) => sendDecisions(now, decisions)),
    act: (act: SubmissionAct) => run((now) => actOn(now, act)),
    resubmit: () => run((now) => submitAgain(now.detail.summary.project_id)),
  }
}
