import { expect, it, vi } from 'vitest'
import { effectScope, shallowRef } from 'vue'

import { useTurn } from './use-turn'

const task = () => new Promise((resolve) => setTimeout(resolve, 5))

it('draws each part in a task and a frame of its own, and the part somebody works in at once', async () => {
  const frames: (() => void)[] = []
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => frames.push(draw))
  const frame = async () => {
    frames.shift()?.()
    await task()
  }
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
  await task()
  expect(seen()).toEqual([2, 2, 1])
  await frame()
  expect(seen()).toEqual([2, 2, 2])
  source.value = 3
  source.value = 4 // what is asked again while it waits is drawn once, as it is by then
  await task()
  await frame()
  expect(seen()).toEqual([4, 4, 4])
  source.value = 5
  scope.stop()
  await task()
  expect(seen().slice(1)).toEqual([4, 4])
})
