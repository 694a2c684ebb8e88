import { computed, inject, shallowReactive, type ComputedRef, type InjectionKey } from 'vue'
import type { RouteLocationNormalized, Router } from 'vue-router'

import { ApiProblem, getJson } from '@/api/client'
import type { PageName, PagePayload, PayloadOf } from '@/api/pages'
import { languageOf } from '@/i18n/language'

const KEPT_PAGES = 12
const KEPT_FOR_MS = 5 * 60 * 1000

export interface PageState {
  payload: PagePayload
  /** True while the next page is on its way. */
  loading: boolean
  /** Set when the next page could not be fetched; the one before it stays on the screen. */
  failure: ApiProblem | null
}

export interface PageStore {
  readonly state: PageState
  /** Fetches the page of an address, or takes it from the few kept for going back. */
  load: (route: PageAddress) => Promise<PagePayload>
  /** Remembers what the page of an address shows, so that going back shows it again at once. */
  keep: (route: PageAddress, payload: PagePayload) => void
}

type PageAddress = Pick<RouteLocationNormalized, 'meta' | 'params' | 'query' | 'path'>

export const pageStoreKey: InjectionKey<PageStore> = Symbol('page-store')

/** What an address says to the browser alone: the payload is the same with and without. */
const OWN = new Set(['view'])

/** The address of the payload behind a site address: same parameters, same query. */
export function payloadPath(route: PageAddress): string {
  const query = new URLSearchParams()
  query.set('language', languageOf(route.path))
  for (const source of [route.params, route.query]) {
    for (const [name, value] of Object.entries(source)) {
      if (OWN.has(name)) continue
      for (const one of Array.isArray(value) ? value : [value]) if (one) query.append(name, one)
    }
  }
  return `/api/v1/pages/${route.meta.page}?${query}`
}

export function createPageStore(first: PagePayload): PageStore {
  const state = shallowReactive<PageState>({ payload: first, loading: false, failure: null })
  const kept = new Map<string, { payload: PagePayload; at: number }>()

  function remember(path: string, payload: PagePayload) {
    kept.delete(path)
    kept.set(path, { payload, at: Date.now() })
    const oldest = kept.keys().next().value
    if (kept.size > KEPT_PAGES && oldest !== undefined) kept.delete(oldest)
  }

  return {
    state,
    async load(route) {
      const path = payloadPath(route)
      const known = kept.get(path)
      if (known && Date.now() - known.at < KEPT_FOR_MS) return known.payload
      const payload = await getJson<PagePayload>(path)
      remember(path, payload)
      return payload
    },
    keep: (route, payload) => remember(payloadPath(route), payload),
  }
}

/**
 * Lets every navigation wait for the payload of the page it leads to, and shows it once it is confirmed.
 *
 * Only the last navigation counts: what comes for one that was overtaken is kept for later, never shown or reported.
 */
export function connectPages(router: Router, store: PageStore) {
  let latest: RouteLocationNormalized | null = null
  let staged: { to: RouteLocationNormalized; payload: PagePayload } | null = null
  router.beforeEach((to) => {
    latest = to
    store.state.loading = false
    // Another language is another document: its words, its payload and its `lang` come from the server.
    if (languageOf(to.path) !== store.state.payload.shell.language) {
      window.location.assign(to.fullPath)
      return false
    }
    return true
  })
  router.beforeResolve(async (to, from) => {
    if (payloadPath(to) === payloadPath(from) && to.path === from.path) return true
    store.state.loading = true
    store.state.failure = null
    try {
      const payload = await store.load(to)
      if (latest === to) staged = { to, payload }
      return true
    } catch (error) {
      if (latest !== to) return false
      const problem = error instanceof ApiProblem ? error : new ApiProblem(0, 'unknown', String(error), '')
      // A missing page has its own proper answer from the server: status code and all.
      if ([400, 404, 410, 422].includes(problem.status)) window.location.assign(to.fullPath)
      else store.state.failure = problem
      return false
    } finally {
      if (latest === to) store.state.loading = false
    }
  })
  router.afterEach((to, _from, failure) => {
    if (failure || staged?.to !== to) return
    store.state.payload = staged.payload
    staged = null
    document.title = store.state.payload.head.title
  })
}

export function usePageStore(): PageStore {
  const store = inject(pageStoreKey)
  if (!store) throw new Error('no page was provided to the application')
  return store
}

/**
 * The payload of the page this component belongs to.
 *
 * While the next page takes over, a leaving component keeps what it had.
 */
export function usePage<N extends PageName>(name: N): ComputedRef<PayloadOf<N>> {
  const { state } = usePageStore()
  let last = state.payload
  if (last.page !== name) throw new Error(`page ${name} was shown with the payload of ${last.page}`)
  return computed(() => {
    if (state.payload.page === name) last = state.payload
    return last as PayloadOf<N>
  })
}
