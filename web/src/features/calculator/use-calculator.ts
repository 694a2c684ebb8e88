import { computed, reactive } from 'vue'

import type { CalculatorData, RateOut } from '@/api/generated'

import {
  amortise,
  combine,
  deedTax,
  maintenanceFund,
  problemOf,
  readNumber,
  type Loan,
  type Method,
  type Outcome,
  type PrepaymentEffect,
} from './domain'

export type LoanKind = 'commercial' | 'fund' | 'combined'

const FEN_PER_WAN = 1_000_000

/** The state of the calculator's form and what follows from it. Text fields stay text until they are read. */
export function useCalculator(data: CalculatorData) {
  const rate = (code: RateOut['code']) => data.rates.find((one) => one.code === code)?.value ?? 0
  const percent = (basisPoints: number) => String(basisPoints / 100)
  const form = reactive({
    kind: 'commercial' as LoanKind,
    method: 'equal_payment' as Method,
    total: String((data.total_fen ?? 200 * FEN_PER_WAN) / FEN_PER_WAN),
    area: String(data.area ?? 110),
    down: '30',
    fund: '60',
    years: '30',
    spread: String(rate('commercial_spread')),
    fundRate: percent(rate('fund_first')),
    first: 'first' as 'first' | 'second',
    prepayYear: '',
    prepayAmount: '',
    prepayEffect: 'shorter' as PrepaymentEffect,
    maintenance: String(rate('maintenance') / 100),
  })

  const totalFen = computed(() => Math.round((readNumber(form.total) ?? Number.NaN) * FEN_PER_WAN))
  const loanFen = computed(() =>
    Math.round(totalFen.value * (1 - (readNumber(form.down) ?? Number.NaN) / 100)),
  )
  const fundFen = computed(() => {
    if (form.kind === 'commercial') return 0
    if (form.kind === 'fund') return loanFen.value
    return Math.min(loanFen.value, Math.round((readNumber(form.fund) ?? Number.NaN) * FEN_PER_WAN))
  })
  const commercialBasisPoints = computed(() => rate('lpr_5y') + (readNumber(form.spread) ?? Number.NaN))
  const months = computed(() => Math.round((readNumber(form.years) ?? Number.NaN) * 12))

  const loans = computed<Loan[]>(() => {
    const shared = { months: months.value, method: form.method }
    const bank = {
      ...shared,
      principalFen: loanFen.value - fundFen.value,
      annualBasisPoints: commercialBasisPoints.value,
    }
    const fund = {
      ...shared,
      principalFen: fundFen.value,
      annualBasisPoints: (readNumber(form.fundRate) ?? Number.NaN) * 100,
    }
    return { commercial: [bank], fund: [fund], combined: [bank, fund] }[form.kind]
  })
  const problem = computed(() => {
    if (!(totalFen.value > 0)) return 'total'
    const down = readNumber(form.down)
    if (down === null || down < 0 || down > 100) return 'down'
    return loans.value.map(problemOf).find(Boolean) ?? ''
  })
  const outcome = computed<Outcome | null>(() =>
    problem.value
      ? null
      : combine(loans.value.filter((loan) => loan.principalFen > 0).map((loan) => amortise(loan))),
  )

  /** The month (1-based) with whose instalment the prepayment is made; 0 while none is entered. */
  const prepayMonth = computed(() => {
    const year = readNumber(form.prepayYear)
    if (!outcome.value || year === null || year <= 0) return 0
    return Math.min(Math.round(year * 12), outcome.value.months - 1)
  })

  /** What is due in the month after the prepayment. */
  const nextPaymentFen = computed(
    () => prepaid.value?.schedule[prepayMonth.value]?.paymentFen ?? prepaid.value?.lastPaymentFen ?? 0,
  )

  /** The same loans with the prepayment, shared out by what each still owes; null while none is entered. */
  const prepaid = computed<Outcome | null>(() => {
    const [month, amount] = [prepayMonth.value, readNumber(form.prepayAmount)]
    if (month < 1 || amount === null || amount <= 0) return null
    const active = loans.value.filter((loan) => loan.principalFen > 0)
    const owed = active.map((loan) => amortise(loan).schedule[month - 1]?.balanceFen ?? 0)
    const sum = owed.reduce((left, right) => left + right, 0)
    if (sum === 0) return null
    return combine(
      active.map((loan, index) =>
        amortise(loan, {
          month,
          amountFen: Math.round((amount * FEN_PER_WAN * (owed[index] ?? 0)) / sum),
          effect: form.prepayEffect,
        }),
      ),
    )
  })

  const costs = computed(() => {
    const area = readNumber(form.area)
    if (area === null || area <= 0 || !(totalFen.value > 0)) return null
    const tax = deedTax(totalFen.value, area, form.first === 'first', {
      firstSmall: rate('deed_first_small'),
      firstLarge: rate('deed_first_large'),
      secondSmall: rate('deed_second_small'),
      secondLarge: rate('deed_second_large'),
    })
    const fund = maintenanceFund(area, Math.round((readNumber(form.maintenance) ?? 0) * 100))
    return { tax, fund, down: totalFen.value - loanFen.value }
  })

  return {
    form,
    totalFen,
    loanFen,
    fundFen,
    commercialBasisPoints,
    problem,
    outcome,
    prepaid,
    nextPaymentFen,
    costs,
  }
}
