/** What is chosen on the canvas, as a word: `room:bed`, `edge:bed:2`, `corner:bed:0`, `wall:3`, `door:0`, `window:1`. */

import type { LayoutGeometry, Room } from '@/geometry'

import type { Finding } from './checks'

export type Chosen =
  | { readonly kind: 'room'; readonly id: string; readonly index: number }
  | { readonly kind: 'edge' | 'corner'; readonly id: string; readonly index: number }
  | { readonly kind: 'wall' | 'door' | 'window'; readonly id: ''; readonly index: number }

export const PARTS = { wall: 'walls', door: 'doors', window: 'windows' } as const

/** What a word means in this plan; null when there is no such thing (any more). */
export function chosenOf(word: string | null, layout: LayoutGeometry): Chosen | null {
  if (!word) return null
  const kind = word.slice(0, word.indexOf(':'))
  const rest = word.slice(kind.length + 1)
  if (kind === 'room')
    return layout.rooms.some((room) => room.id === rest) ? { kind, id: rest, index: 0 } : null
  if (kind === 'edge' || kind === 'corner') {
    const cut = rest.lastIndexOf(':')
    const [id, index] = [rest.slice(0, cut), Number(rest.slice(cut + 1))]
    const room = layout.rooms.find((one) => one.id === id)
    return room && index < room.polygon.length ? { kind, id, index } : null
  }
  if (kind !== 'wall' && kind !== 'door' && kind !== 'window') return null
  const index = Number(rest)
  return index >= 0 && index < layout[PARTS[kind]].length ? { kind, id: '', index } : null
}

/** The room a word is about, or undefined. */
export function roomOf(word: string | null, layout: LayoutGeometry): Room | undefined {
  const chosen = chosenOf(word, layout)
  return chosen?.id ? layout.rooms.find((room) => room.id === chosen.id) : undefined
}

/** What to choose to see a finding: its first part or room. */
export function wordOf(finding: Finding): string | null {
  for (const where of finding.where) {
    const part = /^(doors|windows)\[(\d+)\]$/.exec(where)
    if (part) return `${part[1] === 'doors' ? 'door' : 'window'}:${part[2]}`
  }
  const [room] = finding.where
  return room ? `room:${room}` : null
}
