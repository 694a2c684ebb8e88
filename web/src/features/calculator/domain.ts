/**
 * Mortgage and tax arithmetic. Money is integer fen, rates are millionths a year (30,750 is 3.075 %), time is months.
 *
 * Every month's interest is the balance times the monthly rate, rounded half up to a fen; the last month pays
 * whatever is left, so that principals always add up to the loan exactly.
 */

export type Method = 'equal_payment' | 'equal_principal'
export type PrepaymentEffect = 'shorter' | 'lower'

export interface Loan {
  principalFen: number
  annualMillionths: number
  months: number
  method: Method
}

export interface Instalment {
  month: number
  paymentFen: number
  principalFen: number
  interestFen: number
  /** What is still owed after this month. */
  balanceFen: number
}

export interface Prepayment {
  /** Paid together with this month's instalment, 1-based. */
  month: number
  amountFen: number
  effect: PrepaymentEffect
}

export interface Outcome {
  schedule: Instalment[]
  firstPaymentFen: number
  lastPaymentFen: number
  totalInterestFen: number
  totalPaidFen: number
  months: number
}

export const MAX_MONTHS = 360
/** One trillion yuan: far above any home, far below where integers lose precision. */
export const MAX_FEN = 1e14

const monthlyRate = (millionths: number) => millionths / 1_000_000 / 12

/** The level instalment that pays a balance off in `months`, to the fen. */
export function levelPayment(balanceFen: number, millionths: number, months: number): number {
  if (months <= 0) return balanceFen
  const rate = monthlyRate(millionths)
  if (rate === 0) return Math.ceil(balanceFen / months)
  const growth = (1 + rate) ** months
  return Math.round((balanceFen * rate * growth) / (growth - 1))
}

/** Why a loan cannot be computed, or an empty string. */
export function problemOf(loan: Loan): '' | 'principal' | 'rate' | 'months' {
  if (!Number.isInteger(loan.principalFen) || loan.principalFen < 0 || loan.principalFen > MAX_FEN)
    return 'principal'
  if (
    !Number.isFinite(loan.annualMillionths) ||
    loan.annualMillionths < 0 ||
    loan.annualMillionths > 1_000_000
  )
    return 'rate'
  if (!Number.isInteger(loan.months) || loan.months < 1 || loan.months > MAX_MONTHS) return 'months'
  return ''
}

interface Rhythm {
  payment: number
  share: number
  left: number
}

function rhythmOf(loan: Loan, balance: number, left: number): Rhythm {
  return {
    payment: levelPayment(balance, loan.annualMillionths, left),
    share: Math.round(balance / Math.max(1, left)),
    left,
  }
}

/** The months still needed to pay a balance off with the instalment (or monthly principal) unchanged. */
function monthsToClear(loan: Loan, balance: number, rhythm: Rhythm): number {
  if (loan.method === 'equal_principal') return Math.max(1, Math.ceil(balance / rhythm.share))
  const rate = monthlyRate(loan.annualMillionths)
  if (rate === 0) return Math.max(1, Math.ceil(balance / rhythm.payment))
  const months = -Math.log(1 - (balance * rate) / rhythm.payment) / Math.log(1 + rate)
  // A rounding error of a fen must not add a month.
  return Math.max(1, Math.ceil(months - 1e-6))
}

/**
 * The whole life of a loan, with at most one prepayment.
 *
 * A prepayment larger than what is owed pays the loan off. Throws RangeError for a loan that `problemOf` objects to.
 */
export function amortise(loan: Loan, prepayment: Prepayment | null = null): Outcome {
  const problem = problemOf(loan)
  if (problem) throw new RangeError(problem)
  const schedule: Instalment[] = []
  let balance = loan.principalFen
  let rhythm = rhythmOf(loan, balance, loan.months)
  let left = loan.months
  for (let month = 1; left > 0 && (balance > 0 || month === 1); month += 1) {
    const interest = Math.round(balance * monthlyRate(loan.annualMillionths))
    const planned = loan.method === 'equal_payment' ? rhythm.payment - interest : rhythm.share
    let principal = left === 1 ? balance : Math.min(planned, balance)
    balance -= principal
    left -= 1
    if (prepayment && prepayment.month === month && balance > 0 && prepayment.amountFen > 0) {
      const extra = Math.min(prepayment.amountFen, balance)
      principal += extra
      balance -= extra
      if (balance === 0) left = 0
      else if (prepayment.effect === 'shorter') left = Math.min(left, monthsToClear(loan, balance, rhythm))
      else rhythm = rhythmOf(loan, balance, left)
    }
    schedule.push({
      month,
      paymentFen: principal + interest,
      principalFen: principal,
      interestFen: interest,
      balanceFen: balance,
    })
  }
  return outcomeOf(schedule)
}

function outcomeOf(schedule: Instalment[]): Outcome {
  const totalInterestFen = schedule.reduce((sum, one) => sum + one.interestFen, 0)
  const totalPaidFen = schedule.reduce((sum, one) => sum + one.paymentFen, 0)
  return {
    schedule,
    firstPaymentFen: schedule[0]?.paymentFen ?? 0,
    lastPaymentFen: schedule.at(-1)?.paymentFen ?? 0,
    totalInterestFen,
    totalPaidFen,
    months: schedule.length,
  }
}

/** Two loans side by side (commercial and provident fund), month by month. */
export function combine(outcomes: Outcome[]): Outcome {
  const months = Math.max(0, ...outcomes.map((one) => one.months))
  const schedule = Array.from({ length: months }, (_, index): Instalment => {
    const parts = outcomes.flatMap((one) => one.schedule[index] ?? [])
    const sum = (pick: (one: Instalment) => number) => parts.reduce((total, one) => total + pick(one), 0)
    return {
      month: index + 1,
      paymentFen: sum((one) => one.paymentFen),
      principalFen: sum((one) => one.principalFen),
      interestFen: sum((one) => one.interestFen),
      balanceFen: sum((one) => one.balanceFen),
    }
  })
  return outcomeOf(schedule)
}

export interface DeedTaxRates {
  firstSmall: number
  firstLarge: number
  secondSmall: number
  secondLarge: number
}

export const SMALL_HOME_M2 = 140

/** Deed tax on a new home: by whether it is the household's first, and up to or above 140 square metres. */
export function deedTax(totalFen: number, areaM2: number, first: boolean, rates: DeedTaxRates): number {
  const small = areaM2 <= SMALL_HOME_M2
  const millionths = first
    ? small
      ? rates.firstSmall
      : rates.firstLarge
    : small
      ? rates.secondSmall
      : rates.secondLarge
  return Math.round((totalFen * millionths) / 1_000_000)
}

/** The maintenance fund: built area times a rate in fen per square metre. */
export function maintenanceFund(areaM2: number, fenPerM2: number): number {
  return Math.round(areaM2 * fenPerM2)
}

/**
 * A number typed by a person: spaces and commas are allowed; null for anything that is not a plain number. Six
 * decimals are a fen where ten thousand yuan are the unit.
 */
export function readNumber(text: string): number | null {
  const plain = text.replaceAll(/[\s,，]/g, '')
  return /^-?\d{1,12}(\.\d{0,6})?$/.test(plain) ? Number(plain) : null
}

/** Sums by year for the chart: how much of each year's payments is principal and how much interest. */
export function byYear(
  schedule: Instalment[],
): { year: number; principalFen: number; interestFen: number; balanceFen: number }[] {
  const years: { year: number; principalFen: number; interestFen: number; balanceFen: number }[] = []
  for (const one of schedule) {
    const index = Math.floor((one.month - 1) / 12)
    const year = (years[index] ??= { year: index + 1, principalFen: 0, interestFen: 0, balanceFen: 0 })
    year.principalFen += one.principalFen
    year.interestFen += one.interestFen
    year.balanceFen = one.balanceFen
  }
  return years
}
