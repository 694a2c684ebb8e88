import { onBeforeUnmount, onMounted, reactive } from 'vue'

/** A key (`/`, `mod+k`) or two in a row (`g p`), and what it does. */
export interface Shortcut {
  keys: string
  label: string
  run: () => void
}

const known = reactive(new Map<string, Shortcut>())

/** What can be pressed on this screen, for the help sheet. */
export const shortcuts: ReadonlyMap<string, Shortcut> = known

function pressed(event: KeyboardEvent): string {
  const parts = []
  if (event.ctrlKey || event.metaKey) parts.push('mod')
  if (event.altKey) parts.push('alt')
  parts.push(event.key.toLowerCase())
  return parts.join('+')
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

const PAUSE_MS = 900

/** Listens on the window, once, for the whole console. Keys typed into a field are the field's, `mod+…` is not. */
export function useShortcutKeys() {
  let first = ''
  let since = 0
  function onKey(event: KeyboardEvent) {
    if (event.isComposing || event.defaultPrevented) return
    const key = pressed(event)
    if (isTyping(event.target) && !key.startsWith('mod+')) return
    const sequence = first && event.timeStamp - since < PAUSE_MS ? `${first} ${key}` : ''
    const found = (sequence && known.get(sequence)) || known.get(key)
    first = found ? '' : key
    since = event.timeStamp
    if (!found) return
    event.preventDefault()
    found.run()
  }
  onMounted(() => window.addEventListener('keydown', onKey))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey))
}

/** Offers shortcuts while a component stands. */
export function useShortcuts(offered: Shortcut[]) {
  onMounted(() => offered.forEach((shortcut) => known.set(shortcut.keys, shortcut)))
  onBeforeUnmount(() =>
    offered.forEach((shortcut) => {
      if (known.get(shortcut.keys) === shortcut) known.delete(shortcut.keys)
    }),
  )
}
