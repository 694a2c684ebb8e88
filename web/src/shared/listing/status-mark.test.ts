import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'

import StatusMark from './StatusMark.vue'

const STATUSES = ['available', 'held', 'subscribed', 'sold', 'withdrawn', 'unreleased'] as const
const COLOURS = /(available|held|subscribed|sold|trust|ink-2)/g

it('tells every status by its shape, not by its colour alone', () => {
  const shapes = STATUSES.map((status) =>
    mount(StatusMark, { props: { status } }).classes().join(' ').replace(COLOURS, ''),
  )
  expect(new Set(shapes).size).toBe(STATUSES.length)
})
