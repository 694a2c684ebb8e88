/**
 * Drawings that the server would refuse, because a wall or a door is still missing, wait in this browser until they
 * are whole.
 */

import type { LayoutGeometry } from '@/geometry'

const key = (project: string, code: string) => `guangsha.drawing.${project}.${code}`

export function keepUnfinished(project: string, code: string, layout: LayoutGeometry) {
  window.localStorage.setItem(key(project, code), JSON.stringify(layout))
}

export function forgetUnfinished(project: string, code: string) {
  window.localStorage.removeItem(key(project, code))
}

export function unfinished(project: string, code: string): LayoutGeometry | null {
  const kept = window.localStorage.getItem(key(project, code))
  return kept === null ? null : (JSON.parse(kept) as LayoutGeometry)
}
