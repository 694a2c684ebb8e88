/** One wall: storeys, windows, balconies. Drawn in the wall's own plane in metres and laid over by a matrix. */

import { statusLook, LIGHT_STEPS } from '../palette'
import { distance, unit } from '../polygon'
import { project } from '../projection'
import { hashText, seededRandom } from '../random'
import { matrix, num, pathOf } from '../svg'
import type { Point, UnitStatus } from '../types'
import { cellKey, lightStep, type Canvas, type SceneBuilding } from './scene'

/** Part of a wall that belongs to one home per storey, metres from the wall's left end. */
export interface Bay {
  readonly from: number
  readonly to: number
  readonly stack: number
}

/** Which homes lie behind a wall. Side walls belong to the home at that end; other walls are shared along the front. */
export function baysOf(building: SceneBuilding, a: Point, b: Point): Bay[] {
  const [fx, fy] = building.axis
  const n = building.stacks
  const length = distance(a, b)
  let low = Infinity
  let high = -Infinity
  for (const [x, y] of building.footprint) {
    const s = x * fx + y * fy
    low = Math.min(low, s)
    high = Math.max(high, s)
  }
  const width = Math.max(0.1, high - low)
  const start = (a[0] * fx + a[1] * fy - low) / width
  const end = (b[0] * fx + b[1] * fy - low) / width
  const stackAt = (share: number): number => Math.max(1, Math.min(n, Math.floor(share * n) + 1))
  const [ux, uy] = unit(a, b)
  if (Math.abs(ux * fx + uy * fy) < 0.35) return [{ from: 0, to: length, stack: stackAt((start + end) / 2) }]
  const cuts = [0]
  for (let k = 1; k < n; k += 1) {
    const t = (k / n - start) / (end - start)
    if (t > 0.02 && t < 0.98) cuts.push(t * length)
  }
  cuts.sort((p, q) => p - q)
  cuts.push(length)
  const bays: Bay[] = []
  for (let i = 0; i + 1 < cuts.length; i += 1) {
    const from = cuts[i] as number
    const to = cuts[i + 1] as number
    const middle = start + ((from + to) / 2 / length) * (end - start)
    bays.push({ from, to, stack: stackAt(middle) })
  }
  return bays
}

type Aspect = 'front' | 'back' | 'side'

/** Windows of one home on one storey: the first starts `lead` metres into the bay; then dash lengths and gaps. */
interface Rhythm {
  readonly lead: number
  readonly run: number
  readonly dashes: readonly number[]
  /** Width of the first, large window: the one with a balcony. */
  readonly living: number
}

function rhythmOf(width: number, aspect: Aspect): Rhythm | null {
  if (width < 1.6) return null
  const windows: number[] = []
  if (aspect === 'front') {
    if (width >= 5.2) windows.push(Math.min(4.2, width * 0.36))
    const left = width - (windows[0] ?? 0)
    const rest = Math.max(windows.length === 0 ? 1 : 0, Math.floor((left - 1) / 3.1))
    for (let i = 0; i < Math.min(rest, 6); i += 1) windows.push(Math.min(1.9, width * 0.55))
  } else {
    // A long side wall is a wing with rooms of its own, not a gable.
    const pitch = aspect === 'back' ? 2.9 : width > 17 ? 3.3 : 4.4
    const count = Math.max(1, Math.min(40, Math.floor(width / pitch)))
    for (let i = 0; i < count; i += 1)
      windows.push(Math.min((aspect === 'back' || width > 17) && i % 2 === 0 ? 1.7 : 1.15, width * 0.5))
  }
  const glass = windows.reduce((s, w) => s + w, 0)
  const gap = Math.max(0.2, (width - glass) / windows.length)
  const dashes = windows.flatMap((w) => [w, gap])
  return {
    lead: gap / 2,
    run: glass + gap * (windows.length - 1),
    dashes,
    living: aspect === 'front' ? (windows[0] ?? 0) : 0,
  }
}

interface Batch {
  readonly dashes: string
  readonly paths: Map<string, Run[]>
}

/** One dashed line: its start in metres along and up the wall, and how far it goes (negative: to the left). */
type Run = readonly [x: number, z: number, length: number]

function addRun(batches: Map<string, Batch>, dashes: string, colour: string, run: Run): void {
  let batch = batches.get(dashes)
  if (batch === undefined) {
    batch = { dashes, paths: new Map() }
    batches.set(dashes, batch)
  }
  const runs = batch.paths.get(colour)
  if (runs === undefined) batch.paths.set(colour, [run])
  else runs.push(run)
}

/** Path data of runs, each begun from the end of the one before: half as long as absolute positions. */
function runsPath(runs: readonly Run[], digits: number): string {
  const snap = (value: number, places: number): number => Math.round(value * 10 ** places) / 10 ** places
  let path = ''
  let [atX, atZ] = [0, 0]
  for (const [x, z, length] of runs) {
    const [toX, toZ, by] = [snap(x, 1), snap(z, digits), snap(length, digits)]
    const [dx, dz] = [num(toX - atX), num(toZ - atZ, digits)]
    path += `m${dx}${dz.startsWith('-') ? '' : ' '}${dz}h${num(by, digits)}`
    atX = toX + by
    atZ = toZ
  }
  return path
}

/** Storeys grouped so that a row of windows is at least about two pixels tall: [first storey, how many]. */
function rows(building: SceneBuilding, canvas: Canvas): (readonly [number, number])[] {
  const pixels = building.floorHeight * canvas.view.rise
  const group = Math.max(
    1,
    Math.min(
      building.floors,
      Math.ceil((canvas.detail === 2 ? 1.6 : ([2.6, 3, 4.2][canvas.thrift] ?? 2.6)) / Math.max(0.05, pixels)),
    ),
  )
  const list: (readonly [number, number])[] = []
  for (let floor = 1; floor <= building.floors; floor += group) {
    list.push([floor, Math.min(group, building.floors - floor + 1)])
  }
  return list
}

/** The status shown for a group of storeys: the one a buyer looks for most wins. */
function groupStatus(
  building: SceneBuilding,
  stack: number,
  first: number,
  count: number,
): UnitStatus | null {
  if (building.statuses === null) return null
  const found: UnitStatus[] = []
  for (let floor = first; floor < first + count; floor += 1) {
    const status = building.statuses.get(cellKey(floor, stack))
    if (status !== undefined) found.push(status)
  }
  return (
    (['available', 'held', 'subscribed', 'sold'] as const).find((s) => found.includes(s)) ?? found[0] ?? null
  )
}

/** How a wall stands to the building's front. */
export function aspectOf(building: SceneBuilding, normal: Point): Aspect {
  const facing = normal[0] * building.front[0] + normal[1] * building.front[1]
  if (facing > 0.7) return 'front'
  return facing < -0.7 ? 'back' : 'side'
}

/**
 * SVG of one wall that the eye sees, from its left end `a` to its right end `b`, including the face itself. Homes are
 * coloured by status when the building has cells.
 */
export function drawWall(
  building: SceneBuilding,
  a: Point,
  b: Point,
  parapet: number,
  canvas: Canvas,
): string {
  const { scene, view, paint, detail } = canvas
  const length = distance(a, b)
  const [ux, uy] = unit(a, b)
  const normal: Point = [uy, -ux]
  const top = building.height + parapet
  const step = lightStep(scene, [normal[0], normal[1], 0], LIGHT_STEPS)
  const lit = step >= 3
  const foot = project(view, a)
  const across: Point = [view.a * ux + view.c * uy, view.b * ux + view.d * uy]
  const place = matrix(across[0], across[1], 0, -view.rise, foot[0], foot[1])
  const l = num(length, 2)
  const face = `<path d="M0 0h${l}v${num(top, 2)}h-${l}z"${paint.fill(`${building.material}${step}`)}/>`
  const soft =
    detail === 0 || canvas.thrift > 0
      ? ''
      : `<path d="M0 0h${l}v${num(top, 2)}h-${l}z" fill="url(#${canvas.prefix}ao)"/>`
  const shown = Math.hypot(across[0], across[1]) * length
  if (building.floors === 0 || length < 1.2 || shown < ([0, 4, 7][canvas.thrift] ?? 0)) {
    if (soft !== '') return `<g transform="${place}">${face}${soft}</g>`
    // A bare wall needs no plane of its own.
    const corners = [foot, project(view, b), project(view, b, top), project(view, a, top)]
    return `<path d="${pathOf(corners)}"${paint.fill(`${building.material}${step}`)}/>`
  }
  const body =
    building.source.kind === 'shops'
      ? shopFront(building, length, lit, canvas)
      : building.source.kind === 'garage'
        ? louvres(building, length, canvas)
        : homes(building, a, b, normal, lit, canvas)
  return `<g transform="${place}">${face}${body}${soft}</g>`
}

function homes(
  building: SceneBuilding,
  a: Point,
  b: Point,
  normal: Point,
  lit: boolean,
  canvas: Canvas,
): string {
  const { paint, detail, scene } = canvas
  const aspect = aspectOf(building, normal)
  const length = distance(a, b)
  const fh = building.floorHeight
  const bays = baysOf(building, a, b)
  const ribbon = scene.style.facade === 'ribbon' && building.source.kind !== 'villa'
  const paneHeight = fh * (detail === 2 ? (ribbon ? 0.5 : 0.54) : 0.56)
  const batches = new Map<string, Batch>()
  const random = seededRandom(hashText(building.source.id) ^ scene.seed ^ Math.round(length * 10))
  const neutral = lit ? 'glassLit' : 'glassShade'
  const groups = rows(building, canvas)
  const plinth = building.floors >= 7 ? 1 : 0
  const plain = detail < 2 ? plainRows(building, bays, aspect, groups, plinth, canvas) : null
  for (const bay of bays) {
    const rhythm = rhythmOf(bay.to - bay.from, aspect)
    if (rhythm === null) continue
    const dashes = rhythm.dashes.map((d) => num(d, 2)).join(' ')
    const mirrored = detail === 2 && bay.stack % 2 === 0
    const x = mirrored ? bay.to - rhythm.lead : bay.from + rhythm.lead
    const run = mirrored ? -rhythm.run : rhythm.run
    for (const [first, count] of groups) {
      const status = groupStatus(building, bay.stack, first, count)
      if (first <= plinth && status === null) continue
      const look = status === null ? null : statusLook(status).window
      if (plain !== null && (look === null || status === 'sold') && building.statuses !== null) continue
      let colour = look === null ? neutral : lit ? look : `${look}Shade`
      if (building.statuses === null && random() < 0.14) colour = 'glassWarm'
      else if (plain !== null && colour === neutral) continue
      const z = (first - 1 + count / 2) * fh + fh * 0.04
      addRun(batches, dashes, colour, [x, z, run])
    }
  }
  const rowHeight = (groups[0]?.[1] ?? 1) * fh * 0.62
  const pane = (groups[0]?.[1] ?? 1) === 1 ? paneHeight : rowHeight
  let panes = ''
  if (plain !== null) {
    const colour = building.statuses === null ? neutral : lit ? 'winSold' : 'winSoldShade'
    panes += `<path d="${plain.path}" fill="none"${paint.stroke(colour)} stroke-width="${num(pane, 2)}" stroke-dasharray="${plain.dashes}"/>`
  }
  for (const batch of batches.values()) {
    const pen = `stroke-dasharray="${batch.dashes}" stroke-width="${num(pane, 2)}"`
    let inner = ''
    for (const [colour, runs] of batch.paths)
      inner += `<path d="${runsPath(runs, digitsOf(canvas))}" fill="none"${paint.stroke(colour)}/>`
    panes += batch.paths.size === 1 ? inner.replace('/>', ` ${pen}/>`) : `<g ${pen}>${inner}</g>`
  }
  if (detail === 0) return panes
  const rim = parapetLine(building, length, canvas)
  return (
    storeyLines(building, length, ribbon, canvas) +
    panes +
    rim +
    frontExtras(building, bays, aspect, length, canvas)
  )
}

/**
 * All panes of a wall in one colour, for small pictures: since a rhythm is exactly as long as its bay, one dashed line
 * per storey draws every home of it. Null when the bays differ.
 */
function plainRows(
  building: SceneBuilding,
  bays: readonly Bay[],
  aspect: Aspect,
  groups: readonly (readonly [number, number])[],
  plinth: number,
  canvas: Canvas,
): { readonly path: string; readonly dashes: string } | null {
  const first = bays[0]
  const last = bays[bays.length - 1]
  if (first === undefined || last === undefined) return null
  const width = first.to - first.from
  if (bays.some((bay) => Math.abs(bay.to - bay.from - width) > 0.05)) return null
  const rhythm = rhythmOf(width, aspect)
  if (rhythm === null) return null
  const fh = building.floorHeight
  const run = last.to - first.from - rhythm.lead * 2
  const runs: Run[] = []
  for (const [floor, count] of groups) {
    if (floor <= plinth && canvas.detail > 0) continue
    runs.push([first.from + rhythm.lead, (floor - 1 + count / 2) * fh + fh * 0.04, run])
  }
  return { path: runsPath(runs, digitsOf(canvas)), dashes: rhythm.dashes.map((d) => num(d, 2)).join(' ') }
}

/** Whole metres are fine enough where a metre is about a pixel. */
function digitsOf(canvas: Canvas): number {
  return canvas.view.scale < 1.6 ? 0 : 1
}

/** Floor slabs as light hairlines: one upright stroke as wide as the wall, dashed once per storey. */
function storeyLines(building: SceneBuilding, length: number, ribbon: boolean, canvas: Canvas): string {
  const pixels = building.floorHeight * canvas.view.rise
  if (canvas.thrift > 0 || pixels < 3.4 || building.floors < 2) return ''
  const fh = building.floorHeight
  const thick = ribbon ? fh * 0.24 : Math.min(0.32, 0.9 / canvas.view.rise)
  const opacity = ribbon ? '.6' : '.62'
  return (
    `<path d="M${num(length / 2, 2)} ${num(fh - thick / 2, 2)}v${num(fh * (building.floors - 1) + thick, 2)}" fill="none"${canvas.paint.stroke('slab')} stroke-opacity="${opacity}" ` +
    `stroke-width="${num(length, 2)}" stroke-dasharray="${num(thick, 2)} ${num(fh - thick, 2)}"/>`
  )
}

/** The parapet catches the light along its whole length. */
function parapetLine(building: SceneBuilding, length: number, canvas: Canvas): string {
  const parapet = building.source.kind === 'villa' ? 0 : building.floors >= 7 ? 1.3 : 0.8
  if (canvas.thrift > 0 || parapet * canvas.view.rise < 1.5) return ''
  const d = `M0 ${num(building.height, 2)}h${num(length, 2)}v${num(parapet, 2)}H0z`
  return `<path d="${d}"${canvas.paint.fill('slab')} fill-opacity=".38"/>`
}

/** Balconies in front of the living rooms, fins between homes, the darker ground storey. */
function frontExtras(
  building: SceneBuilding,
  bays: readonly Bay[],
  aspect: Aspect,
  length: number,
  canvas: Canvas,
): string {
  const { paint, detail, scene } = canvas
  const fh = building.floorHeight
  let out = ''
  const pixels = fh * canvas.view.rise
  if (aspect === 'front' && detail === 2 && pixels >= 5 && building.floors >= 2) {
    let rails = ''
    let width = 0
    for (const bay of bays) {
      const rhythm = rhythmOf(bay.to - bay.from, 'front')
      if (rhythm === null || rhythm.living < 1.8) continue
      const middle =
        bay.stack % 2 === 0
          ? bay.to - rhythm.lead - rhythm.living / 2
          : bay.from + rhythm.lead + rhythm.living / 2
      width = Math.max(width, rhythm.living + 0.7)
      rails += `M${num(middle)} ${num(fh, 2)}v${num((building.floors - 1) * fh, 1)}`
    }
    if (rails !== '') {
      const rail = fh * 0.3
      out +=
        `<g fill="none" stroke-width="${num(width, 2)}"><path d="${rails}"${paint.stroke('railing')} stroke-dasharray="${num(rail, 2)} ${num(fh - rail, 2)}" stroke-opacity=".9"/>` +
        `<path d="${rails}"${paint.stroke('shadow')} stroke-dasharray="0 ${num(fh - 0.3, 2)} .3 0" stroke-opacity=".13"/></g>`
    }
  }
  if (scene.style.facade === 'fins' && building.source.kind !== 'villa' && detail === 2 && pixels >= 4) {
    const lines = bays.map((bay) => `M${num(bay.from)} 0v${num(building.height)}`).join('')
    out += `<path d="${lines}M${num(length)} 0v${num(building.height)}" fill="none"${paint.stroke('slab')} stroke-width=".7" stroke-opacity=".75"/>`
  }
  if (building.floors >= 7 && canvas.thrift === 0) {
    const stone = `<path d="M0 0h${num(length, 2)}v${num(fh * 0.94, 2)}H0z"${paint.fill('podium')} fill-opacity=".42"/>`
    const glass =
      detail === 2
        ? `<path d="M1 ${num(fh * 0.46, 2)}h${num(Math.max(0.5, length - 2), 2)}" fill="none"${paint.stroke('glassShade')} stroke-width="${num(fh * 0.5, 2)}" stroke-dasharray="2.2 .6"/>`
        : ''
    out += stone + glass
  }
  return out
}

/** Shops: glass at street level, an awning in stripes, windows above. */
function shopFront(building: SceneBuilding, length: number, lit: boolean, canvas: Canvas): string {
  const { paint, detail } = canvas
  const fh = building.floorHeight
  const l = num(length, 2)
  let out = `<path d="M.8 ${num(fh * 0.4, 2)}h${num(Math.max(0.4, length - 1.6), 2)}" fill="none"${paint.stroke('shopGlass')} stroke-width="${num(fh * 0.66, 2)}" stroke-dasharray="3.1 .5"${lit ? '' : ' stroke-opacity=".85"'}/>`
  if (detail > 0) {
    const z = num(fh * 0.84, 2)
    const w = num(fh * 0.2, 2)
    out +=
      `<path d="M0 ${z}h${l}" fill="none"${paint.stroke('awningB')} stroke-width="${w}"/>` +
      `<path d="M0 ${z}h${l}" fill="none"${paint.stroke('awning')} stroke-width="${w}" stroke-dasharray="1.5 1.5" stroke-opacity=".85"/>`
  }
  for (let floor = 2; floor <= Math.min(building.floors, 6); floor += 1) {
    out += `<path d="M1.2 ${num((floor - 0.48) * fh, 2)}h${num(Math.max(0.4, length - 2.4), 2)}" fill="none"${paint.stroke(lit ? 'glassLit' : 'glassShade')} stroke-width="${num(fh * 0.46, 2)}" stroke-dasharray="2.4 1.3"/>`
  }
  return out
}

function louvres(building: SceneBuilding, length: number, canvas: Canvas): string {
  const fh = building.floorHeight
  return (
    `<path d="M${num(length / 2, 2)} ${num(fh * 0.3, 2)}v${num(fh * building.floors - fh * 0.3, 2)}" fill="none"${canvas.paint.stroke('glassShade')} ` +
    `stroke-width="${num(Math.max(0.2, length - 1), 2)}" stroke-dasharray=".35 .45" stroke-opacity=".6"/>`
  )
}
