import { createApp, createSSRApp, defineComponent, h, nextTick, ref } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { describe, expect, it, vi } from 'vitest'

/** A page of two parts as the server gives it, and what wakes them, in the order in which they asked. */
async function delivered({ far = false } = {}) {
  vi.resetModules()
  const idle: (() => void)[] = []
  vi.stubGlobal('requestIdleCallback', (wake: () => void) => idle.push(wake))
  const near: (() => void)[] = []
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(private readonly seen: (entries: { isIntersecting: boolean; target: Element }[]) => void) {}
      observe = (target: Element) => near.push(() => this.seen([{ isIntersecting: true, target }]))
      disconnect = () => undefined
    },
  )
  const module = await import('./later')
  const { later, useAwake, wakeAll } = module
  const recalled = ref('')
  const Counter = defineComponent({
    props: { name: { type: String, required: true } },
    setup(props) {
      const awake = useAwake()
      const count = ref(0)
      const who = () => (awake.value && recalled.value ? ` ${recalled.value}` : '')
      return () => h('button', { onClick: () => count.value++ }, `${props.name} ${count.value}${who()}`)
    },
  })
  const Part = later(Counter, { far })
  const Page = defineComponent(
    () => () => h('div', [h(Part, { name: 'first' }), h(Part, { name: 'second' })]),
  )
  const root = document.createElement('div')
  root.innerHTML = await renderToString(createSSRApp(Page))
  document.body.append(root)
  createSSRApp(Page).mount(root)
  const buttons = [...root.querySelectorAll('button')]
  const breath = async () => {
    idle.shift()?.()
    await new Promise((done) => setTimeout(done))
  }
  await new Promise((done) => setTimeout(done))
  return {
    root,
    module,
    comeNear: (at: number) => near[at]?.(),
    buttons,
    breath,
    recalled,
    Part,
    wakeAll,
    click: (at: number) => (buttons[at]?.click(), nextTick()),
  }
}

describe('parts that wake later', () => {
  it('come finished from the server and wake one after the other', async () => {
    const { root, click, breath } = await delivered()
    expect(root.textContent).toBe('first 0second 0')
    await breath()
    await click(0)
    await click(1)
    expect(root.textContent).toBe('first 1second 0')
    await breath()
    await click(1)
    expect(root.textContent).toBe('first 1second 1')
  })

  it('wake at once where somebody reaches for them', async () => {
    const { root, buttons, click } = await delivered()
    buttons[1]?.dispatchEvent(new Event('pointerover', { bubbles: true }))
    await new Promise((done) => setTimeout(done))
    await click(1)
    expect(root.textContent).toBe('first 0second 1')
  })

  it('keep what the server drew: nothing is drawn anew', async () => {
    const { root, buttons, breath } = await delivered()
    await breath()
    await breath()
    expect([...root.querySelectorAll('button')]).toEqual(buttons)
  })

  it('find what the server drew, whatever the browser has recalled by then', async () => {
    const warnings = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const { root, breath, recalled } = await delivered()
    recalled.value = 'Li'
    await breath()
    expect(root.textContent).toBe('first 0 Lisecond 0')
    await breath()
    expect(root.textContent).toBe('first 0 Lisecond 0 Li')
    expect(warnings).not.toHaveBeenCalled()
  })

  it('sleep far down the page until somebody comes near', async () => {
    const { root, breath, click, comeNear } = await delivered({ far: true })
    await breath()
    await click(1)
    expect(root.textContent).toBe('first 0second 0')
    comeNear(1)
    await breath()
    await click(0)
    await click(1)
    expect(root.textContent).toBe('first 0second 1')
  })

  it.each([false, true])('are all awake before the page changes (far: %s)', async (far) => {
    const { root, click, wakeAll } = await delivered({ far })
    void wakeAll()
    await click(0)
    await click(1)
    expect(root.textContent).toBe('first 1second 1')
  })

  it('that hold others are awake with them before the page changes', async () => {
    const { later, wakeAll, LaterPart, FarPart } = (await delivered()).module
    const count = ref(0)
    const Counter = later(
      defineComponent(() => () => h('button', { onClick: () => count.value++ }, count.value)),
    )
    const Page = defineComponent(
      () => () => h(LaterPart, null, { default: () => h(FarPart, null, { default: () => h(Counter) }) }),
    )
    const root = document.createElement('div')
    root.innerHTML = await renderToString(createSSRApp(Page))
    document.body.append(root)
    const button = root.querySelector('button')
    createSSRApp(Page).mount(root)
    await new Promise((done) => setTimeout(done))
    button?.click()
    expect(count.value).toBe(0)
    await wakeAll()
    button?.click()
    expect(count.value).toBe(1)
    expect(root.querySelector('button')).toBe(button)
  })

  it('are there at once on every page after the first', async () => {
    const { Part, module } = await delivered()
    module.tookOver()
    const root = document.createElement('div')
    createApp(defineComponent(() => () => h(Part, { name: 'next' }))).mount(root)
    expect(root.textContent).toBe('next 0')
  })
})
