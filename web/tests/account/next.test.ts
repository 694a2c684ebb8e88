import { describe, expect, it } from 'vitest'

import { safeNext } from '@/features/account/next'

const HERE = 'https://homes.example'
const next = (wanted: unknown) => safeNext(wanted, '/account', HERE)

describe('where to go after signing in', () => {
  it.each(['/units/7', '/search?city=1&sort=price#list', '/en/account/security', '/console/'])(
    'follows a path of this site: %s',
    (path) => expect(next(path)).toBe(path),
  )
  it.each([
    undefined,
    null,
    7,
    ['/units/7'],
    '',
    'units/7',
    'https://evil.example/',
    '//evil.example/',
    '///evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/x\\..\\..//evil.example',
    '/..//evil.example',
    'javascript:alert(1)',
    ' /units/7',
  ])('does not follow %j', (wanted) => expect(next(wanted)).toBe('/account'))
  it.each(['/account/sign-in', '/en/account/sign-in?next=/x'])('never goes round in a circle: %s', (path) =>
    expect(next(path)).toBe('/account'),
  )
})
