import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'

import { projectRows } from '@/features/compare/rows'
import DistrictTable from '@/features/home/components/DistrictTable.vue'
import { createI18n, i18nKey } from '@/i18n'
import en from '@/i18n/messages/en.json'
import zh from '@/i18n/messages/zh-CN.json'
import PriceText from '@/shared/listing/PriceText.vue'

import { homePage, projectCard } from '../fixtures/cards.ts'

const i18n = createI18n('zh-CN', zh)
const global = { provide: { [i18nKey as symbol]: i18n }, stubs: { RouterLink: true } }

describe('a price that is only stated', () => {
  it('carries its name, and a filed one needs none', () => {
    const stated = mount(PriceText, { props: { fen: 1_250_000, basis: 'stated' }, global })
    expect(stated.text()).toMatch(/^参考均价\s*12,500\s*元\/㎡$/)
    const filed = mount(PriceText, { props: { fen: 1_250_000, basis: 'filed' }, global })
    expect(filed.text()).not.toContain('参考')
    const english = { provide: { [i18nKey as symbol]: createI18n('en', en) } }
    expect(mount(PriceText, { props: { fen: 1, basis: 'stated' }, global: english }).text()).toMatch(
      /^stated/,
    )
  })

  it('is never better than a filed one', () => {
    const filed = { ...projectCard(0, 'zh-CN'), unit_price_fen: 2_000_000 }
    const stated = { ...projectCard(1, 'zh-CN'), unit_price_fen: 1_000_000, price_basis: 'stated' as const }
    const [prices] = projectRows([filed, stated], i18n)
    expect(prices?.values).toEqual(['20,000 元/㎡', '参考均价 10,000 元/㎡'])
    expect(prices?.best).toEqual([])
    expect(projectRows([filed, { ...stated, price_basis: 'filed' }], i18n)[0]?.best).toEqual([1])
  })

  it('is marked among districts of filed ones, and named once where there are no others', () => {
    const districts = homePage('zh-CN').data.districts
    const words = (bases: ('filed' | 'stated')[]) =>
      mount(DistrictTable, {
        props: {
          districts: bases.map((basis, index) => ({ ...districts[index]!, median_basis: basis })),
        },
        global,
      }).text()
    expect(words(['filed', 'filed'])).toContain('备案均价中位')
    expect(words(['stated', 'stated'])).toContain('参考均价中位')
    expect(words(['stated', 'stated'])).not.toContain('备案均价中位')
    expect(words(['filed', 'stated'])).toContain('还没有备案价')
  })
})
