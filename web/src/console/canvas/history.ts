/** Undo and redo over immutable documents: every step keeps the whole document, which shares its unchanged parts. */

export interface Step<T> {
  readonly value: T
  /** What was done to come here: the name of the command. */
  readonly label: string
}

export interface History<T> {
  readonly past: readonly Step<T>[]
  readonly present: Step<T>
  readonly future: readonly Step<T>[]
  /** Steps of the same kind that follow each other at once become one (an arrow key held down). */
  readonly joins: string | null
}

const MOST_STEPS = 200

export function startHistory<T>(value: T): History<T> {
  return { past: [], present: { value, label: '' }, future: [], joins: null }
}

/** A step further. With `joins` it replaces a present step that was made with the same word. */
export function record<T>(
  history: History<T>,
  value: T,
  label: string,
  joins: string | null = null,
): History<T> {
  if (value === history.present.value) return history
  const again = joins !== null && joins === history.joins && history.past.length > 0
  const past = again ? history.past : [...history.past, history.present].slice(-MOST_STEPS)
  return { past, present: { value, label }, future: [], joins }
}

export function undo<T>(history: History<T>): History<T> {
  const last = history.past[history.past.length - 1]
  if (!last) return history
  return {
    past: history.past.slice(0, -1),
    present: last,
    future: [history.present, ...history.future],
    joins: null,
  }
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future
  if (!next) return history
  return { past: [...history.past, history.present], present: next, future, joins: null }
}
