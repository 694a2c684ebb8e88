import { onMounted, shallowRef, watch } from 'vue'

import { ApiProblem, getJson } from '@/api/client'
import type { LedgerHeadOut, LedgerKeyOut, UnitLedgerOut } from '@/api/generated'

import {
  canCheck,
  checkSteps,
  readSteps,
  saysTheSame,
  signatureOf,
  type CheckedStep,
  type Signature,
} from './check'
import { compareWithKept, type Growth } from './kept-head'

type Step = Omit<CheckedStep, 'right'> & { right: boolean | null }

export interface Verdict {
  /** False: this browser can compute nothing here. */
  checked: boolean
  signature: Signature
  growth: Growth | null
  /** Every step that is shown is in the signed tree. */
  steps: boolean
}

async function orNone<T>(path: string): Promise<T | null> {
  try {
    return await getJson<T>(path)
  } catch (problem) {
    if (problem instanceof ApiProblem && problem.status === 404) return null
    throw problem
  }
}

/** Asks for the log and checks what it says; `unit` is the id of one whose record is wanted. */
export function useLedger(unit: () => string | null) {
  const state = shallowRef<'loading' | 'checking' | 'done' | 'failed'>('loading')
  const head = shallowRef<LedgerHeadOut | null>(null)
  const key = shallowRef<LedgerKeyOut | null>(null)
  const steps = shallowRef<Step[]>([])
  const verdict = shallowRef<Verdict | null>(null)
  let turn = 0

  async function judge(
    history: UnitLedgerOut | null,
    newest: LedgerHeadOut,
    known: LedgerKeyOut,
  ): Promise<Verdict> {
    if (!canCheck()) return { checked: false, signature: 'unchecked', growth: null, steps: false }
    const checked = history ? await checkSteps(history) : []
    if (history) steps.value = checked
    const signature = saysTheSame(newest) ? await signatureOf(newest, known) : 'wrong'
    const right = checked.every((step) => step.right)
    const growth = right && signature !== 'wrong' ? await compareWithKept(newest, known) : null
    return { checked: true, signature, growth, steps: right }
  }

  async function read() {
    const mine = ++turn
    state.value = 'loading'
    verdict.value = null
    steps.value = []
    try {
      const id = unit()
      const [known, history] = await Promise.all([
        getJson<LedgerKeyOut>('/api/v1/ledger/key'),
        id ? orNone<UnitLedgerOut>(`/api/v1/ledger/units/${encodeURIComponent(id)}`) : null,
      ])
      const newest = history?.head ?? (await orNone<LedgerHeadOut>('/api/v1/ledger/head'))
      if (mine !== turn) return
      key.value = known
      head.value = newest
      steps.value = history ? readSteps(history).map((step) => ({ ...step, right: null })) : []
      state.value = 'checking'
      const found = newest && (await judge(history, newest, known))
      if (mine !== turn) return
      verdict.value = found
      state.value = 'done'
    } catch {
      if (mine === turn) state.value = 'failed'
    }
  }

  onMounted(read)
  watch(unit, read)
  return { state, head, key, steps, verdict, read }
}
