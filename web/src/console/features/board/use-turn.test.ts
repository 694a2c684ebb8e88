import { expect, it } from 'vitest'
import { effectScope, shallowRef } from 'vue'

import { useTurn } from './use-turn'

const task = () => new Promise((resolve) => setTimeout(resolve, 5))

it('draws each part in a task of its own, and the part somebody works in at once', async () => {
  const source = shallowRef(1)
  const scope = effectScope()
  const parts = scope.run(() =>
    [true, false, false].map((atOnce) =>
      useTurn(
        () => source.value,
        () => atOnce,
      ),
    ),
  )!
  const seen = () => parts.map((part) => part.value)
  source.value = 2
  expect(seen()).toEqual([2, 1, 1])
  for (let turn = 0; turn < 20 && seen().includes(1); turn++) await task()
  expect(seen()).toEqual([2, 2, 2])
  source.value = 3
  source.value = 4 // what is asked again while it waits is drawn once, as it is by then
  for (let turn = 0; turn < 20 && seen().includes(2); turn++) await task()
  expect(seen()).toEqual([4, 4, 4])
  source.value = 5
  scope.stop()
  await task()
  expect(seen().slice(1)).toEqual([4, 4])
})
