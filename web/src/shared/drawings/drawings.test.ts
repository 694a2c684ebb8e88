import { mount } from '@vue/test-utils'
import axe from 'axe-core'
import { describe, expect, it } from 'vitest'
import { createSSRApp, h, nextTick, type Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { renderToString } from 'vue/server-renderer'

import { LAYOUTS } from '@/geometry/__gallery__/allLayouts'
import { board } from '@/geometry/__gallery__/boardSamples'
import { SITES } from '@/geometry/__gallery__/sites'
import { createI18n, i18nKey } from '@/i18n'
import zh from '@/i18n/messages/zh-CN.json'

import StatusMark from '../listing/StatusMark.vue'
import BuildingElevation from './BuildingElevation.vue'
import FloorPlan from './FloorPlan.vue'
import SiteModel from './SiteModel.vue'
import UnitBoard from './UnitBoard.vue'

const i18n = createI18n('zh-CN', zh)
const router = createRouter({
  history: createMemoryHistory(),
  routes: [{ path: '/:all(.*)*', component: { render: () => null } }],
})
const global = { provide: { [i18nKey as symbol]: i18n }, plugins: [router] }
const [layout] = LAYOUTS
const [site] = SITES
if (!layout || !site) throw new Error('samples are missing')
const [first] = site.input.buildings
const input = board('1栋', 'tower', 8, [2, 2], [4])
const siteProps = {
  input: site.input,
  name: site.name,
  seed: site.name,
  picture: '/hero.svg',
  notes: Object.fromEntries(site.input.buildings.map((one) => [one.id, `可售 ${one.floors}`])),
  hrefOf: (id: string) => `?building=${id}#board`,
  load: () => Promise.resolve(site.input),
}
const boardProps = { input, hrefOf: (id: string) => `/units/${id}`, shown: null }
const planProps = { geometry: layout.geometry, name: layout.name }

async function onServer(component: Component, props: Record<string, unknown>): Promise<string> {
  const app = createSSRApp({ render: () => h(component, props) })
  app.provide(i18nKey, i18n)
  app.use(router)
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
    ['plan', FloorPlan, planProps],
    ['elevation', BuildingElevation, { input, selected: input.cells[0]?.id }],
  ] as [string, Component, Record<string, unknown>][])(
    'a %s is complete HTML',
    async (_, component, props) => {
      const html = await onServer(component, props)
      expect(html).toContain('<svg xmlns=')
      expect(html).toContain('</svg>')
    },
  )

  it('a site model is its picture with a link for every building', async () => {
    const html = await onServer(SiteModel, siteProps)
    expect(html).toContain('src="/hero.svg"')
    for (const building of site.input.buildings)
      expect(html).toContain(`href="?building=${building.id}#board"`)
  })

  it('a unit board has a link for every home', async () => {
    const html = await onServer(UnitBoard, boardProps)
    for (const cell of input.cells) expect(html).toContain(`href="/units/${cell.id}"`)
  })
})

describe('unit board', () => {
  it('has a row per storey with homes and one home in the tab order', () => {
    const wrapper = mount(UnitBoard, { props: boardProps, global })
    expect(wrapper.findAll('tbody tr')).toHaveLength(7)
    expect(wrapper.findAll('a[tabindex="0"]')).toHaveLength(1)
    expect(wrapper.find('tbody th').text()).toBe('8F')
    expect(wrapper.text()).toContain('1单元')
  })

  it('says number, status and price of a home, in words and with a shape', () => {
    const wrapper = mount(UnitBoard, { props: boardProps, global })
    const cell = input.cells.find((one) => one.status === 'available')
    const link = wrapper.find(`a[href="/units/${cell?.id}"]`)
    expect(link.attributes('aria-label')).toContain(cell?.number ?? '?')
    expect(link.attributes('aria-label')).toContain('可售')
    expect(link.attributes('aria-label')).toContain('万')
    expect(link.findComponent(StatusMark).props('status')).toBe('available')
  })

  it('moves with the arrow keys and tells what is looked at', async () => {
    const wrapper = mount(UnitBoard, { props: boardProps, global, attachTo: document.body })
    const start = wrapper.find('a[tabindex="0"]')
    const before = start.attributes('href')
    await start.trigger('keydown', { key: 'ArrowDown' })
    await nextTick()
    const now = wrapper.find('a[tabindex="0"]')
    expect(now.attributes('href')).not.toBe(before)
    expect(document.activeElement).toBe(now.element)
    expect(wrapper.emitted('look')?.at(-1)).toEqual([now.attributes('href')?.replace('/units/', '')])
    wrapper.unmount()
  })

  it('passes axe', async () => {
    const props = { ...boardProps, input: board('2栋', 'slab', 3, [2, 1]) }
    expect(await violations(mount(UnitBoard, { props, global }).element as Element)).toEqual([])
  })
})

describe('site model', () => {
  it('turns by quarters, drawn from the geometry, and comes back to its picture after four', async () => {
    const small = { ...site.input, buildings: site.input.buildings.slice(0, 1) }
    const props = { ...siteProps, input: small, load: () => Promise.resolve(small) }
    const wrapper = mount(SiteModel, { props, global })
    expect(wrapper.find('img').exists()).toBe(true)
    const right = wrapper.find('button[aria-label="沙盘向右转"]')
    const seen = new Set<string>()
    for (let i = 0; i < 3; i += 1) {
      await right.trigger('click')
      await nextTick()
      expect(wrapper.find('img').exists()).toBe(false)
      seen.add(wrapper.find('svg.gd-site').attributes('aria-labelledby') ?? '')
    }
    expect(seen.size).toBe(3)
    await right.trigger('click')
    expect(wrapper.find('img').exists()).toBe(true)
  })

  it('marks the building that is pointed at or focused, and tells which one was chosen', async () => {
    const wrapper = mount(SiteModel, { props: siteProps, global })
    const name = wrapper.find(`a[href="?building=${first?.id}#board"]`)
    await name.trigger('focus')
    expect(wrapper.findAll('.gd-spot.is-active')).toHaveLength(1)
    expect(name.text()).toContain('可售')
    await name.trigger('click')
    expect(wrapper.emitted('select')?.[0]).toEqual([first?.id])
    await wrapper.trigger('pointerleave')
    expect(wrapper.findAll('.gd-spot.is-active')).toHaveLength(0)
  })

  it('passes axe', async () => {
    expect(await violations(mount(SiteModel, { props: siteProps, global }).element as Element)).toEqual([])
  })
})

describe('floor plan', () => {
  it('shows the room pointed at in the plan and in the list', async () => {
    const wrapper = mount(FloorPlan, { props: planProps, global })
    const before = wrapper.find('svg.gd-plan').html()
    await wrapper.find('path[fill="transparent"]').trigger('pointerenter')
    expect(wrapper.findAll('li.bg-trust-tint')).toHaveLength(1)
    expect(wrapper.find('svg.gd-plan').html()).not.toBe(before)
  })

  it('has dimensions and rooms with their areas', () => {
    const wrapper = mount(FloorPlan, { props: planProps, global })
    expect(wrapper.findAll('li')).toHaveLength(layout.geometry.rooms.length)
    expect(wrapper.find('li').text()).toMatch(/㎡/)
  })

  it('passes axe', async () => {
    expect(await violations(mount(FloorPlan, { props: planProps, global }).element as Element)).toEqual([])
  })
})

describe('elevation', () => {
  it('marks the home and says what it shows', () => {
    const cell = input.cells[3]
    if (!cell) throw new Error('sample is missing')
    const wrapper = mount(BuildingElevation, { props: { input, selected: cell.id }, global })
    const other = mount(BuildingElevation, { props: { input, selected: 'nobody' }, global })
    expect(wrapper.html()).not.toBe(other.html())
    expect(wrapper.find('desc').text()).toContain('可售')
  })
})
