import { onMounted, ref, shallowRef, watch } from 'vue'

import { ApiProblem, getJson, sendForm } from '@/api/client'
import type { ContractProofOut, FileProofOut } from '@/api/generated'
import { askSession } from '@/shared/session'

/** The longest file that is taken. */
export const MOST_BYTES = 12 * 1024 * 1024

/** What proves the contract with this code; asked for when the page is looked at. */
export function useContractProof(code: () => string | null) {
  const state = ref<'none' | 'loading' | 'found' | 'unknown' | 'failed'>(code() ? 'loading' : 'none')
  const proof = shallowRef<ContractProofOut | null>(null)

  async function read() {
    const asked = code()
    proof.value = null
    if (!asked) return void (state.value = 'none')
    state.value = 'loading'
    try {
      proof.value = await getJson<ContractProofOut>(`/api/v1/verify/${encodeURIComponent(asked)}`)
      state.value = 'found'
    } catch (problem) {
      state.value = problem instanceof ApiProblem && problem.status === 404 ? 'unknown' : 'failed'
    }
  }
  onMounted(read)
  watch(code, read)
  return { state, proof, read }
}

/** Sends a file to be checked; it is kept nowhere. */
export function useFileCheck() {
  const busy = ref(false)
  const problem = ref('')
  const found = shallowRef<FileProofOut | null>(null)
  const name = ref('')

  async function check(file: File) {
    name.value = file.name
    found.value = null
    problem.value = ''
    busy.value = true
    try {
      await askSession() // brings a visitor the token against forged requests
      const form = new FormData()
      form.append('file', file)
      found.value = (await sendForm<FileProofOut>('/api/v1/verify', form)).value
    } catch (failure) {
      problem.value = failure instanceof ApiProblem ? failure.message : ''
      if (!problem.value) problem.value = ' '
    } finally {
      busy.value = false
    }
  }
  return { busy, problem, found, name, check }
}
