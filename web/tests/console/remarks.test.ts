import { describe, expect, it } from 'vitest'

import { ApiProblem } from '@/api/client'
import { remarkProblem } from '@/console/forms/remarks'
import { loadWords } from '@/console/words'

const refused = (message: string) =>
  new ApiProblem(422, 'request.invalid', 'Some values cannot be accepted', '', {
    errors: [{ field: 'note', message }],
  })

describe('words about a listing that were not taken', () => {
  it('are explained in both languages when a number of somebody stands in them', async () => {
    for (const [language, said] of [
      ['zh-CN', '请不要填写手机号或身份证号'],
      ['en', 'Leave phone and identity numbers out'],
    ] as const)
      expect(remarkProblem(await loadWords(language), refused('personal_number'))).toBe(said)
  })

  it('are left to the general sentence otherwise', async () => {
    const words = await loadWords('en')
    expect(remarkProblem(words, refused('missing'))).toBe('')
    expect(remarkProblem(words, new Error('other'))).toBe('')
  })
})
