import { getJson, sendJson } from '@/api/client'
import type {
  PriceDeskOut,
  RuleDoneOut,
  RuleIn,
  RuleOut,
  RulePreviewOut,
  RuleProposalIn,
  RuleProposalOut,
} from '@/api/generated'

export type { PriceDeskOut, RuleIn, RuleOut, RulePreviewOut, RuleProposalOut }

const path = (project: string, part: string) => `/api/v1/console/projects/${project}/${part}`

export function readPrices(project: string): Promise<PriceDeskOut> {
  return getJson<PriceDeskOut>(path(project, 'price-rules'))
}

export async function previewRule(project: string, body: RuleIn): Promise<RulePreviewOut> {
  return (await sendJson<RulePreviewOut>('POST', path(project, 'price-rules/preview'), { body })).value
}

export async function proposeRule(project: string, body: RuleProposalIn) {
  await sendJson<RuleDoneOut>('POST', path(project, 'price-proposals'), { body })
}

export async function decideRule(project: string, proposal: string, approve: boolean) {
  await sendJson<RuleDoneOut>('POST', path(project, `price-proposals/${proposal}/decision`), {
    body: { approve, note: '' },
  })
}

export async function takeBackRule(project: string, proposal: string) {
  await sendJson<RuleDoneOut>('POST', path(project, `price-proposals/${proposal}/take-back`))
}

/** A proposal again as a rule, to try what it would change. */
export function ruleOf(one: RuleProposalOut): RuleIn {
  const { kind, value, name, name_en, starts_at, ends_at, building_ids, layout_ids, replaces } = one
  return { kind, value, name, name_en, starts_at, ends_at, building_ids, layout_ids, replaces }
}
