import { parameter, type Changes } from './address'

/** Ranges by what one typed unit is in the address: ten thousand yuan and yuan in fen, square metres as they are. */
export const AMOUNTS = { price: 1_000_000, unit_price: 100, size: 1 } as const
export type Amount = keyof typeof AMOUNTS

export interface Range {
  low: string
  high: string
}

/** The range of a search path as a person types it; empty ends are open. */
export function readRange(path: string, amount: Amount): Range {
  const end = (name: string) => {
    const text = parameter(path, `${amount}_${name}`)
    return text ? String(Number(text) / AMOUNTS[amount]) : ''
  }
  return { low: end('min'), high: end('max') }
}

/** The changes that a typed range makes; null for what is no range. */
export function rangeChanges({ low, high }: Range, amount: Amount): Changes | null {
  const ends = [low, high].map((text) => {
    const plain = text.replaceAll(/[\s,，]/g, '')
    if (plain === '') return null
    return /^\d{1,7}(\.\d{1,2})?$/.test(plain)
      ? Math.round(Number(plain) * AMOUNTS[amount] * 100) / 100
      : Number.NaN
  })
  const [from = null, to = null] = ends
  if (Number.isNaN(from) || Number.isNaN(to)) return null
  if (from !== null && to !== null && from > to) return null
  const whole = (value: number | null) =>
    value === null ? null : String(amount === 'size' ? value : Math.round(value))
  return { [`${amount}_min`]: whole(from), [`${amount}_max`]: whole(to) }
}
