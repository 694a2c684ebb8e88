import { describe, expect, it } from 'vitest'

import type { NotificationOut } from '@/api/generated'
import { join } from '@/shared/notification-centre'
import { clockOf, minuteOf } from '@/features/account/news/quiet'

const words = { title: '', body: '' }
const told = (seq: number, read: string | null = null): NotificationOut => ({
  id: String(seq),
  seq,
  kind: 'k',
  zh: words,
  en: words,
  link: '',
  urgent: false,
  created_at: '2026-11-22T00:00:00Z',
  read_at: read,
})
const numbers = (items: NotificationOut[]) => items.map((one) => one.seq)

describe('the notification centre', () => {
  it('shows each number once and the newest first, in whatever order they come', () => {
    const page = join([], [told(4), told(3)])
    expect(numbers(join(page, [told(6), told(4), told(5)]))).toEqual([6, 5, 4, 3])
    expect(numbers(join(join(page, [told(5)]), [told(2), told(1), told(3)]))).toEqual([5, 4, 3, 2, 1])
  })
})

describe('quiet hours', () => {
  it('are minutes of a day and back', () => {
    for (const minute of [0, 1, 480, 1320, 1439]) expect(minuteOf(clockOf(minute))).toBe(minute)
    for (const wrong of ['', '24:00', '7:00', '12:60', 'noon']) expect(minuteOf(wrong)).toBeUndefined()
  })
})
