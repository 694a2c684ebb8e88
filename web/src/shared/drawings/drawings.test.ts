import { mount } from '@vue/test-utils'
import axe from 'axe-core'
import { describe, expect, it } from 'vitest'
import { createSSRApp, h, nextTick, type Component } from 'vue'
import { renderToString } from 'vue/server-renderer'

import { LAYOUTS } from '@/geometry/__gallery__/allLayouts'
import { board } from '@/geometry/__gallery__/boardSamples'
import { SITES } from '@/geometry/__gallery__/sites'
import { createI18n, i18nKey } from '@/i18n'
import zh from '@/i18n/messages/zh-CN.json'

import BuildingElevation from './BuildingElevation.vue'
import FloorPlan from './FloorPlan.vue'
import SiteModel from './SiteModel.vue'
import UnitBoard from './UnitBoard.vue'

const i18n = createI18n('zh-CN', zh)
const global = { provide: { [i18nKey as symbol]: i18n } }
const [layout] = LAYOUTS
const [site] = SITES
if (!layout || !site) throw new Error('samples are missing')
const words = { turnLeft: '向左转', turnRight: '向右转' }
const siteProps = { input: site.input, name: site.name, seed: site.name, words }
const boards = [board('1栋', 'tower', 8, [2, 2], [4]), board('2栋', 'slab', 6, [3])]
const boardProps = { boards, tabsLabel: '楼栋' }

async function onServer(component: Component, props: Record<string, unknown>): Promise<string> {
  const app = createSSRApp({ render: () => h(component, props) })
  app.provide(i18nKey, i18n)
  return renderToString(app)
}

async function violations(element: Element): Promise<string[]> {
  document.body.replaceChildren(element)
  const result = await axe.run(element, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  })
  return result.violations.map((one) => `${one.id}: ${one.nodes.length}`)
}

describe('on the server', () => {
  it.each([
    ['plan', FloorPlan, { geometry: layout.geometry, name: layout.name }],
    ['site', SiteModel, siteProps],
    ['elevation', BuildingElevation, { input: boards[0] }],
  ] as [string, Component, Record<string, unknown>][])(
    'a %s is complete HTML',
    async (_, component, props) => {
      const html = await onServer(component, props)
      expect(html).toContain('<svg xmlns=')
      expect(html).toContain('</svg>')
    },
  )

  it('a unit board has all its homes', async () => {
    const html = await onServer(UnitBoard, boardProps)
    for (const cell of boards[0]?.cells ?? []) expect(html).toContain(`>${cell.number}</b>`)
  })
})

describe('unit board', () => {
  it('has a head for entrances, a row per storey with homes, and one home in the tab order', () => {
    const wrapper = mount(UnitBoard, { props: boardProps, global })
    expect(wrapper.findAll('thead th').map((th) => th.text())).toEqual(['1单元', '2单元'])
    expect(wrapper.findAll('tbody tr')).toHaveLength(7)
    expect(wrapper.findAll('button[tabindex="0"]:not([role="tab"])')).toHaveLength(1)
    expect(wrapper.find('tbody th').text()).toBe('8F')
  })

  it('says number, status and price of a home', () => {
    const wrapper = mount(UnitBoard, { props: boardProps, global })
    const cell = boards[0]?.cells.find((one) => one.status === 'available')
    const label = wrapper
      .findAll('tbody button')
      .map((one) => one.attributes('aria-label'))
      .find((text) => text?.startsWith(cell?.number ?? '?'))
    expect(label).toContain('可售')
    expect(label).toContain('万')
  })

  it('moves with the arrow keys and chooses with a click', async () => {
    const wrapper = mount(UnitBoard, { props: boardProps, global, attachTo: document.body })
    const first = wrapper.find('tbody button[tabindex="0"]')
    const before = first.text()
    await first.trigger('keydown', { key: 'ArrowDown' })
    await nextTick()
    const now = wrapper.find('tbody button[tabindex="0"]')
    expect(now.text()).not.toBe(before)
    expect(document.activeElement).toBe(now.element)
    await now.trigger('click')
    expect(wrapper.emitted('choose')).toHaveLength(1)
    expect(wrapper.emitted('update:selected')).toHaveLength(1)
    wrapper.unmount()
  })

  it('shows another building when its tab is chosen', async () => {
    const wrapper = mount(UnitBoard, { props: { ...boardProps, building: '2栋' }, global })
    expect(wrapper.find('caption').text()).toContain('2栋')
    await wrapper.findAll('[role="tab"]')[0]?.trigger('click')
    expect(wrapper.emitted('update:building')?.[0]).toEqual(['1栋'])
  })

  it('passes axe', async () => {
    expect(await violations(mount(UnitBoard, { props: boardProps, global }).element as Element)).toEqual([])
  })

  it('is nothing without a building', () => {
    expect(
      mount(UnitBoard, { props: { boards: [], tabsLabel: '楼栋' }, global })
        .find('table')
        .exists(),
    ).toBe(false)
  })
})

describe('site model', () => {
  it('turns by quarters and comes back after four', async () => {
    const wrapper = mount(SiteModel, { props: siteProps, global })
    const start = wrapper.find('svg.gd-site').html()
    const right = wrapper.find('button[aria-label="向右转"]')
    await right.trigger('click')
    expect(wrapper.find('svg.gd-site').html()).not.toBe(start)
    for (let i = 0; i < 3; i += 1) await right.trigger('click')
    expect(wrapper.find('svg.gd-site').html()).toBe(start)
  })

  it('marks the building under the pointer and tells which one was chosen', async () => {
    const wrapper = mount(SiteModel, { props: siteProps, global })
    const pill = wrapper.find('.gd-pill')
    const id = pill.attributes('data-building-id')
    await pill.trigger('pointerover')
    expect(wrapper.emitted('update:active')?.[0]).toEqual([id])
    await wrapper.setProps({ active: id ?? null })
    expect(wrapper.find('.gd-building.is-active').attributes('data-building-id')).toBe(id)
    await pill.trigger('keydown', { key: 'Enter' })
    expect(wrapper.emitted('select')?.[0]).toEqual([id])
  })

  it('counts homes by status and passes axe', async () => {
    const wrapper = mount(SiteModel, { props: siteProps, global })
    expect(wrapper.find('figcaption').text()).toContain('可售')
    expect(await violations(wrapper.element as Element)).toEqual([])
  })
})

describe('floor plan', () => {
  it('highlights the room under the pointer', async () => {
    const wrapper = mount(FloorPlan, { props: { geometry: layout.geometry }, global })
    await wrapper.find('path[fill="transparent"]').trigger('pointerenter', { pointerType: 'mouse' })
    expect(wrapper.emitted('update:room')?.[0]).toEqual([layout.geometry.rooms[0]?.id])
  })

  it('passes axe', async () => {
    const wrapper = mount(FloorPlan, { props: { geometry: layout.geometry, name: 'A1' }, global })
    expect(await violations(wrapper.element as Element)).toEqual([])
  })
})

describe('elevation', () => {
  it('is drawn at its first width and says what it shows', () => {
    const input = boards[0]
    if (!input) throw new Error('sample is missing')
    const wrapper = mount(BuildingElevation, { props: { input, initialWidth: 480 }, global })
    expect(wrapper.find('svg').attributes('width')).toBe('480')
    expect(wrapper.find('desc').text()).toContain('可售')
  })
})
