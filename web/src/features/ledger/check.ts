import type { InclusionOut, LedgerHeadOut, LedgerKeyOut, UnitLedgerOut } from '@/api/generated'

/** Merkle trees of RFC 9162 and signed heads of C2SP tlog-checkpoint, by the browser's own cryptography. */

export type Bytes = Uint8Array<ArrayBuffer>

const LEAF = 0
const NODE = 1
/** Made when it is needed: the server, which renders the page and checks nothing, has none. */
const encode = (words: string): Bytes => new TextEncoder().encode(words)

export function fromHex(hex: string): Bytes {
  if (!/^(?:[0-9a-f]{2})*$/.test(hex)) throw new Error('not hex')
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function fromBase64(words: string): Bytes {
  return Uint8Array.from(atob(words), (letter) => letter.charCodeAt(0))
}

async function hash(kind: number, ...parts: Uint8Array[]): Promise<Bytes> {
  const whole = new Uint8Array(1 + parts.reduce((sum, part) => sum + part.length, 0))
  whole[0] = kind
  let at = 1
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', whole))
}

export function leafHash(words: string): Promise<Bytes> {
  return hash(LEAF, encode(words))
}

/** Without `crypto.subtle` (a page over plain HTTP) nothing can be checked. */
export function canCheck(): boolean {
  return globalThis.crypto?.subtle !== undefined
}

/** The root a proof leads to, null where it cannot be one (RFC 9162, 2.1.3.2). Sizes are far below 2^53. */
export async function rootOf(
  index: number,
  size: number,
  leaf: Bytes,
  proof: readonly string[],
): Promise<string | null> {
  if (index < 0 || index >= size) return null
  let [here, last, found] = [index, size - 1, leaf]
  for (const step of proof) {
    if (last === 0) return null
    if (here % 2 === 1 || here === last) {
      found = await hash(NODE, fromHex(step), found)
      while (here % 2 === 0 && here > 0) [here, last] = [here / 2, Math.floor(last / 2)]
    } else {
      found = await hash(NODE, found, fromHex(step))
    }
    ;[here, last] = [Math.floor(here / 2), Math.floor(last / 2)]
  }
  return last === 0 ? toHex(found) : null
}

/** Whether the tree of `size` begins with that of `old` (RFC 9162, 2.1.4.2). Roots are hex. */
export async function isConsistent(
  old: { size: number; root: string },
  now: { size: number; root: string },
  proof: readonly string[],
): Promise<boolean> {
  if (old.size === now.size) return old.root === now.root && proof.length === 0
  if (old.size < 1 || old.size > now.size || proof.length === 0) return false
  const steps = Number.isInteger(Math.log2(old.size)) ? [old.root, ...proof] : [...proof]
  let [here, last] = [old.size - 1, now.size - 1]
  while (here % 2 === 1) [here, last] = [Math.floor(here / 2), Math.floor(last / 2)]
  let first = fromHex(steps[0] ?? '')
  let second = first
  for (const step of steps.slice(1)) {
    if (last === 0) return false
    const node = fromHex(step)
    if (here % 2 === 1 || here === last) {
      first = await hash(NODE, node, first)
      second = await hash(NODE, node, second)
      while (here % 2 === 0 && here > 0) [here, last] = [here / 2, Math.floor(last / 2)]
    } else {
      second = await hash(NODE, second, node)
    }
    ;[here, last] = [Math.floor(here / 2), Math.floor(last / 2)]
  }
  return last === 0 && toHex(first) === old.root && toHex(second) === now.root
}

/** What is signed says the same size and root as the head. */
export function saysTheSame(head: LedgerHeadOut): boolean {
  const [, size, root] = head.note.split('\n')
  return size === String(head.size) && root !== undefined && toHex(fromBase64(root)) === head.root
}

export type Signature = 'right' | 'wrong' | 'unchecked'

/** `unchecked`: this browser has no Ed25519. */
export async function signatureOf(head: LedgerHeadOut, key: LedgerKeyOut): Promise<Signature> {
  const [body, last] = head.note.split('\n\n')
  const words = last?.trim().split(' ') ?? []
  if (!body || words.length !== 3 || words[1] !== key.origin || body.split('\n')[0] !== key.origin)
    return 'wrong'
  let known: CryptoKey
  try {
    known = await crypto.subtle.importKey('raw', fromBase64(key.public_key), { name: 'Ed25519' }, false, [
      'verify',
    ])
  } catch {
    return 'unchecked'
  }
  const signature = fromBase64(words[2] ?? '').slice(4)
  const right = await crypto.subtle.verify({ name: 'Ed25519' }, known, signature, encode(`${body}\n`))
  return right ? 'right' : 'wrong'
}

export interface Said {
  unit: string
  revision: number
  before: string
  after: string
  at: string
}

export interface CheckedStep {
  index: number
  said: Said
  /** The text has this hash, the proof leads to the head's root, and it is about this unit and goes on from the step before. */
  right: boolean
}

async function inTree(one: InclusionOut, head: LedgerHeadOut): Promise<boolean> {
  const leaf = await leafHash(one.entry.text ?? '')
  if (toHex(leaf) !== one.entry.hash || one.size !== head.size) return false
  return (await rootOf(one.entry.index, one.size, leaf, one.proof)) === head.root
}

export function readSteps(history: UnitLedgerOut): { index: number; said: Said }[] {
  return history.entries.map(({ entry }) => ({
    index: entry.index,
    said: JSON.parse(entry.text ?? '{}') as Said,
  }))
}

export async function checkSteps(history: UnitLedgerOut): Promise<CheckedStep[]> {
  const steps = readSteps(history)
  const fits = saysTheSame(history.head)
  return Promise.all(
    steps.map(async ({ index, said }, place) => {
      const before = steps[place - 1]?.said
      const goesOn = !before || (before.after === said.before && before.revision <= said.revision)
      const found = history.entries[place]
      const proved = found !== undefined && (await inTree(found, history.head))
      return { index, said, right: fits && goesOn && said.unit === history.unit_id && proved }
    }),
  )
}
