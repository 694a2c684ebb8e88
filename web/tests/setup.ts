import { afterEach, expect } from 'vitest'

// A warning of Vue is a mistake of ours: it fails the test that caused it.
const warnings: string[] = []
const original = console.warn
console.warn = (...parts: unknown[]) => {
  warnings.push(parts.map(String).join(' '))
  original(...parts)
}

afterEach(() => {
  const seen = warnings.splice(0)
  expect(seen).toEqual([])
})
