import type { ApplicantIn, ApplicantOut } from '@/api/generated'

/** What stands in the fields: text as it is typed. */
export interface Draft {
  borrows: boolean
  employer: string
  income: string
  marital: ApplicantIn['marital'] | ''
  loans: string
}

const text = (value: number | null | undefined) =>
  value === null || value === undefined ? '' : String(value)

/** The fields of a buyer as they were saved; the first one always borrows. */
export function blank(one: ApplicantOut): Draft {
  const { answers } = one
  return {
    borrows: one.line === 0 || one.borrows,
    employer: answers?.employer ?? '',
    income: text(answers?.income_yuan),
    marital: answers?.marital ?? '',
    loans: text(answers?.loans_yuan),
  }
}

const DIGITS = /^\d{0,8}$/
const bare = (value: string) => value.replaceAll(/[\s,，]/g, '')

/** Whether the amounts are whole yuan, or open. */
export function isWhole(draft: Draft): boolean {
  return DIGITS.test(bare(draft.income)) && DIGITS.test(bare(draft.loans))
}

/** As it is sent: what is open is null. */
export function said(line: number, draft: Draft): ApplicantIn {
  const yuan = (value: string) => (bare(value) ? Number(bare(value)) : null)
  return {
    line,
    employer: draft.employer.trim() || null,
    income_yuan: yuan(draft.income),
    marital: draft.marital || null,
    loans_yuan: yuan(draft.loans),
  }
}
