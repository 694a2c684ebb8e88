import { reactive, readonly } from 'vue'

/**
 * What somebody keeps. A visitor's lists stay in this browser; whoever signs in takes them along: then the account has them
 * and what is here is its copy, named by `owner`.
 */
export type SavedKind = 'projects' | 'units'

export interface SavedItem {
  kind: SavedKind
  id: string
  name: string
  path: string
  /** When it was saved or seen, milliseconds. */
  at: number
  /** Of an account: to be told when it costs less. */
  tell?: boolean
}

/** A search a visitor keeps, in the form of its address. */
export interface SavedQuery {
  query: string
  name: string
  at: number
}

export interface SavedLists {
  favourites: SavedItem[]
  history: SavedItem[]
  compare: SavedItem[]
}

type ListName = keyof SavedLists

interface Stored extends SavedLists {
  searches: SavedQuery[]
  /** Whose account these lists are a copy of; empty: nobody's. */
  owner: string
}

/** Carries changes of the lists to the account. */
export interface Keeper {
  put: (list: 'favourites' | 'history', item: SavedItem) => void
  remove: (list: 'favourites' | 'history', item: SavedItem) => void
  clear: (list: 'favourites' | 'history') => void
}

const STORAGE_KEY = 'guangsha.saved.v1'
const LIMITS: Record<ListName, number> = { favourites: 200, history: 60, compare: 4 }

const MAX_SEARCHES = 20

const none = (): Stored => ({ favourites: [], history: [], compare: [], searches: [], owner: '' })
const lists = reactive<Stored>(none())
let keeper: Keeper | undefined
let restored = false

function isItem(value: unknown): value is SavedItem {
  const item = value as Partial<SavedItem> | null
  return (
    typeof item === 'object' &&
    item !== null &&
    (item.kind === 'projects' || item.kind === 'units') &&
    typeof item.id === 'string' &&
    typeof item.name === 'string' &&
    typeof item.path === 'string' &&
    item.path.startsWith('/') &&
    typeof item.at === 'number'
  )
}

function isQuery(value: unknown): value is SavedQuery {
  const item = value as Partial<SavedQuery> | null
  return (
    typeof item === 'object' &&
    item !== null &&
    typeof item.query === 'string' &&
    typeof item.name === 'string' &&
    typeof item.at === 'number'
  )
}

/** Reads stored text; whatever is not a list of items is left out rather than believed. */
export function parseSaved(text: string | null): Stored {
  const found = none()
  if (!text) return found
  try {
    const stored = JSON.parse(text) as Partial<Record<keyof Stored, unknown>>
    for (const name of Object.keys(LIMITS) as ListName[]) {
      const values = stored[name]
      if (Array.isArray(values)) found[name] = values.filter(isItem).slice(0, LIMITS[name])
    }
    if (Array.isArray(stored.searches))
      found.searches = stored.searches.filter(isQuery).slice(0, MAX_SEARCHES)
    if (typeof stored.owner === 'string') found.owner = stored.owner
  } catch {
    return found
  }
  return found
}

function store() {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(lists))
  } catch {
    // A full or forbidden storage loses only convenience; the lists still work until the page is left.
  }
}

/**
 * Takes over what the browser kept. Called once the page is mounted, so that hydration sees empty lists; a page that notes
 * something as soon as it is mounted comes before the application around it, and must not write over what was kept.
 */
export function restoreSaved() {
  if (restored) return
  restored = true
  const take = (text: string | null) => void Object.assign(lists, parseSaved(text))
  try {
    take(localStorage.getItem(STORAGE_KEY))
  } catch {
    return
  }
  window.addEventListener('storage', (event) => {
    if (event.key === STORAGE_KEY) take(event.newValue)
  })
}

export const saved = readonly(lists)

export function isSaved(list: ListName, id: string): boolean {
  return lists[list].some((item) => item.id === id)
}

const toAccount = (list: ListName): list is 'favourites' | 'history' => list !== 'compare'

/** Puts an item first in a list; an item already there moves up. The oldest leave when the list is full. */
export function put(list: ListName, item: Omit<SavedItem, 'at'>, now = Date.now()) {
  restoreSaved()
  // Projects and homes are never compared with each other: the newcomer's kind wins.
  const others = lists[list].filter(
    (other) => other.id !== item.id && (list !== 'compare' || other.kind === item.kind),
  )
  const kept = { ...item, at: now }
  lists[list] = [kept, ...others].slice(0, LIMITS[list])
  store()
  if (toAccount(list)) keeper?.put(list, kept)
}

export function remove(list: ListName, id: string) {
  restoreSaved()
  const gone = lists[list].find((item) => item.id === id)
  lists[list] = lists[list].filter((item) => item.id !== id)
  store()
  if (gone && toAccount(list)) keeper?.remove(list, gone)
}

export function clear(list: ListName) {
  restoreSaved()
  lists[list] = []
  store()
  if (toAccount(list)) keeper?.clear(list)
}

/** Keeps a visitor's search; the same one again moves up. */
export function keepSearch(query: string, name: string, now = Date.now()) {
  restoreSaved()
  const others = lists.searches.filter((one) => one.query !== query)
  lists.searches = [{ query, name, at: now }, ...others].slice(0, MAX_SEARCHES)
  store()
}

export function removeSearch(query: string) {
  lists.searches = lists.searches.filter((one) => one.query !== query)
  store()
}

/** From now on changes go to `next` too; undefined: to nobody. */
export function keepWith(next: Keeper | undefined) {
  keeper = next
}

/** Takes over an account's lists as its copy, or (owner empty) forgets them. What is being compared stays. */
export function takeOver(next: Pick<Stored, 'favourites' | 'history' | 'owner'>) {
  Object.assign(lists, { ...next, searches: [] })
  store()
}

export function toggle(list: ListName, item: Omit<SavedItem, 'at'>) {
  if (isSaved(list, item.id)) remove(list, item.id)
  else put(list, item)
}

/** The address of the comparison of what is in the tray. */
export function comparePath(items: readonly SavedItem[]): string {
  const kind = items[0]?.kind ?? 'projects'
  return `/compare?${kind}=${items.map((item) => encodeURIComponent(item.id)).join(',')}`
}
