import { describe, expect, it } from 'vitest'

import {
  amortise,
  byYear,
  combine,
  deedTax,
  levelPayment,
  maintenanceFund,
  problemOf,
  readNumber,
  type Loan,
} from '@/features/calculator/domain'

const million: Loan = {
  principalFen: 100_000_000,
  annualMillionths: 49_000,
  months: 360,
  method: 'equal_payment',
}
const RATES = { firstSmall: 10_000, firstLarge: 15_000, secondSmall: 10_000, secondLarge: 20_000 }

describe('equal payment', () => {
  it('gives the well-known 5,307.27 a month for a million at 4.9 % over 30 years', () => {
    const outcome = amortise(million)
    expect(outcome.firstPaymentFen).toBe(530_727)
    expect(outcome.months).toBe(360)
    // 910,616.19 by formula; rounding each month to a fen may move it by a yuan or two.
    expect(Math.abs(outcome.totalInterestFen - 91_061_619)).toBeLessThan(200)
  })

  it('gives 4,490.45 at 3.5 % and 5,995.51 at 6 %', () => {
    expect(levelPayment(100_000_000, 35_000, 360)).toBe(449_045)
    expect(levelPayment(100_000_000, 60_000, 360)).toBe(599_551)
  })

  it('pays back exactly what was lent, whatever the rate', () => {
    for (const rate of [0, 1, 26_000, 30_750, 35_000, 49_000, 150_000]) {
      for (const months of [1, 2, 7, 12, 119, 240, 360]) {
        for (const method of ['equal_payment', 'equal_principal'] as const) {
          const outcome = amortise({ principalFen: 123_456_789, annualMillionths: rate, months, method })
          expect(outcome.schedule.reduce((sum, one) => sum + one.principalFen, 0)).toBe(123_456_789)
          expect(outcome.schedule.at(-1)?.balanceFen).toBe(0)
          expect(outcome.months).toBeLessThanOrEqual(months)
          expect(outcome.totalPaidFen).toBe(123_456_789 + outcome.totalInterestFen)
        }
      }
    }
  })
})

describe('equal principal', () => {
  it('begins with 6,861.11 and costs 737,041.67 of interest for a million at 4.9 % over 30 years', () => {
    const outcome = amortise({ ...million, method: 'equal_principal' })
    expect(Math.abs(outcome.firstPaymentFen - 686_111)).toBeLessThanOrEqual(1)
    expect(Math.abs(outcome.totalInterestFen - 73_704_167)).toBeLessThan(300)
    expect(outcome.schedule[1]?.paymentFen).toBeLessThan(outcome.firstPaymentFen)
  })
})

describe('prepayment', () => {
  const plain = amortise(million)
  const shorter = amortise(million, { month: 60, amountFen: 20_000_000, effect: 'shorter' })
  const lower = amortise(million, { month: 60, amountFen: 20_000_000, effect: 'lower' })

  it('saves interest, and more when the term is shortened', () => {
    expect(lower.totalInterestFen).toBeLessThan(plain.totalInterestFen)
    expect(shorter.totalInterestFen).toBeLessThan(lower.totalInterestFen)
  })

  it('keeps the instalment and shortens, or keeps the term and lowers', () => {
    expect(shorter.months).toBeLessThan(plain.months)
    expect(shorter.schedule[100]?.paymentFen).toBe(plain.schedule[100]?.paymentFen)
    expect(shorter.lastPaymentFen).toBeLessThanOrEqual(plain.firstPaymentFen + 100)
    expect(lower.months).toBe(plain.months)
    expect(lower.schedule[100]?.paymentFen).toBeLessThan(plain.schedule[100]?.paymentFen ?? 0)
  })

  it('pays the loan off when it is larger than the debt', () => {
    const cleared = amortise(million, { month: 12, amountFen: 900_000_000, effect: 'shorter' })
    expect(cleared.months).toBe(12)
    expect(cleared.schedule.reduce((sum, one) => sum + one.principalFen, 0)).toBe(100_000_000)
  })
})

describe('combined loans', () => {
  it('add up month by month, the longer one alone at the end', () => {
    const fund = amortise({
      principalFen: 60_000_000,
      annualMillionths: 26_000,
      months: 240,
      method: 'equal_payment',
    })
    const bank = amortise({
      principalFen: 80_000_000,
      annualMillionths: 32_000,
      months: 360,
      method: 'equal_payment',
    })
    const both = combine([fund, bank])
    expect(both.months).toBe(360)
    expect(both.firstPaymentFen).toBe(fund.firstPaymentFen + bank.firstPaymentFen)
    expect(both.totalInterestFen).toBe(fund.totalInterestFen + bank.totalInterestFen)
    expect(both.schedule[300]?.paymentFen).toBe(bank.schedule[300]?.paymentFen)
  })

  it('of nothing are nothing', () => {
    expect(combine([])).toMatchObject({ months: 0, totalPaidFen: 0, firstPaymentFen: 0 })
  })
})

describe('taxes and funds', () => {
  it('follow the 140 square metre line', () => {
    expect(deedTax(200_000_000, 118, true, RATES)).toBe(2_000_000)
    expect(deedTax(200_000_000, 140, true, RATES)).toBe(2_000_000)
    expect(deedTax(200_000_000, 140.01, true, RATES)).toBe(3_000_000)
    expect(deedTax(200_000_000, 150, false, RATES)).toBe(4_000_000)
  })

  it('count the fund by area', () => {
    expect(maintenanceFund(118.36, 10_000)).toBe(1_183_600)
  })
})

describe('what people type', () => {
  it('is read with spaces and commas, and nothing else', () => {
    expect(readNumber(' 1,200.5 ')).toBe(1200.5)
    expect(readNumber('-30')).toBe(-30)
    expect(readNumber('123.456789')).toBe(123.456789)
    for (const wrong of ['', 'abc', '1e9', '٣', '1.2.3', '99999999999999'])
      expect(readNumber(wrong)).toBeNull()
  })

  it('is refused where it makes no loan', () => {
    expect(problemOf({ ...million, principalFen: -1 })).toBe('principal')
    expect(problemOf({ ...million, annualMillionths: -500 })).toBe('rate')
    expect(problemOf({ ...million, months: 361 })).toBe('months')
    expect(() => amortise({ ...million, months: 0 })).toThrow(RangeError)
  })
})

describe('the chart', () => {
  it('has a bar a year that adds up to the loan', () => {
    const years = byYear(amortise(million).schedule)
    expect(years).toHaveLength(30)
    expect(years.reduce((sum, one) => sum + one.principalFen, 0)).toBe(100_000_000)
    expect(years[0]?.interestFen).toBeGreaterThan(years[0]?.principalFen ?? 0)
  })
})
