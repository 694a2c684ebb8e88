import { reactive, readonly } from 'vue'

/** What a visitor without an account keeps: in this browser only, never sent anywhere. */
export type SavedKind = 'projects' | 'units'

export interface SavedItem {
  kind: SavedKind
  id: string
  name: string
  path: string
  /** When it was saved or seen, milliseconds. */
  at: number
}

export interface SavedLists {
  favourites: SavedItem[]
  history: SavedItem[]
  compare: SavedItem[]
}

type ListName = keyof SavedLists

const STORAGE_KEY = 'guangsha.saved.v1'
const LIMITS: Record<ListName, number> = { favourites: 200, history: 60, compare: 4 }

const lists = reactive<SavedLists>({ favourites: [], history: [], compare: [] })

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

/** Reads stored text; whatever is not a list of items is left out rather than believed. */
export function parseSaved(text: string | null): SavedLists {
  const empty: SavedLists = { favourites: [], history: [], compare: [] }
  if (!text) return empty
  try {
    const stored = JSON.parse(text) as Partial<Record<ListName, unknown>>
    for (const name of Object.keys(empty) as ListName[]) {
      const values = stored[name]
      if (Array.isArray(values)) empty[name] = values.filter(isItem).slice(0, LIMITS[name])
    }
  } catch {
    return empty
  }
  return empty
}

function store() {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(lists))
  } catch {
    // A full or forbidden storage loses only convenience; the lists still work until the page is left.
  }
}

/** Takes over what the browser kept. Called once the page is mounted, so that hydration sees empty lists. */
export function restoreSaved() {
  const take = (text: string | null) => Object.assign(lists, parseSaved(text))
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

/** Puts an item first in a list; an item already there moves up. The oldest leave when the list is full. */
export function put(list: ListName, item: Omit<SavedItem, 'at'>, now = Date.now()) {
  // Projects and homes are never compared with each other: the newcomer's kind wins.
  const others = lists[list].filter(
    (other) => other.id !== item.id && (list !== 'compare' || other.kind === item.kind),
  )
  lists[list] = [{ ...item, at: now }, ...others].slice(0, LIMITS[list])
  store()
}

export function remove(list: ListName, id: string) {
  lists[list] = lists[list].filter((item) => item.id !== id)
  store()
}

export function clear(list: ListName) {
  lists[list] = []
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
