import { getJson, sendForm, sendJson } from '@/api/client'
import type {
  ApplicantIn,
  BankConsentOut,
  LoanProductOut,
  MortgageApplicationOut,
  MortgageOut,
  PaperOut,
} from '@/api/generated'
import { amortise } from '@/features/calculator/domain'
import type { Language } from '@/i18n/language'
import { formatNumber } from '@/shared/format'

const named = encodeURIComponent
const sale = (subscription: string) => `/api/v1/me/subscriptions/${named(subscription)}/mortgage`
const one = (application: string) => `/api/v1/me/mortgages/${named(application)}`

/** The mortgage of a home one buys. */
export function mortgageOf(subscription: string): Promise<MortgageOut> {
  return getJson<MortgageOut>(sale(subscription))
}

/** Keeps the form as it is; `revision` is of what was read. */
export async function saveForm(
  subscription: string,
  revision: number,
  years: number,
  applicants: ApplicantIn[],
): Promise<MortgageOut> {
  const body = { revision, years, applicants }
  return (await sendJson<MortgageOut>('PUT', `${sale(subscription)}/form`, { body })).value
}

/** Begins a draft at a bank. */
export async function applyAt(
  subscription: string,
  bank: string,
  product: LoanProductOut['product'],
): Promise<MortgageOut> {
  const body = { bank_id: bank, product }
  const operation = crypto.randomUUID()
  return (await sendJson<MortgageOut>('POST', `${sale(subscription)}/applications`, { body, operation }))
    .value
}

export function consentText(application: string, language: Language): Promise<BankConsentOut> {
  return getJson<BankConsentOut>(`${one(application)}/consent?language=${language}`)
}

/** Agrees to the words that were read. */
export async function agreeTo(application: string, text: BankConsentOut): Promise<MortgageOut> {
  const body = { language: text.language, text_hash: text.text_hash }
  return (await sendJson<MortgageOut>('POST', `${one(application)}/consent`, { body })).value
}

/** Sends it, accepts its offer, or takes it back. */
export async function actOn(
  application: string,
  act: 'submission' | 'choice' | 'withdrawal',
): Promise<MortgageOut> {
  const operation = crypto.randomUUID()
  return (await sendJson<MortgageOut>('POST', `${one(application)}/${act}`, { operation })).value
}

export async function giveUp(application: string): Promise<MortgageOut> {
  return (await sendJson<MortgageOut>('DELETE', `${one(application)}/choice`)).value
}

export async function handIn(subscription: string, paper: PaperOut, file: File): Promise<MortgageOut> {
  const form = new FormData()
  form.append('item', paper.item)
  form.append('line', String(paper.line))
  form.append('file', file)
  return (await sendForm<MortgageOut>(`${sale(subscription)}/documents`, form)).value
}

/** What is paid back a month, in fen, for level instalments. */
export function monthlyFen(loanFen: number, millionths: number, years: number): number {
  return amortise({
    principalFen: loanFen,
    annualMillionths: millionths,
    months: years * 12,
    method: 'equal_payment',
  }).firstPaymentFen
}

/** Fen as ¥, without the zeros of whole yuan: loans are whole, and so are rounded instalments. */
export function plainYuan(fen: number): string {
  return `¥${formatNumber(fen / 100, 2)}`
}

/** Nothing more becomes of it. */
export function isOver(application: MortgageApplicationOut): boolean {
  return ['refused', 'withdrawn', 'disbursed'].includes(application.state)
}

/** "3.05" of 30,500 millionths. */
export function percent(millionths: number): string {
  return String(millionths / 10_000)
}
