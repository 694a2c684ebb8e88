import type { Unit, UnitKey, UnitValue } from './columns'

/** One cell that got another value. */
export interface CellChange {
  identity: string
  key: UnitKey
  was: UnitValue
  now: UnitValue
}
/** What one stroke of work did: cells changed, units added, units taken away. */
export interface Step {
  cells: CellChange[]
  added: Unit[]
  removed: Unit[]
}

/** Changes not yet on the server, by unit: each field's value there and its value here. */
export interface Unsaved {
  cells: Map<string, Map<UnitKey, { was: UnitValue; now: UnitValue }>>
  added: Map<string, Unit>
  removed: Set<string>
}

export interface Clash {
  identity: string
  key: UnitKey
  was: UnitValue
  mine: UnitValue
  theirs: UnitValue
}

/**
 * The units of one candidate as a sheet: every change is a step that can be undone, and what differs from the server is
 * known cell by cell. Plain data; the grid shows `rows`.
 */
export class Sheet {
  rows: Unit[] = []
  private stored = new Map<string, Unit>()
  private done: Step[] = []
  private undone: Step[] = []

  constructor(stored: readonly Unit[]) {
    this.reset(stored)
  }

  private reset(stored: readonly Unit[]) {
    this.stored = new Map(stored.map((unit) => [unit.identity, unit]))
    this.rows = stored.map((unit) => ({ ...unit }))
  }

  get canUndo(): boolean {
    return this.done.length > 0
  }
  get canRedo(): boolean {
    return this.undone.length > 0
  }

  /** Sets cells as one step; cells that hold the value already are left out. */
  set(cells: readonly { identity: string; key: UnitKey; value: UnitValue }[]): boolean {
    const known = new Map(this.rows.map((unit) => [unit.identity, unit]))
    const changes = cells.flatMap(({ identity, key, value }) => {
      const unit = known.get(identity)
      return unit && unit[key] !== value ? [{ identity, key, was: unit[key], now: value }] : []
    })
    return this.do({ cells: changes, added: [], removed: [] })
  }

  /** Adds units, and gives those that are there the values of the new ones. */
  put(units: readonly Unit[]): boolean {
    const known = new Map(this.rows.map((unit) => [unit.identity, unit]))
    const added = units.filter((unit) => !known.has(unit.identity))
    const cells = units.flatMap((unit) => {
      const old = known.get(unit.identity)
      if (!old) return []
      return (Object.keys(unit) as (keyof Unit)[]).flatMap((key) =>
        key === 'identity' || key === 'floor_band' || old[key] === unit[key]
          ? []
          : [{ identity: unit.identity, key, was: old[key], now: unit[key] }],
      )
    })
    return this.do({ cells, added, removed: [] })
  }

  remove(identities: ReadonlySet<string>): boolean {
    const removed = this.rows.filter((unit) => identities.has(unit.identity))
    return this.do({ cells: [], added: [], removed })
  }

  private do(step: Step): boolean {
    if (step.cells.length + step.added.length + step.removed.length === 0) return false
    this.apply(step)
    this.done.push(step)
    this.undone = []
    return true
  }

  undo(): boolean {
    const step = this.done.pop()
    if (!step) return false
    this.apply({
      cells: step.cells.map((cell) => ({ ...cell, was: cell.now, now: cell.was })),
      added: step.removed,
      removed: step.added,
    })
    this.undone.push(step)
    return true
  }

  redo(): boolean {
    const step = this.undone.pop()
    if (!step) return false
    this.apply(step)
    this.done.push(step)
    return true
  }

  private apply(step: Step) {
    const gone = new Set(step.removed.map((unit) => unit.identity))
    const cells = new Map<string, CellChange[]>()
    for (const cell of step.cells) cells.set(cell.identity, [...(cells.get(cell.identity) ?? []), cell])
    const kept = this.rows.flatMap((unit) => {
      if (gone.has(unit.identity)) return []
      const changes = cells.get(unit.identity)
      if (!changes) return [unit]
      return [{ ...unit, ...Object.fromEntries(changes.map(({ key, now }) => [key, now])) }]
    })
    this.rows = [...kept, ...step.added.map((unit) => ({ ...unit }))]
  }

  /** What the server does not know yet. */
  unsaved(): Unsaved {
    const cells: Unsaved['cells'] = new Map()
    const added: Unsaved['added'] = new Map()
    const here = new Set<string>()
    for (const unit of this.rows) {
      here.add(unit.identity)
      const stored = this.stored.get(unit.identity)
      if (!stored) {
        added.set(unit.identity, unit)
        continue
      }
      for (const key of Object.keys(unit) as (keyof Unit)[]) {
        if (key === 'identity' || key === 'floor_band' || unit[key] === stored[key]) continue
        const fields = cells.get(unit.identity) ?? new Map<UnitKey, { was: UnitValue; now: UnitValue }>()
        fields.set(key, { was: stored[key], now: unit[key] })
        cells.set(unit.identity, fields)
      }
    }
    return {
      cells,
      added,
      removed: new Set([...this.stored.keys()].filter((identity) => !here.has(identity))),
    }
  }

  /** The server holds these units now (the ones that were sent); later work here stays unsaved. */
  keep(sent: readonly Unit[], removed: Iterable<string>) {
    for (const unit of sent) this.stored.set(unit.identity, { ...unit })
    for (const identity of removed) this.stored.delete(identity)
  }

  /**
   * Somebody else saved: their units come in under the work done here. Where both changed one cell, mine stays on the
   * screen and the clash is told.
   */
  rebase(fresh: readonly Unit[]): Clash[] {
    const { cells, added, removed } = this.unsaved()
    const clashes: Clash[] = []
    const rows = fresh.flatMap((unit) => {
      if (removed.has(unit.identity)) return []
      const mine = cells.get(unit.identity)
      if (!mine) return [{ ...unit }]
      const merged: Record<string, unknown> = { ...unit }
      for (const [key, { was, now }] of mine) {
        if (unit[key] !== was && unit[key] !== now)
          clashes.push({ identity: unit.identity, key, was, mine: now, theirs: unit[key] })
        merged[key] = now
      }
      return [merged as Unit]
    })
    const there = new Set(fresh.map((unit) => unit.identity))
    this.stored = new Map(fresh.map((unit) => [unit.identity, unit]))
    this.rows = [...rows, ...[...added.values()].filter((unit) => !there.has(unit.identity))]
    this.undone = []
    return clashes
  }
}
