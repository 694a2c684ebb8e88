/** The site model 沙盘: a project's buildings on their ground, seen from above, drawn from footprints and storeys. */

import { statusLook, STATUSES, painter, type Sky } from './palette'
import type { ConvexPart } from './convexParts'
import { at, boundingBox, centroid, convexHull, unit } from './polygon'
import { project, towardsEye, type QuarterTurn } from './projection'
import { paintOrder } from './depthOrder'
import { hashText } from './random'
import { escapeText, pathOf, svgDocument } from './svg'
import type { Drawing, Locale, Point, SiteModelInput, Theme } from './types'
import { drawWall } from './site/facade'
import { drawCompass, drawGround, drawPlateEdge, groundDefs } from './site/ground'
import { drawLayers, type Piece } from './site/layers'
import { drawPills, placePills, type PillLabel } from './site/labels'
import { flatRoof, parapetOf, pitchedRoof } from './site/roofs'
import {
  bestTurn,
  fit,
  sceneOf,
  type Canvas,
  type Scene,
  type SceneBuilding,
  type Thrift,
} from './site/scene'
import { drawSky, skyDefs } from './site/sky'
import { plantTrees, treeDefs, treePiece, treeShadows, type Tree } from './site/trees'

/** `hero` for the top of a page, `card` for lists (comes nearer, no labels), `share` for images sent around. */
export type SiteModelMode = 'hero' | 'card' | 'share'

export interface SiteModelOptions {
  readonly mode?: SiteModelMode
  readonly width?: number
  readonly height?: number
  readonly locale?: Locale
  readonly theme?: Theme
  /** Quarter turns from the view that suits the site best. */
  readonly turn?: QuarterTurn
  /** Anything that identifies the project; style and trees follow from it. Default: from the geometry. */
  readonly seed?: string
  readonly sky?: Sky
  readonly labels?: boolean
  readonly trees?: boolean
  /** The same view without hairlines and small parts: for phones, which draw slowly what their windows show small. */
  readonly light?: boolean
  /** Name used in the accessible title. */
  readonly name?: string
  readonly idPrefix?: string
}

export interface SiteModelDrawing extends Drawing {
  readonly labels: readonly PillLabel[]
  /** The absolute quarter turn that was drawn. */
  readonly turn: QuarterTurn
}

interface ModeSettings {
  readonly width: number
  readonly height: number
  readonly zoom: number
  readonly padding: number
  readonly trees: number
  readonly labels: boolean
}

const MODES: Readonly<Record<SiteModelMode, ModeSettings>> = {
  hero: { width: 1200, height: 760, zoom: 1.1, padding: 40, trees: 360, labels: true },
  card: { width: 480, height: 300, zoom: 1.32, padding: 14, trees: 70, labels: false },
  share: { width: 1200, height: 630, zoom: 1.06, padding: 36, trees: 300, labels: true },
}

/** Size in characters above which a small picture is drawn with less detail. */
const CARD_BUDGET = 40_000

type Item =
  | { readonly kind: 'part'; readonly building: SceneBuilding; readonly index: number }
  | { readonly kind: 'tree'; readonly tree: Tree }

/** Parts of one building that follow each other in painter's order: their walls, then their common roof. */
function drawParts(building: SceneBuilding, indexes: readonly number[], canvas: Canvas): string {
  const parts = indexes.map((index) => building.parts[index] as ConvexPart)
  const eye = towardsEye(canvas.view.turn)
  const parapet = parapetOf(building)
  const pitched = building.source.kind === 'villa'
  // Where a villa is a few pixels wide, one roof over all of it says as much as one over each wing.
  const single = pitched && canvas.thrift > 0 && parts.length === building.parts.length
  let out = ''
  for (const part of parts) {
    for (let i = 0; i < part.points.length; i += 1) {
      if ((part.outline[i] ?? -1) < 0) continue
      const a = at(part.points, i)
      const b = at(part.points, i + 1)
      const [ux, uy] = unit(a, b)
      if (uy * eye[0] - ux * eye[1] > 1e-6) out += drawWall(building, a, b, parapet, canvas)
    }
    if (pitched && !single) out += pitchedRoof(building, part.points, canvas)
  }
  if (single) return out + pitchedRoof(building, building.footprint, canvas)
  return pitched ? out : out + flatRoof(building, parts, canvas)
}

/** Buildings and trees from the back to the front; a building in several parts gives several groups with its id. */
function drawStanding(scene: Scene, trees: readonly Tree[], canvas: Canvas): string {
  const items: Item[] = []
  const shapes: (readonly Point[])[] = []
  for (const building of scene.buildings) {
    if (building.height === 0) continue
    building.parts.forEach((part, index) => {
      items.push({ kind: 'part', building, index })
      shapes.push(part.points)
    })
  }
  for (const tree of trees) {
    const r = 0.5
    const [x, y] = tree.at
    items.push({ kind: 'tree', tree })
    shapes.push([
      [x - r, y - r],
      [x + r, y - r],
      [x + r, y + r],
      [x - r, y + r],
    ])
  }
  const groups = items.map((item) => (item.kind === 'part' ? item.building.source.id : null))
  const pieces: Piece[] = []
  let run: { readonly building: SceneBuilding; readonly indexes: number[] } | null = null
  const finishRun = (): void => {
    if (run !== null) pieces.push(buildingPiece(run.building, run.indexes, canvas))
    run = null
  }
  for (const index of paintOrder(shapes, canvas.view.turn, groups)) {
    const item = items[index] as Item
    if (item.kind === 'tree') {
      finishRun()
      pieces.push(treePiece(item.tree, canvas))
    } else if (run !== null && (run as { building: SceneBuilding }).building === item.building) {
      ;(run as { indexes: number[] }).indexes.push(item.index)
    } else {
      finishRun()
      run = { building: item.building, indexes: [item.index] }
    }
  }
  finishRun()
  return drawLayers(pieces)
}

/** Eaves reach a little over the walls, gables and lift rooms a little over the roof. */
const EAVES_M = 2
const ROOF_M = 6

function buildingPiece(building: SceneBuilding, indexes: readonly number[], canvas: Canvas): Piece {
  const { view } = canvas
  const ground = indexes.flatMap((index) => (building.parts[index] as ConvexPart).points)
  const top = building.height + parapetOf(building) + ROOF_M
  const box = boundingBox(ground.flatMap((p) => [project(view, p), project(view, p, top)]))
  const eaves = EAVES_M * view.scale
  return {
    box: {
      minX: box.minX - eaves,
      minY: box.minY - eaves,
      maxX: box.maxX + eaves,
      maxY: box.maxY + eaves,
    },
    svg: `<g class="gd-building" data-building-id="${escapeText(building.source.id)}">${drawParts(building, indexes, canvas)}</g>`,
  }
}

function describe(input: SiteModelInput, locale: Locale): string {
  const count = input.buildings.length
  const tallest = input.buildings.reduce(
    (most, b) => Math.max(most, Number.isFinite(b.floors) ? b.floors : 0),
    0,
  )
  const tally = new Map<string, number>()
  for (const b of input.buildings) {
    for (const cell of b.cells ?? []) tally.set(cell.status, (tally.get(cell.status) ?? 0) + 1)
  }
  const homes = STATUSES.filter((s) => tally.has(s)).map((s) => {
    const word = statusLook(s).word[locale]
    return locale === 'en' ? `${tally.get(s)} ${word.toLowerCase()}` : `${word} ${tally.get(s)} 套`
  })
  const parts =
    locale === 'en'
      ? [`${count} ${count === 1 ? 'building' : 'buildings'}, up to ${tallest} floors`, ...homes]
      : [`${count} 栋建筑，最高 ${tallest} 层`, ...homes]
  return parts.join(locale === 'en' ? ', ' : '，')
}

function detailOf(width: number, mode: SiteModelMode, light: boolean): 0 | 1 | 2 {
  if (width < 220) return 0
  return light || mode === 'card' || width < 560 ? 1 : 2
}

/** What is looked at, from where, and how large: the same for the picture and for whatever is laid over it. */
function viewOf(input: SiteModelInput, options: SiteModelOptions) {
  const mode = options.mode ?? 'hero'
  const settings = MODES[mode]
  const width = options.width ?? settings.width
  const height = options.height ?? Math.round((width * settings.height) / settings.width)
  const identity = options.seed ?? JSON.stringify([input.site, input.buildings.map((b) => b.footprint)])
  const scene = sceneOf(input, hashText(identity), options.sky)
  const turn = ((bestTurn(scene) + (options.turn ?? 0)) % 4) as QuarterTurn
  const withLabels = options.labels ?? settings.labels
  const pillSize = Math.max(10, Math.min(13, width / 92))
  const shrink = width / settings.width
  const view = fit(scene, turn, {
    width,
    height,
    zoom: settings.zoom,
    padding: settings.padding * Math.min(1, shrink),
    // A hero has names over its roofs even when somebody else writes them.
    headroom: mode === 'hero' ? 44 * shrink : withLabels ? pillSize * 1.6 : 0,
  })
  return { mode, settings, width, height, identity, scene, turn, withLabels, pillSize, view }
}

/** A building in the picture: where to point at it, and where its name stands in a wide and in a narrow window. */
export interface SiteSpot {
  readonly id: string
  readonly name: string
  /** Path data of its silhouette in the picture's pixels. */
  readonly outline: string
  /** Centres of its name, as parts of the picture's width and height; null where there is no room for it. */
  readonly wide: Point | null
  readonly narrow: Point | null
}

export interface SiteSpots {
  readonly width: number
  readonly height: number
  readonly spots: readonly SiteSpot[]
}

/** Sizes of names in the picture's pixels where it is shown about 700 px and about 380 px wide. */
const WIDE_NAME = 20
const NARROW_NAME = 36

/** What lies over a picture drawn with the same options: silhouettes and names, the farthest building first. */
export function siteSpots(input: SiteModelInput, options: SiteModelOptions = {}): SiteSpots {
  const { width, height, scene, view } = viewOf(input, options)
  const share = width / MODES.hero.width
  const names = (size: number): Map<string, Point> =>
    new Map(
      placePills({ scene, view, width, height }, size * share).map(({ buildingId, at: [x, y] }) => [
        buildingId,
        [x / width, y / height],
      ]),
    )
  const [wide, narrow] = [names(WIDE_NAME), names(NARROW_NAME)]
  const standing = scene.buildings.filter((building) => building.height > 0)
  const depth = (building: SceneBuilding): number => project(view, centroid(building.footprint))[1]
  const spots = standing
    .toSorted((p, q) => depth(p) - depth(q))
    .map((building): SiteSpot => {
      const { id, name } = building.source
      const top = building.height + parapetOf(building)
      const outline = building.parts
        .map(({ points }) =>
          pathOf(convexHull(points.flatMap((p) => [project(view, p), project(view, p, top)]))),
        )
        .join('')
      return { id, name, outline, wide: wide.get(id) ?? null, narrow: narrow.get(id) ?? null }
    })
  return { width, height, spots }
}

/** Draws the model. Buildings with an unusable footprint are left out; without any geometry only the sky remains. */
export function drawSiteModel(input: SiteModelInput, options: SiteModelOptions = {}): SiteModelDrawing {
  const { mode, settings, width, height, identity, scene, turn, withLabels, pillSize, view } = viewOf(
    input,
    options,
  )
  const locale = options.locale ?? 'zh'
  const paint = painter(options.theme ?? 'web')
  const detail = detailOf(width, mode, options.light ?? false)
  // A picture that stands alone shares its ids with nobody.
  const prefix =
    options.idPrefix ??
    (paint.theme === 'auto'
      ? 's'
      : `sm${hashText(`${identity}|${mode}|${width}x${height}|${turn}|${paint.theme}`).toString(36)}`)
  const title = titleOf(options.name, locale)
  const description = describe(input, locale)
  const finish = (thrift: Thrift): { readonly svg: string; readonly labels: readonly PillLabel[] } => {
    const canvas: Canvas = { scene, view, paint, prefix, width, height, detail, thrift }
    const share = detail === 0 ? 0.4 : ([1, 0.75, 0.6][thrift] ?? 1)
    const trees = options.trees === false ? [] : plantTrees(scene, Math.round(settings.trees * share))
    const labels = withLabels ? placePills(canvas, pillSize) : []
    const body =
      drawSky(canvas) +
      (scene.plate.length < 3 ? '' : drawPlateEdge(canvas)) +
      drawGround(canvas, treeShadows(trees, canvas)) +
      `<g>${drawStanding(scene, trees, canvas)}</g>` +
      drawPills(labels, canvas, pillSize) +
      (detail === 2 && scene.plate.length >= 3
        ? drawCompass(canvas, input.bearing_deg, 46, 44, locale === 'en' ? 'N' : '北')
        : '')
    const svg = svgDocument({
      width,
      height,
      title,
      description,
      idPrefix: prefix,
      theme: paint.theme,
      className: `gd gd-site gd-${mode}`,
      defs: skyDefs(canvas) + groundDefs(canvas) + treeDefs(trees, canvas),
      body,
    })
    return { svg, labels }
  }
  let drawn = finish(0)
  // Lists show dozens of cards: one that came out heavy is drawn again with less on it. A page has one light picture.
  for (const thrift of [1, 2] as const) {
    if (detail === 2 || options.light || drawn.svg.length <= CARD_BUDGET) break
    drawn = finish(thrift)
  }
  return { ...drawn, width, height, title, description, turn }
}

function titleOf(name: string | undefined, locale: Locale): string {
  const what = locale === 'en' ? 'Site model' : '沙盘'
  if (name === undefined || name.trim() === '') return what
  return locale === 'en' ? `${what}: ${name.trim()}` : `${name.trim()} ${what}`
}
