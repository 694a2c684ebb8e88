import { getJson, sendJson } from '@/api/client'
import type { MoveIn, KeptListsOut } from '@/api/generated'
import { languageOf } from '@/i18n/language'

import { keepWith, saved, takeOver, type Keeper, type SavedItem } from './saved'

/**
 * The lists of whoever is signed in: moved into the account once, then the account's copy. Fetched only when somebody is
 * there. Changes go to the account one after the other; a pull waits for them, so that it never shows an older state.
 */
const PULL_EVERY_MS = 20_000
let person = ''
let changes: Promise<unknown> = Promise.resolve()
let pulled = 0
let listening = false

type Things = KeptListsOut['favourites'] | KeptListsOut['history']

function items(found: Things, english: boolean): SavedItem[] {
  return found.flatMap((one) => {
    if (!one.thing) return []
    const { id, name, name_en, path } = one.thing
    const at = Date.parse('saved_at' in one ? one.saved_at : one.seen_at)
    const tell = 'tell_price' in one ? { tell: one.tell_price } : {}
    return [{ kind: one.kind, id, name: (english && name_en) || name, path, at, ...tell }]
  })
}

function take(found: KeptListsOut, owner: string) {
  if (owner !== person) return
  const english = languageOf(window.location.pathname) === 'en'
  pulled = Date.now()
  takeOver({ favourites: items(found.favourites, english), history: items(found.history, english), owner })
}

async function pull() {
  const owner = person
  await changes
  take(await getJson<KeptListsOut>('/api/v1/me/saved'), owner)
}

async function moveIn() {
  const owner = person
  const kept = ({ kind, id, at }: SavedItem) => ({ kind, id, at: new Date(at).toISOString() })
  const body: MoveIn = {
    favourites: saved.favourites.map(kept),
    history: saved.history.map(kept),
    searches: saved.searches.map(({ query, name }) => ({ query, name, cadence: 'instant' })),
  }
  take((await sendJson<KeptListsOut>('POST', '/api/v1/me/saved/move-in', { body })).value, owner)
}

function send(method: 'PUT' | 'DELETE', path: string, body?: object) {
  const owner = person
  changes = changes
    .then(() => (owner === person ? sendJson(method, `/api/v1/me/${path}`, body ? { body } : {}) : undefined))
    // What did not arrive is put right by the next pull.
    .catch(() => (pulled = 0))
}

const place = (list: string, item: SavedItem) => `${list}/${item.kind}/${encodeURIComponent(item.id)}`
const keeper: Keeper = {
  put: (list, item) =>
    send(
      'PUT',
      place(list, item),
      list === 'favourites' && item.tell !== undefined ? { tell_price: item.tell } : {},
    ),
  remove: (list, item) => send('DELETE', place(list, item)),
  clear: (list) => list === 'history' && send('DELETE', 'history'),
}

/** Another device may have changed them: look again when somebody comes back to this one. */
function listen() {
  if (listening) return
  listening = true
  document.addEventListener('visibilitychange', () => {
    const due = person && document.visibilityState === 'visible' && Date.now() - pulled > PULL_EVERY_MS
    if (due) void pull().catch(() => {})
  })
}

/** Follows who is there: `next` is a person's id, or empty when nobody is. */
export async function followSaved(next: string) {
  person = next
  if (!next || (saved.owner && saved.owner !== next)) takeOver({ favourites: [], history: [], owner: '' })
  keepWith(next ? keeper : undefined)
  if (!next) return
  listen()
  await (saved.owner ? pull() : moveIn()).catch(() => {})
}
