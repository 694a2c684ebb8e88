const SLICE_MS = 8

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}

/**
 * Runs work that yields now and then, a few milliseconds at a time, so that keys and scrolling are answered in between.
 * What fits into one slice is done before this returns. `undefined` once `signal` is aborted.
 */
export async function inSlices<T>(work: Generator<void, T>, signal: AbortSignal): Promise<T | undefined> {
  while (!signal.aborted) {
    const until = performance.now() + SLICE_MS
    do {
      const step = work.next()
      if (step.done) return step.value
    } while (performance.now() < until)
    await pause()
  }
  return undefined
}

/** Runs such work to its end at once. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}
