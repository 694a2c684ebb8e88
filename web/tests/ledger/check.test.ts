import { expect, it } from 'vitest'

import type { UnitLedgerOut } from '@/api/generated'
import {
  checkSteps,
  isConsistent,
  leafHash,
  rootOf,
  saysTheSame,
  signatureOf,
  toHex,
} from '@/features/ledger/check'

// Vectors of Certificate Transparency's own tests (inputs 1, 6 and 8 leaves).
const ROOT_1 = '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'
const ROOT_6 = '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef'
const ROOT_8 = '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'
const FIRST = [
  '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
  '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
  '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
]
const SIX_TO_EIGHT = [
  '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
  'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
]
const other = (hash: string) => (hash.startsWith('0') ? '1' : '0') + hash.slice(1)

it('finds the root of a known proof, and another when a digit is changed', async () => {
  const leaf = await leafHash('')
  expect(toHex(leaf)).toBe(ROOT_1)
  expect(await rootOf(0, 8, leaf, FIRST)).toBe(ROOT_8)
  expect(await rootOf(1, 8, leaf, FIRST)).not.toBe(ROOT_8)
  expect(await rootOf(0, 8, leaf, FIRST.slice(1))).toBeNull()
  for (const place of FIRST.keys()) {
    expect(await rootOf(0, 8, leaf, FIRST.with(place, other(FIRST[place] ?? '')))).not.toBe(ROOT_8)
  }
})

it('knows growth from a changed past', async () => {
  const [one, six, eight] = [
    { size: 1, root: ROOT_1 },
    { size: 6, root: ROOT_6 },
    { size: 8, root: ROOT_8 },
  ]
  expect(await isConsistent(one, eight, FIRST)).toBe(true)
  expect(await isConsistent(six, eight, SIX_TO_EIGHT)).toBe(true)
  expect(await isConsistent(eight, eight, [])).toBe(true)
  expect(await isConsistent({ size: 6, root: other(ROOT_6) }, eight, SIX_TO_EIGHT)).toBe(false)
  expect(await isConsistent(six, { size: 8, root: other(ROOT_8) }, SIX_TO_EIGHT)).toBe(false)
  for (const place of SIX_TO_EIGHT.keys()) {
    const changed = SIX_TO_EIGHT.with(place, other(SIX_TO_EIGHT[place] ?? ''))
    expect(await isConsistent(six, eight, changed)).toBe(false)
  }
})

async function signed(size: number, root: string) {
  const pair = (await crypto.subtle.generateKey({ name: 'Ed25519' }, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair
  const raw = Buffer.from(await crypto.subtle.exportKey('raw', pair.publicKey))
  const origin = 'guangsha-ledger/0123456789abcdef'
  const body = `${origin}\n${size}\n${Buffer.from(root, 'hex').toString('base64')}\ntime 2026-11-30T00:00:00.000000Z\n`
  const signature = Buffer.from(
    await crypto.subtle.sign({ name: 'Ed25519' }, pair.privateKey, Buffer.from(body)),
  )
  const line = Buffer.concat([Buffer.alloc(4), signature]).toString('base64')
  return {
    head: { size, root, at: '2026-11-30T00:00:00Z', note: `${body}\n— ${origin} ${line}\n` },
    key: { origin, public_key: raw.toString('base64') },
  }
}

it('verifies what was signed and nothing else', async () => {
  const { head, key } = await signed(8, ROOT_8)
  expect(saysTheSame(head)).toBe(true)
  expect(await signatureOf(head, key)).toBe('right')
  expect(saysTheSame({ ...head, size: 9 })).toBe(false)
  expect(await signatureOf({ ...head, note: head.note.replace('\n8\n', '\n9\n') }, key)).toBe('wrong')
  expect(await signatureOf(head, (await signed(8, ROOT_8)).key)).toBe('wrong')
  expect(await signatureOf(head, { ...key, origin: 'guangsha-ledger/other' })).toBe('wrong')
})

it('says which step is not what was hashed', async () => {
  const unit = '01936d5e-0000-7000-8000-000000000001'
  const said = {
    v: 1,
    kind: 'status',
    unit,
    revision: 1,
    before: 'unreleased',
    after: 'available',
    at: '',
    salt: '00',
  }
  const text = JSON.stringify(said)
  const root = toHex(await leafHash(text))
  const { head } = await signed(1, root)
  const history: UnitLedgerOut = {
    unit_id: unit,
    head,
    entries: [{ size: 1, entry: { index: 0, hash: root, text }, proof: [] }],
  }
  expect((await checkSteps(history)).map((step) => step.right)).toEqual([true])
  const forged = {
    ...history,
    entries: history.entries.map((one) => ({
      ...one,
      entry: { ...one.entry, text: text.replace('available', 'held') },
    })),
  }
  expect((await checkSteps(forged)).map((step) => step.right)).toEqual([false])
  expect((await checkSteps({ ...history, unit_id: 'another' })).map((step) => step.right)).toEqual([false])
})
