import { getJson } from '@/api/client'
import type { CardsOut, SearchWordsListOut, SearchWordsOut, WatchedSearchOut } from '@/api/generated'
import type { Language } from '@/i18n/language'

export type Cadence = WatchedSearchOut['cadence']
export const CADENCES: readonly Cadence[] = ['instant', 'daily', 'weekly']

/** Saved searches in words, by their query. */
export async function wordsOf(queries: string[], language: Language): Promise<Map<string, SearchWordsOut>> {
  const found = new Map<string, SearchWordsOut>()
  // A drawn area makes a long address: a few at a time.
  for (let at = 0; at < queries.length; at += 8) {
    const asked = new URLSearchParams({ language })
    for (const query of queries.slice(at, at + 8)) asked.append('query', query)
    const { items } = await getJson<SearchWordsListOut>(`/api/v1/pages/search-words?${asked}`)
    for (const one of items) found.set(one.query, one)
  }
  return found
}

/** Cards of projects and homes by their ids; those that are not public are missing. */
export async function cardsOf(projects: string[], units: string[], language: Language): Promise<CardsOut> {
  const all: CardsOut = { projects: [], units: [] }
  for (let at = 0; at < Math.max(projects.length, units.length); at += 60) {
    const asked = new URLSearchParams({
      language,
      projects: projects.slice(at, at + 60).join(','),
      units: units.slice(at, at + 60).join(','),
    })
    const some = await getJson<CardsOut>(`/api/v1/pages/cards?${asked}`)
    all.projects.push(...some.projects)
    all.units.push(...some.units)
  }
  return all
}
