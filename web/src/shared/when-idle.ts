import { isFirstPage } from './later'

/**
 * Fetches code once the browser has nothing better to do: not in the same breath as making the page alive. A page that is
 * drawn here has nothing to show without it: then at once.
 */
export function whenIdle<T>(load: () => Promise<T>): Promise<T> {
  if (import.meta.env.SSR || !isFirstPage()) return load()
  return new Promise<void>((idle) => {
    if ('requestIdleCallback' in window) window.requestIdleCallback(() => idle(), { timeout: 2000 })
    else setTimeout(idle, 200)
  }).then(load)
}
