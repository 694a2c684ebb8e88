/** Trees: along streets and roads, in groups on lawns; never in a building, on a road or in water. */

import {
  at,
  boundingBox,
  contains,
  distance,
  distanceToLine,
  distanceToOutline,
  offsetPolygon,
  unit,
  area,
} from '../polygon'
import { project } from '../projection'
import { seededRandom, smoothNoise, type Random } from '../random'
import { num } from '../svg'
import type { Point } from '../types'
import { defineSymbol, type Piece } from './layers'
import { STREET_WIDTH, type Canvas, type Scene } from './scene'

export type TreeKind = 'a' | 'b' | 'c' | 'p' | 's'

export interface Tree {
  readonly at: Point
  /** Radius of the crown, metres. */
  readonly radius: number
  readonly kind: TreeKind
}

/** True when a crown of this radius clears buildings, roads and water and stands on the plate. */
export function isFree(scene: Scene, p: Point, radius: number): boolean {
  if (!contains(scene.plate, p) || distanceToOutline(p, scene.plate) < radius * 0.8) return false
  for (const b of scene.buildings) {
    if (b.height === 0) continue
    if (contains(b.footprint, p) || distanceToOutline(p, b.footprint) < radius + 0.9) return false
  }
  for (const water of scene.waters) {
    if (contains(water, p) || distanceToOutline(p, water) < radius * 0.6 + 0.4) return false
  }
  for (const road of scene.roads) {
    if (distanceToLine(p, road.line) < road.width / 2 + radius * 0.55 + 0.5) return false
  }
  // The street around the site is as closed to trees as the roads within.
  if (scene.hull.length >= 3 && !contains(scene.hull, p)) {
    const away = distanceToOutline(p, scene.hull)
    if (away > STREET_WIDTH * 0.16 && away < STREET_WIDTH * 0.84) return false
  }
  return true
}

function along(line: readonly Point[], spacing: number, visit: (p: Point) => void): void {
  let left = spacing / 2
  for (let i = 0; i + 1 < line.length; i += 1) {
    const a = line[i] as Point
    const b = line[i + 1] as Point
    const length = distance(a, b)
    const [ux, uy] = unit(a, b)
    while (left < length) {
      visit([a[0] + ux * left, a[1] + uy * left])
      left += spacing
    }
    left -= length
  }
}

function kindOf(scene: Scene, random: Random, p: Point): TreeKind {
  const grove = smoothNoise(scene.seed ^ 77, p[0] / 26, p[1] / 26)
  if (scene.style.planting === 'blossom' && grove > 0.62) return 'p'
  if (scene.style.planting === 'autumn' && grove > 0.58) return 'c'
  const r = random()
  return r < 0.55 ? 'a' : r < 0.92 ? 'b' : 'c'
}

/** At most `most` trees, the same ones for the same scene. */
export function plantTrees(scene: Scene, most: number): Tree[] {
  if (scene.plate.length < 3 || most <= 0) return []
  const random = seededRandom(scene.seed ^ 0x7ee5)
  const trees: Tree[] = []
  const free = (p: Point, radius: number, gap: number): boolean =>
    trees.every((t) => distance(t.at, p) > (t.radius + radius) * gap) && isFree(scene, p, radius)
  const put = (p: Point, radius: number, kind: TreeKind, gap = 0.8): boolean => {
    if (trees.length >= most || !free(p, radius, gap)) return false
    trees.push({ at: p, radius, kind })
    return true
  }
  const perimeter = scene.hull.reduce((sum, p, i) => sum + distance(p, at(scene.hull, i + 1)), 0)
  // Rows of street trees outside the fence; at most a third of all trees, so that gardens keep theirs.
  const spacing = Math.max(9, perimeter / Math.max(8, most * 0.3))
  const row = offsetPolygon(scene.hull, STREET_WIDTH * 0.08)
  if (row.length >= 3) along([...row, row[0] as Point], spacing, (p) => put(p, 1.9 + random() * 0.5, 'b'))
  for (const road of scene.roads.filter((r) => r.width >= 4.5)) {
    for (const side of [-1, 1]) {
      const shifted = road.line.map((p, i): Point => {
        const before = road.line[Math.max(0, i - 1)] as Point
        const after = road.line[Math.min(road.line.length - 1, i + 1)] as Point
        const [ux, uy] = unit(before, after)
        const off = side * (road.width / 2 + 2.6)
        return [p[0] - uy * off, p[1] + ux * off]
      })
      along(shifted, Math.max(8, spacing * 0.8), (p) => {
        if (contains(scene.boundary, p) && trees.length < most * 0.45) put(p, 1.6 + random() * 0.6, 'a')
      })
    }
  }
  const gardens = scene.greens.length > 0 ? scene.greens : [scene.boundary]
  const total = gardens.reduce((sum, g) => sum + area(g), 0)
  for (const garden of gardens) {
    const b = boundingBox(garden)
    const share = Math.ceil(((most - trees.length) * area(garden)) / Math.max(1, total))
    let planted = 0
    const wanted = Math.min(share, Math.ceil(area(garden) / 42))
    for (let tries = 0; tries < wanted * 14 && planted < wanted; tries += 1) {
      const p: Point = [b.minX + random() * (b.maxX - b.minX), b.minY + random() * (b.maxY - b.minY)]
      const thick = smoothNoise(scene.seed, p[0] / 17, p[1] / 17)
      if (random() > (thick - 0.28) * 1.9 || !contains(garden, p)) continue
      const shrub = random() < 0.22
      const radius = shrub ? 0.9 + random() * 0.5 : 1.5 + random() * 1.7 * thick
      if (put(p, radius, shrub ? 's' : kindOf(scene, random, p))) planted += 1
    }
  }
  return trees
}

/** Shadows of trees: round dots in ground metres, one path per size class. */
export function treeShadows(trees: readonly Tree[], canvas: Canvas): string {
  const { scene, paint } = canvas
  const classes = new Map<number, string>()
  const reach = 0.9 / Math.tan((Math.max(25, scene.sun.altitude_deg) * Math.PI) / 180)
  for (const tree of trees) {
    const size = Math.max(1, Math.round(tree.radius * 2))
    const x = tree.at[0] - scene.sunAt[0] * tree.radius * reach
    const y = tree.at[1] - scene.sunAt[1] * tree.radius * reach
    classes.set(size, `${classes.get(size) ?? ''}M${num(x)} ${num(y)}h.01`)
  }
  let out = ''
  for (const [size, path] of classes) out += `<path d="${path}" stroke-width="${num(size * 0.95)}"/>`
  if (out === '') return ''
  return `<g fill="none" stroke-linecap="round"${paint.stroke('shadow')} stroke-opacity=".16">${out}</g>`
}

const COLOURS: Readonly<Record<TreeKind, readonly [string, string]>> = {
  a: ['treeA', 'treeALight'],
  b: ['treeB', 'treeBLight'],
  c: ['treeC', 'treeCLight'],
  p: ['blossom', 'blossomLight'],
  s: ['treeA', 'treeALight'],
}

/** How far a drawing reaches above and below its foot, in radii: a crown stands on a trunk, a shrub on the ground. */
const TALLEST = 2.4
const DEEPEST = 0.4

/** Pixels; a third of a metre makes no other drawing. */
const drawnRadius = (tree: Tree, canvas: Canvas): number =>
  (Math.round(tree.radius * 3) / 3) * canvas.view.scale

function symbolId(canvas: Canvas, tree: Tree): string {
  return `${canvas.prefix}${tree.kind}${Math.round(tree.radius * 3)}`
}

/** One drawing per kind and size. */
export function treeDefs(trees: readonly Tree[], canvas: Canvas): string {
  const { paint, view, scene, detail } = canvas
  const seen = new Map<string, Tree>()
  for (const tree of trees) seen.set(symbolId(canvas, tree), tree)
  // Light comes from where the sun stands on the screen.
  const side = view.a * scene.sunAt[0] + view.c * scene.sunAt[1] >= 0 ? 1 : -1
  let out = ''
  for (const [id, tree] of seen) {
    const r = drawnRadius(tree, canvas)
    const [dark, light] = COLOURS[tree.kind]
    const dot = (x: number, y: number, radius: number, colour: string, extra = ''): string =>
      `<circle cx="${num(x)}" cy="${num(y)}" r="${num(radius)}"${paint.fill(colour)}${extra}/>`
    if (tree.kind === 's') {
      const lit = detail > 0 ? dot(side * r * 0.2, -r * 0.8, r * 0.5, light) : ''
      out += defineSymbol(id, dot(0, -r * 0.55, r * 0.9, dark) + lit)
      continue
    }
    const lift = -r * 1.35
    let crown = dot(0, lift, r, dark)
    if (detail > 0) {
      crown += dot(side * r * 0.2, lift - r * 0.2, r * 0.74, light, ' fill-opacity=".75"')
      if (detail === 2 && r > 4) crown += dot(side * r * 0.36, lift - r * 0.38, r * 0.36, light)
      crown = `<path d="M0 0v${num(lift * 0.6)}"${paint.stroke('trunk')} stroke-width="${num(Math.max(0.5, r * 0.16))}"/>${crown}`
    }
    out += defineSymbol(id, crown)
  }
  return out
}

/** A tree where it stands, and all that its drawing may touch. */
export function treePiece(tree: Tree, canvas: Canvas): Piece {
  const foot = project(canvas.view, tree.at)
  const [x, y] = foot
  const r = drawnRadius(tree, canvas)
  const box = { minX: x - r, minY: y - r * TALLEST, maxX: x + r, maxY: y + r * DEEPEST }
  return { box, symbol: symbolId(canvas, tree), foot }
}
