import {
  defineAsyncComponent,
  defineComponent,
  h,
  hydrateOnInteraction,
  onMounted,
  ref,
  type Component,
  type HydrationStrategy,
  type Ref,
} from 'vue'

type Waking = () => void

/** Parts whose turn comes, and all that are not awake yet. */
const waiting: Waking[] = []
const asleep = new Set<Waking>()
let turning = false
let firstPage = true

/** A part waits no longer for a browser that always has something better to do. */
const PATIENCE_MS = 300

/** One part per breath: a phone that makes a whole page alive at once answers nobody for as long as that takes. */
function turn() {
  turning = true
  const next = () => {
    waiting.shift()?.()
    turning = waiting.length > 0
    if (turning) turn()
  }
  if ('requestIdleCallback' in window) window.requestIdleCallback(next, { timeout: PATIENCE_MS })
  else setTimeout(next, 20)
}

/** How near a part comes to the window before it wakes. */
const NEAR = { rootMargin: '300px' }

/**
 * Vue's own hydrateOnVisible first asks each part where it stands: the browser has to lay the page out in the midst of
 * waking it. The observer says the same a moment later for nothing.
 */
const onNear: HydrationStrategy = (come, forEachElement) => {
  const observer = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return
    observer.disconnect()
    come()
  }, NEAR)
  forEachElement((element) => element instanceof Element && observer.observe(element))
  return () => observer.disconnect()
}

/**
 * In turn, when the browser has nothing better to do; of a part far down the page, once somebody comes near. At once where
 * somebody reaches for the part.
 */
const inTurn =
  (far: boolean): HydrationStrategy =>
  (hydrate, forEachElement) => {
    const letGo: ((() => void) | void)[] = []
    const wake = () => {
      stop()
      hydrate()
    }
    function stop() {
      const at = waiting.indexOf(wake)
      if (at >= 0) waiting.splice(at, 1)
      asleep.delete(wake)
      for (const go of letGo.splice(0)) go?.()
    }
    function queue() {
      waiting.push(wake)
      if (!turning) turn()
    }
    asleep.add(wake)
    if (far) letGo.push(onNear(queue, forEachElement))
    else queue()
    letGo.push(hydrateOnInteraction(['pointerover', 'touchstart', 'focusin'])(wake, forEachElement))
    return stop
  }

/**
 * A part of a page that nobody needs in the first moment: it comes finished from the server, and becomes alive after the
 * rest; `far` down the page when somebody comes near. On every later page it is the part itself, there at once.
 */
export function later<T extends Component>(part: T, { far = false } = {}): T {
  const late = defineAsyncComponent({
    loader: () => Promise.resolve(part as Component),
    hydrate: inTurn(far),
  })
  const either = defineComponent({
    inheritAttrs: false,
    setup(_, { attrs, slots }) {
      const chosen = firstPage ? late : part
      return () => h(chosen as Component, attrs, slots)
    },
  })
  return either as unknown as T
}

/** Whatever stands within. */
const Within = defineComponent(
  (_, { slots }) =>
    () =>
      slots['default']?.(),
)

/** What stands within becomes alive in a breath of its own; of `FarPart` when somebody comes near. */
export const LaterPart = later(Within)
export const FarPart = later(Within, { far: true })

/** The page that came from the server is left (or came without its parts): what is shown from now on is drawn here. */
export function tookOver() {
  firstPage = false
}

/**
 * Wakes what still sleeps: before the page changes under it, as it must find what the server drew. All that sleeps now is
 * awake when the call returns; what sleeps within it, when the promise does.
 */
export async function wakeAll() {
  while (asleep.size) {
    for (const wake of asleep) wake()
    await new Promise((asked) => setTimeout(asked))
  }
}

/**
 * False until the component has taken over what the server drew. What this browser alone knows (who is there, what was
 * kept) is shown only after that: by the time a part wakes, others have long recalled it.
 */
export function useAwake(): Readonly<Ref<boolean>> {
  const awake = ref(false)
  onMounted(() => (awake.value = true))
  return awake
}

/** Whether the page that came from the server is the one that is shown. */
export const isFirstPage = () => firstPage
