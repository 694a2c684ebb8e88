import { describe, expect, it } from 'vitest'

import { faults } from './faults'

describe('faults of a drawing', () => {
  it.each([
    ['<svg><g></svg>', 'closes something else'],
    ['<svg><g/>', 'left open'],
    ['<svg d="M NaN 2"/>', 'NaN'],
    ['<svg x="undefined"/>', 'undefined'],
    ['<svg fill="url(#a)"/>', 'nothing has the id a'],
    ['<svg><g id="a"/><g id="a"/></svg>', 'an id twice'],
    ['<svg fill="a" stroke="b" fill="c"/>', 'an attribute twice'],
    ['<svg>1 < 2</svg>', 'loose'],
  ])('are found in %s', (svg, message) => {
    expect(faults(svg).join()).toContain(message)
  })

  it('are absent from a sound one', () => {
    expect(faults('<svg><defs><g id="a"/></defs><use href="#a" x="1"/><text>a &lt; b</text></svg>')).toEqual(
      [],
    )
  })
})
