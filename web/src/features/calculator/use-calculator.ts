import { computed, reactive, watch } from 'vue'

import type { CalculatorData, RateOut } from '@/api/generated'

import {
  amortise,
  combine,
  deedTax,
  maintenanceFund,
  MAX_FEN,
  MAX_MONTHS,
  problemOf,
  readNumber,
  type Loan,
  type Method,
  type Outcome,
  type PrepaymentEffect,
} from './domain'

export type LoanKind = 'commercial' | 'fund' | 'combined'

const FEN_PER_WAN = 1_000_000
const MILLIONTHS_PER_POINT = 100
const MILLIONTHS_PER_PERCENT = 10_000
const MOST_PERCENT = 100
const MOST_M2 = 100_000
const MOST_YUAN_PER_M2 = 10_000

const number = (text: string) => readNumber(text) ?? Number.NaN
const within = (text: string, low: number, high: number) => number(text) >= low && number(text) <= high

/** The state of the calculator's form and what follows from it. Text fields stay text until they are read. */
export function useCalculator(data: CalculatorData) {
  const rate = (code: RateOut['code']) => data.rates.find((one) => one.code === code)?.value ?? 0
  const fundRate = (home: 'first' | 'second') =>
    String(rate(home === 'first' ? 'fund_first' : 'fund_second') / MILLIONTHS_PER_PERCENT)
  const form = reactive({
    home: 'first' as 'first' | 'second',
    kind: 'commercial' as LoanKind,
    method: 'equal_payment' as Method,
    total: String((data.total_fen ?? 200 * FEN_PER_WAN) / FEN_PER_WAN),
    area: String(data.area ?? 110),
    down: '30',
    fund: '60',
    years: '30',
    spread: String(rate('commercial_spread') / MILLIONTHS_PER_POINT),
    fundRate: fundRate('first'),
    prepayYear: '',
    prepayAmount: '',
    prepayEffect: 'shorter' as PrepaymentEffect,
    maintenance: String(rate('maintenance') / 100),
  })
  // The published rate follows the choice; a rate of one's own may be typed over it.
  watch(
    () => form.home,
    (home) => (form.fundRate = fundRate(home)),
  )

  const totalFen = computed(() => Math.round(number(form.total) * FEN_PER_WAN))
  const loanFen = computed(() => Math.round(totalFen.value * (1 - number(form.down) / 100)))
  const fundFen = computed(() => {
    if (form.kind === 'commercial') return 0
    return form.kind === 'fund' ? loanFen.value : Math.round(number(form.fund) * FEN_PER_WAN)
  })
  const commercialMillionths = computed(
    () => rate('lpr_5y') + Math.round(number(form.spread) * MILLIONTHS_PER_POINT),
  )
  const months = computed(() => Math.round(number(form.years) * 12))

  /** Which fields cannot be used as they stand, by name. */
  const errors = computed(() => {
    const bank = form.kind !== 'fund'
    const fund = form.kind !== 'commercial'
    return {
      total: !(totalFen.value > 0 && totalFen.value <= MAX_FEN),
      down: !within(form.down, 0, 100),
      years: !(months.value >= 1 && months.value <= MAX_MONTHS),
      // More than the whole loan cannot come from the fund.
      fund: form.kind === 'combined' && !(fundFen.value >= 0 && !(fundFen.value > loanFen.value)),
      spread:
        bank &&
        !(
          commercialMillionths.value >= 0 &&
          commercialMillionths.value <= MOST_PERCENT * MILLIONTHS_PER_PERCENT
        ),
      fundRate: fund && !within(form.fundRate, 0, MOST_PERCENT),
      area: !(number(form.area) > 0 && number(form.area) <= MOST_M2),
      maintenance: !within(form.maintenance, 0, MOST_YUAN_PER_M2),
      prepayYear:
        form.prepayYear !== '' &&
        !(number(form.prepayYear) > 0 && number(form.prepayYear) <= number(form.years)),
      prepayAmount: form.prepayAmount !== '' && !(number(form.prepayAmount) > 0),
    }
  })

  const loans = computed<Loan[]>(() => {
    const shared = { months: months.value, method: form.method }
    const bank = {
      ...shared,
      principalFen: loanFen.value - fundFen.value,
      annualMillionths: commercialMillionths.value,
    }
    const fund = {
      ...shared,
      principalFen: fundFen.value,
      annualMillionths: Math.round(number(form.fundRate) * MILLIONTHS_PER_PERCENT),
    }
    return { commercial: [bank], fund: [fund], combined: [bank, fund] }[form.kind]
  })
  const ready = computed(() => {
    const { total, down, years, fund, spread, fundRate: fundRateWrong } = errors.value
    const wrong = total || down || years || fund || spread || fundRateWrong
    return !wrong && loans.value.every((loan) => problemOf(loan) === '')
  })
  const outcome = computed<Outcome | null>(() =>
    ready.value
      ? combine(loans.value.filter((loan) => loan.principalFen > 0).map((loan) => amortise(loan)))
      : null,
  )

  /** The month (1-based) with whose instalment the prepayment is made; 0 while none is entered. */
  const prepayMonth = computed(() => {
    const { prepayYear, prepayAmount } = errors.value
    if (!outcome.value || prepayYear || prepayAmount || !form.prepayYear || !form.prepayAmount) return 0
    return Math.min(Math.round(number(form.prepayYear) * 12), outcome.value.months - 1)
  })

  /** What is due in the month after the prepayment. */
  const nextPaymentFen = computed(
    () => prepaid.value?.schedule[prepayMonth.value]?.paymentFen ?? prepaid.value?.lastPaymentFen ?? 0,
  )

  /** The same loans with the prepayment, shared out by what each still owes; null while none is entered. */
  const prepaid = computed<Outcome | null>(() => {
    const month = prepayMonth.value
    if (month < 1) return null
    const active = loans.value.filter((loan) => loan.principalFen > 0)
    const owed = active.map((loan) => amortise(loan).schedule[month - 1]?.balanceFen ?? 0)
    const sum = owed.reduce((left, right) => left + right, 0)
    if (sum === 0) return null
    return combine(
      active.map((loan, index) =>
        amortise(loan, {
          month,
          amountFen: Math.round((number(form.prepayAmount) * FEN_PER_WAN * (owed[index] ?? 0)) / sum),
          effect: form.prepayEffect,
        }),
      ),
    )
  })

  const costs = computed(() => {
    const { total, down, area, maintenance } = errors.value
    if (total || down || area || maintenance) return null
    const tax = deedTax(totalFen.value, number(form.area), form.home === 'first', {
      firstSmall: rate('deed_first_small'),
      firstLarge: rate('deed_first_large'),
      secondSmall: rate('deed_second_small'),
      secondLarge: rate('deed_second_large'),
    })
    const fund = maintenanceFund(number(form.area), Math.round(number(form.maintenance) * 100))
    return { tax, fund, down: totalFen.value - loanFen.value }
  })

  return {
    form,
    errors,
    totalFen,
    loanFen,
    fundFen,
    commercialMillionths,
    outcome,
    prepaid,
    nextPaymentFen,
    costs,
  }
}
