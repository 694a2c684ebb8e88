import type { DifferenceOut } from '@/api/generated'
import { exactYuan } from '@/shared/format'

import type { Words } from '../../words'
import type { ContractState } from './contracts-api'

/** The look of a state; never colour alone, the word stands beside it. */
export const TONES: Record<ContractState, 'plain' | 'trust' | 'solid' | 'gold' | 'brand'> = {
  draft: 'plain',
  offered: 'gold',
  signing: 'gold',
  signed: 'trust',
  expired: 'plain',
  void: 'brand',
}
const MONEY = new Set<string>(['price', 'filed_price', 'management_fee'])

/** One side of a difference in words. */
export function sideText(words: Words, what: DifferenceOut['what'], value: string): string {
  if (!value) return words.t('contracts.nothing')
  if (MONEY.has(what)) return `¥${exactYuan(Number(value))}`
  if (what === 'built_area' || what === 'inner_area') return `${value} ㎡`
  if (what === 'delivery') return words.day(value)
  if (what === 'fit_out') return words.code('contracts.fit_out', value, value)
  return value
}
