import { describe, expect, it } from 'vitest'

import type { ActivityLineOut } from '@/api/generated'
import { deedsOf } from '@/console/features/activity/activity-words'
import type { Session } from '@/console/session'
import { loadWords } from '@/console/words'

const session = { me: { person_id: 'me' }, may: () => true } as unknown as Session
let made = 0
function line(act: string, minute: number, more: Partial<ActivityLineOut> = {}): ActivityLineOut {
  made += 1
  return {
    id: String(made),
    at: `2026-11-22T08:${String(minute).padStart(2, '0')}:00Z`,
    person_id: 'other',
    name: '陈**',
    act,
    fields: [],
    counts: {},
    reason: '',
    ...more,
  }
}

describe('what happened to a listing', () => {
  it('is told in words: who, what, which fields, how many', async () => {
    const words = await loadWords('zh-CN')
    const [judged, changed, hidden] = deedsOf(words, session, [
      line('submission.decide', 30, { counts: { approve: 3, return: 1, round: 2 } }),
      line('project.update', 20, { person_id: 'me', fields: ['headline', 'address'] }),
      line('project.take_down', 10, { person_id: null, name: null, reason: 'reaudit_overdue' }),
    ])
    expect(judged).toMatchObject({ who: '陈**', act: '审核了字段', detail: '通过 3 · 退回 1' })
    expect(changed).toMatchObject({ who: words.t('review.me'), detail: '主题语，地址' })
    expect(hidden).toMatchObject({ who: '系统', act: '下架了楼盘', detail: '逾期未复核' })
  })

  it('counts what a form saved again and again as one', async () => {
    const words = await loadWords('en')
    const deeds = deedsOf(words, session, [
      line('draft.edit', 50),
      line('draft.edit', 40),
      line('draft.edit', 5),
      line('draft.edit', 4, { person_id: 'me' }),
    ])
    expect(deeds.map((deed) => deed.times)).toEqual([2, 1, 1])
  })
})
