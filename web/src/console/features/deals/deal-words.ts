import type { DealOut, DealRowOut } from '@/api/generated'

import type { Words } from '../../words'

export type DealState = DealRowOut['state']
export const STATES: readonly DealState[] = [
  'awaiting_deposit',
  'subscribed',
  'contracted',
  'handed_over',
  'withdrawn',
  'cancelled',
]

export function toneOf(state: DealState): 'gold' | 'trust' | 'solid' | 'plain' {
  const tones = {
    awaiting_deposit: 'gold',
    subscribed: 'trust',
    contracted: 'solid',
    handed_over: 'solid',
  } as const
  return state in tones ? tones[state as keyof typeof tones] : 'plain'
}

/** The home by its name in the reader's language. */
export function homeOf(one: Pick<DealRowOut | DealOut, 'home'>, words: Words): string {
  if (!one.home) return words.t('deals.gone')
  const { project, project_en, name, name_en } = one.home
  return words.language === 'en' ? `${project_en} ${name_en}` : `${project} ${name}`
}

export const titled = (one: { title: string; title_en: string }, words: Words) =>
  words.language === 'en' ? one.title_en : one.title
