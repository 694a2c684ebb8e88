import type { PlanIn } from '@/api/generated'

/** A share of the whole price, counted in hundredths of a percent. */
export const WHOLE = 10_000

/** A plan that could be proposed: named, its shares add up to the price, its days in order. */
export function isWhole(plan: PlanIn): boolean {
  const days = plan.parts.map((part) => part.days)
  return (
    plan.name.trim() !== '' &&
    plan.name_en.trim() !== '' &&
    plan.parts.reduce((sum, part) => sum + part.share, 0) === WHOLE &&
    plan.parts.every((part) => part.share > 0) &&
    days.every((day, index) => day >= (days[index - 1] ?? 0))
  )
}

/** Which kind of plan its payments make: one is a lump sum, a loan at the end a mortgage. */
export function kindOf(parts: PlanIn['parts']): PlanIn['kind'] {
  if (parts.at(-1)?.kind === 'loan') return 'mortgage'
  return parts.length === 1 ? 'lump_sum' : 'instalments'
}

/** One more plan, with a code that none of `plans` has. */
export function freshPlan(plans: readonly PlanIn[]): PlanIn {
  const codes = new Set(plans.map((one) => one.code))
  let number = plans.length + 1
  while (codes.has(`plan_${number}`)) number += 1
  return {
    code: `plan_${number}`,
    kind: 'lump_sum',
    name: '',
    name_en: '',
    parts: [{ kind: 'down_payment', share: WHOLE, days: 7 }],
  }
}
