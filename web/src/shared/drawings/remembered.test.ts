import { expect, it, vi } from 'vitest'

import { remembered } from './remembered'

it('draws once for the same input, and forgets what was not asked for longest', () => {
  const draw = vi.fn((input: { name: string }, width: number) => ({ svg: `${input.name} ${width}` }))
  const drawn = remembered(draw, 2)
  expect(drawn({ name: 'A' }, 400)).toBe(drawn({ name: 'A' }, 400))
  expect(drawn({ name: 'A' }, 760).svg).toBe('A 760')
  expect(draw).toHaveBeenCalledTimes(2)
  drawn({ name: 'A' }, 400)
  drawn({ name: 'B' }, 400)
  drawn({ name: 'A' }, 400)
  expect(draw).toHaveBeenCalledTimes(3)
  drawn({ name: 'A' }, 760)
  expect(draw).toHaveBeenCalledTimes(4)
})
