import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, nextTick } from 'vue'

import { ApiProblem } from '@/api/client'
import { useDraft } from '@/console/forms/use-draft'

interface Listing {
  name: string
  fee: string
}

/** A record on a server that counts versions, as If-Match has it. */
function server(first: Listing) {
  let stored = { ...first }
  let version = 1
  const saves: Listing[] = []
  return {
    saves,
    get stored() {
      return stored
    },
    write(change: Partial<Listing>) {
      stored = { ...stored, ...change }
      version += 1
    },
    load: () => Promise.resolve({ value: { ...stored }, etag: String(version) }),
    save(value: Listing, etag: string) {
      if (etag !== String(version))
        return Promise.reject(new ApiProblem(412, 'request.version_conflict', '', ''))
      saves.push(value)
      stored = { ...value }
      version += 1
      return Promise.resolve({ value: { ...stored }, etag: String(version) })
    },
  }
}

function open(source: ReturnType<typeof server>) {
  let draft!: ReturnType<typeof useDraft<Listing>>
  const Form = defineComponent({
    setup() {
      draft = useDraft<Listing>(source)
      return () => null
    },
  })
  const wrapper = mount(Form)
  return { draft, wrapper }
}

async function settle() {
  await vi.advanceTimersByTimeAsync(2000)
  await nextTick()
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a draft', () => {
  it('saves itself once the typing pauses', async () => {
    const source = server({ name: 'A', fee: '1' })
    const { draft } = open(source)
    await draft.load()
    draft.value.value!.name = 'B'
    await nextTick()
    draft.value.value!.name = 'BC'
    await settle()
    expect(source.saves).toEqual([{ name: 'BC', fee: '1' }])
    expect(draft.state.value).toBe('saved')
  })

  it('joins two people who change different fields', async () => {
    const source = server({ name: 'A', fee: '1' })
    const { draft } = open(source)
    await draft.load()
    draft.value.value!.name = 'B'
    source.write({ fee: '2' })
    await settle()
    expect(source.stored).toEqual({ name: 'B', fee: '2' })
    expect(draft.joined.value).toEqual(['fee'])
    expect(draft.state.value).toBe('saved')
  })

  it('asks when both changed the same field, and saves what was chosen', async () => {
    const source = server({ name: 'A', fee: '1' })
    const { draft } = open(source)
    await draft.load()
    draft.value.value!.fee = '3'
    source.write({ fee: '2' })
    await settle()
    expect(draft.state.value).toBe('conflict')
    expect(source.stored.fee).toBe('2')
    await draft.choose(draft.conflicts.value[0]!, 'mine')
    expect(source.stored.fee).toBe('3')
    expect(draft.state.value).toBe('saved')
  })

  it('keeps what was typed while a save was under way', async () => {
    const source = server({ name: 'A', fee: '1' })
    const { draft } = open(source)
    await draft.load()
    draft.value.value!.name = 'B'
    await nextTick()
    const saving = draft.save()
    draft.value.value!.fee = '9'
    await saving
    await settle()
    expect(source.stored).toEqual({ name: 'B', fee: '9' })
  })

  it('keeps everything on the screen when the network fails, and saves when asked again', async () => {
    const source = server({ name: 'A', fee: '1' })
    const { draft } = open(source)
    await draft.load()
    const working = source.save.bind(source)
    source.save = () => Promise.reject(new ApiProblem(0, 'offline', '', ''))
    draft.value.value!.name = 'B'
    await settle()
    expect(draft.state.value).toBe('failed')
    expect(draft.value.value!.name).toBe('B')
    source.save = working
    await draft.save()
    expect(source.stored.name).toBe('B')
  })

  it('saves what is open when the screen is left', async () => {
    const source = server({ name: 'A', fee: '1' })
    const { draft, wrapper } = open(source)
    await draft.load()
    draft.value.value!.name = 'B'
    await nextTick()
    wrapper.unmount()
    await settle()
    expect(source.stored.name).toBe('B')
  })
})
