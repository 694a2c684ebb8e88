/** A building's front as its unit board: every home where it is, with number, price and status. */

import { shortPrice } from './format'
import { painter, statusLook, STATUSES, type Painter } from './palette'
import { hashText, seededRandom } from './random'
import { escapeText, num, shorten, svgDocument, textWidthEm } from './svg'
import type { BoardCell, Drawing, ElevationInput, Locale, Theme, UnitStatus } from './types'
import { elevationLayout, rowTops, type ElevationLayout } from './board/layout'
import { boardMatrix, entranceLabel, floorLabel, type BoardMatrix } from './board/matrix'

export interface ElevationOptions {
  /** Width in pixels; the cells choose what they can say from it. Default 880. */
  readonly width?: number
  readonly locale?: Locale
  readonly theme?: Theme
  /** Homes to show strongly, all others fade; undefined shows all alike. */
  readonly emphasise?: ReadonlySet<string>
  readonly selected?: string
  readonly floorLabels?: boolean
  readonly headers?: boolean
  /** Paint a ground behind the building (share images); default transparent. */
  readonly background?: boolean
  readonly idPrefix?: string
}

export interface ElevationDrawing extends Drawing {
  readonly matrix: BoardMatrix
  readonly layout: ElevationLayout
}

interface Picture {
  readonly input: ElevationInput
  readonly matrix: BoardMatrix
  readonly layout: ElevationLayout
  readonly tops: readonly number[]
  readonly paint: Painter
  readonly locale: Locale
  readonly prefix: string
}

/** Roof line: plant rooms over the entrances, a parapet, or a pitched roof for villas. */
function drawRoof({ input, matrix, layout, paint }: Picture): string {
  const { left, right } = layout.facade
  const base = layout.top - layout.gap
  const over = 5
  if (input.building.kind === 'villa') {
    const rise = Math.min(24, base - 2)
    const path = `M${num(left - 9)} ${num(base)}L${num(left + (right - left) * 0.16)} ${num(base - rise)}H${num(right - (right - left) * 0.16)}L${num(right + 9)} ${num(base)}z`
    return `<path d="${path}"${paint.fill('slate3')}/>`
  }
  let out = ''
  const small = layout.style === 'mark'
  const rise = small ? 8 : 17
  if (input.building.floors >= 5) {
    for (const entrance of matrix.entrances) {
      const from = layout.columnX[entrance.from] ?? left
      const to = (layout.columnX[entrance.from + entrance.count - 1] ?? left) + layout.cellWidth
      const w = Math.max(10, Math.min(72, (to - from) * 0.3))
      const x = (from + to) / 2 - w / 2
      out += `<path d="M${num(x)} ${num(base - 5)}v-${rise}h${num(w)}v${rise}z"${paint.both('facadeGround', 'facadeEdge')}/>`
      if (!small)
        out += `<path d="M${num(x - 3)} ${num(base - 5 - rise)}h${num(w + 6)}"${paint.stroke('facadeEdge')} stroke-width="2.4"/>`
    }
  }
  out += `<path d="M${num(left - over)} ${num(base - 6)}h${num(right - left + over * 2)}v6H${num(left - over)}z"${paint.both('facade', 'facadeEdge')}/>`
  return out
}

/** The wall behind the cells, storeys without homes, the joints between entrances, what lies below ground. */
function drawWall(picture: Picture): string {
  const { matrix, layout, tops, paint } = picture
  const { left, right } = layout.facade
  const base = layout.top - layout.gap
  const w = right - left
  let out = `<path d="M${num(left)} ${num(base)}h${num(w)}V${num(layout.ground)}H${num(left)}z"${paint.both('facade', 'facadeEdge')}/>`
  const bottom = layout.height - 8
  if (matrix.rows.some((row) => row.floor < 0)) {
    out += `<path d="M${num(left)} ${num(layout.ground)}h${num(w)}V${num(bottom)}H${num(left)}z"${paint.both('facadeGround', 'facadeEdge')}/>`
  }
  let lines = ''
  let blank = ''
  matrix.rows.forEach((row, i) => {
    const y = tops[i] as number
    if (!row.empty) return
    const h = layout.pitch * 0.6 - layout.gap
    if (h > 4) blank += `M${num(left + layout.gap)} ${num(y + h / 2)}H${num(right - layout.gap)}`
  })
  for (const entrance of matrix.entrances.slice(1)) {
    const x = (layout.columnX[entrance.from] ?? 0) - layout.gap / 2 - layout.entranceGap / 2
    lines += `M${num(x)} ${num(base)}V${num(layout.ground)}`
  }
  if (blank !== '') {
    out += `<path d="${blank}" fill="none"${paint.stroke('facadeGround')} stroke-width="${num(layout.pitch * 0.6 - layout.gap * 2)}" stroke-dasharray="14 3"/>`
  }
  if (lines !== '')
    out += `<path d="${lines}" fill="none"${paint.stroke('facadeEdge')} stroke-dasharray="2 2"/>`
  return out
}

/** Ground, doors under their entrances, a few trees beside the building when there is room. */
function drawGround(picture: Picture, headers: boolean): string {
  const { matrix, layout, paint, locale, input } = picture
  const { left, right } = layout.facade
  const y = layout.ground
  const small = layout.style === 'mark' || layout.style === 'letter'
  let out = `<path d="M0 ${num(y + 0.8)}H${num(layout.width)}"${paint.stroke('ink3')} stroke-width="1.6" stroke-opacity=".55"/>`
  const hasBasement = matrix.rows.some((row) => row.floor < 0)
  let doors = ''
  let names = ''
  for (const entrance of matrix.entrances) {
    const label = entranceLabel(entrance.name, locale)
    const from = layout.columnX[entrance.from] ?? left
    const to = (layout.columnX[entrance.from + entrance.count - 1] ?? left) + layout.cellWidth
    const x = (from + to) / 2
    if (!small && !hasBasement) {
      doors += `<path d="M${num(x - 9)} ${num(y)}v-${num(layout.plinth - 2)}h18v${num(layout.plinth - 2)}z"${paint.fill('facadeDoor')}/><path d="M${num(x - 15)} ${num(y - layout.plinth + 1.4)}h30"${paint.stroke('facadeDoor')} stroke-width="1.8"/>`
    }
    if (headers && label !== '' && !hasBasement) {
      const most = Math.max(1, Math.floor((to - from + layout.gap) / 12))
      names += `<text x="${num(x)}" y="${num(y + 17)}">${escapeText(textWidthEm(label) * 11.5 > to - from + 20 ? shorten(label, most) : label)}</text>`
    }
  }
  const random = seededRandom(input.building.id)
  let trees = ''
  for (const [from, to] of [
    [layout.gutter * 0.3, left - 14],
    [right + 12, layout.width - 8],
  ] as const) {
    for (let x = from + 8; x < to - 4; x += 20 + random() * 16) {
      if (from < left && x < 44 && left < 70) continue
      const r = 7 + random() * 6
      trees += `<path d="M${num(x)} ${num(y)}v-${num(r)}"${paint.stroke('trunk')}/><circle cx="${num(x)}" cy="${num(y - r * 1.5)}" r="${num(r)}"${paint.fill(random() < 0.5 ? 'treeA' : 'treeB')} fill-opacity=".8"/>`
    }
  }
  out = trees + doors + out
  return names === ''
    ? out
    : `${out}<g text-anchor="middle" font-size="11.5"${paint.fill('ink2')}>${names}</g>`
}

/**
 * A shape per status, the same ones as in the page's legend: full, half, ring, bar; withdrawn and unreleased homes are
 * told by the hatch and the broken outline of their cell. Holes turn the other way round.
 */
function markPath(status: UnitStatus, cx: number, cy: number, size: number): string {
  // Tenths of a pixel, so that outer shape and hole stay concentric.
  const r = Math.round(size * 5) / 10
  const wall = Math.max(0.8, Math.round(size * 2) / 10)
  const d = num(2 * r)
  const inner = num(2 * (r - wall))
  const square = `M${num(cx - r)} ${num(cy - r)}h${d}v${d}h-${d}z`
  const hole = `M${num(cx - r + wall)} ${num(cy - r + wall)}`
  if (status === 'available') return square
  if (status === 'held') return `${square}${hole}v${num(r - wall)}h${inner}v-${num(r - wall)}z`
  if (status === 'subscribed') return `${square}${hole}v${inner}h${inner}v-${inner}z`
  if (status === 'sold') return `M${num(cx - r)} ${num(cy - wall / 2)}h${d}v${num(wall)}h-${d}z`
  return ''
}

interface Places {
  rects: string
  strong: string
  values: string
  marks: string
}

function rectPath(x: number, y: number, w: number, h: number, r: number): string {
  const k = num(r)
  return `M${num(x + r)} ${num(y)}h${num(w - 2 * r)}q${k} 0 ${k} ${k}v${num(h - 2 * r)}q0 ${k}-${k} ${k}h-${num(w - 2 * r)}q-${k} 0-${k}-${k}v-${num(h - 2 * r)}q0-${k} ${k}-${k}z`
}

/** What stands on the right of a cell: the price of something that can be bought, the status of anything else. */
export function cellValue(cell: BoardCell, locale: Locale): string {
  if (cell.status === 'available') {
    const price = shortPrice(cell.price_fen, locale)
    if (price !== '') return price
  }
  return statusLook(cell.status).word[locale]
}

function drawCell(places: Places, cell: BoardCell, x: number, y: number, h: number, picture: Picture): void {
  const { layout, locale } = picture
  const w = layout.cellWidth
  const look = statusLook(cell.status)
  places.rects += rectPath(x, y, w, h, Math.min(4, w / 5, h / 5))
  const number = shorten(cell.number, 8)
  const size = layout.font
  const middle = y + h / 2
  if (layout.style === 'line') {
    const value = cellValue(cell, locale)
    const room = w - 18 - textWidthEm(number) * size
    const shown = textWidthEm(value) * size * 0.94 <= room ? value : look.brief[locale]
    places.strong += `<text x="${num(x + 7)}" y="${num(middle + size * 0.36)}">${escapeText(number)}</text>`
    places.values += `<text x="${num(x + w - 7)}" y="${num(middle + size * 0.36)}">${escapeText(shown)}</text>`
  } else if (layout.style === 'stacked') {
    const value = cellValue(cell, locale)
    const shown = textWidthEm(value) * size * 0.9 <= w - 4 ? value : look.brief[locale]
    places.strong += `<text x="${num(x + w / 2)}" y="${num(middle - 2.6)}">${escapeText(number)}</text>`
    places.values += `<text x="${num(x + w / 2)}" y="${num(middle + size * 0.98)}">${escapeText(shown)}</text>`
  } else if (layout.style === 'number') {
    const fits = textWidthEm(number) * size <= w - 1
    const shown = fits ? number : [...number].slice(-2).join('')
    places.strong += `<text x="${num(x + w / 2)}" y="${num(middle - 1.6)}">${escapeText(shown)}</text>`
    if (locale === 'en') places.marks += markPath(cell.status, x + w / 2, middle + size * 0.66, size * 0.72)
    else places.values += `<text x="${num(x + w / 2)}" y="${num(middle + size)}">${look.brief.zh}</text>`
  } else if (layout.style === 'letter' && locale === 'zh') {
    places.strong += `<text x="${num(x + w / 2)}" y="${num(middle + size * 0.36)}">${look.brief.zh}</text>`
  } else {
    places.marks += markPath(cell.status, x + w / 2, middle, Math.min(8, Math.min(w, h) * 0.56))
  }
}

/** Cells grouped by status, so that colours are written once per status and not once per home. */
function drawCells(picture: Picture, options: ElevationOptions): string {
  const { matrix, layout, tops, paint, prefix } = picture
  const byGroup = new Map<string, Places>()
  const chosen: string[] = []
  matrix.rows.forEach((row, i) => {
    row.slots.forEach((slot, k) => {
      if (slot.kind !== 'cell') return
      const faded = options.emphasise !== undefined && !options.emphasise.has(slot.cell.id)
      const group = `${slot.cell.status}|${faded ? 'faded' : ''}`
      const places = byGroup.get(group) ?? { rects: '', strong: '', values: '', marks: '' }
      byGroup.set(group, places)
      const y = tops[i] as number
      const last = tops[i + slot.rowSpan - 1] ?? y
      const h = last - y + layout.cellHeight
      const x = layout.columnX[k] ?? 0
      drawCell(places, slot.cell, x, y, h, picture)
      if (slot.cell.id === options.selected)
        chosen.push(rectPath(x - 1.5, y - 1.5, layout.cellWidth + 3, h + 3, 5))
    })
  })
  let out = ''
  for (const [group, places] of byGroup) {
    const [status, faded] = group.split('|') as [UnitStatus, string]
    const look = statusLook(status)
    const board = look.board
    const dash = status === 'unreleased' ? ' stroke-dasharray="3 2"' : ''
    out += `<g class="gd-cells" data-status="${escapeText(status)}"${faded === '' ? '' : ' opacity=".28"'}>`
    out += `<path d="${places.rects}"${paint.both(board, `${board}Edge`)}${dash}/>`
    if (look.hatched) out += `<path d="${places.rects}" fill="url(#${prefix}hatch)"/>`
    if (places.marks !== '') out += `<path d="${places.marks}"${paint.fill(`${board}Text`)}/>`
    const anchor = layout.style === 'line' ? 'start' : 'middle'
    const words = `<g${paint.fill(`${board}Text`)} font-size="${num(layout.font)}"`
    const weight = status === 'available' || status === 'held' ? 700 : 500
    if (places.strong !== '')
      out += `${words} font-weight="${weight}" text-anchor="${anchor}">${places.strong}</g>`
    if (places.values !== '') {
      const size = num(layout.font * (layout.style === 'line' ? 0.94 : 0.88), 2)
      out += `<g${paint.fill(`${board}Text`)} font-size="${size}" text-anchor="${layout.style === 'line' ? 'end' : 'middle'}">${places.values}</g>`
    }
    out += '</g>'
  }
  if (chosen.length > 0)
    out += `<path d="${chosen.join('')}" fill="none"${paint.stroke('brand')} stroke-width="2"/>`
  return out
}

function drawFloorLabels({ matrix, layout, tops, paint }: Picture): string {
  const size = layout.style === 'mark' ? Math.min(9, layout.pitch) : layout.style === 'letter' ? 9.5 : 11
  const every = Math.max(1, Math.ceil((size + 3) / layout.pitch))
  let out = ''
  matrix.rows.forEach((row, i) => {
    if (row.empty && layout.pitch * 0.6 < size + 2) return
    if (every > 1 && row.floor % (every <= 2 ? 2 : 5) !== 0 && i !== 0) return
    const height = row.empty ? layout.pitch * 0.6 - layout.gap : layout.cellHeight
    out += `<text x="${num(layout.facade.left - 9)}" y="${num((tops[i] as number) + height / 2 + size * 0.36)}">${floorLabel(row.floor)}</text>`
  })
  return out === '' ? '' : `<g text-anchor="end" font-size="${num(size)}"${paint.fill('ink2')}>${out}</g>`
}

function describe(matrix: BoardMatrix, locale: Locale): string {
  const parts = STATUSES.filter((s) => matrix.counts.has(s)).map(
    (s) => `${statusLook(s).word[locale]} ${matrix.counts.get(s)}`,
  )
  if (parts.length === 0) return locale === 'en' ? 'No homes are recorded.' : '尚无房源数据。'
  const floors = matrix.rows.length
  const lead =
    locale === 'en'
      ? `${floors} floors, ${matrix.columns.length} homes per floor`
      : `${floors} 层，每层 ${matrix.columns.length} 户`
  return [lead, ...parts].join(locale === 'en' ? ', ' : '，')
}

/** Draws the board. Without cells the empty building is drawn; without floors, the ground alone. */
export function drawElevation(input: ElevationInput, options: ElevationOptions = {}): ElevationDrawing {
  const locale = options.locale ?? 'zh'
  const matrix = boardMatrix(input)
  const headers = options.headers ?? true
  const floorLabels = options.floorLabels ?? true
  const layout = elevationLayout(matrix, { width: options.width ?? 880, headers, floorLabels })
  const paint = painter(options.theme ?? 'web')
  const prefix =
    options.idPrefix ??
    `ev${hashText(`${input.building.id}|${layout.width}|${input.cells.length}|${paint.theme}`).toString(36)}`
  const picture: Picture = { input, matrix, layout, tops: rowTops(matrix, layout), paint, locale, prefix }
  const name = input.building.name.trim()
  const what = locale === 'en' ? 'Unit board' : '房源立面'
  const title = name === '' ? what : locale === 'en' ? `${what}: ${name}` : `${name} ${what}`
  const description = describe(matrix, locale)
  const body =
    (options.background === true
      ? `<path d="M0 0h${num(layout.width)}v${num(layout.height)}H0z"${paint.fill('card')}/>`
      : '') +
    (matrix.rows.length === 0 ? '' : drawRoof(picture) + drawWall(picture)) +
    drawGround(picture, headers) +
    drawCells(picture, options) +
    (floorLabels ? drawFloorLabels(picture) : '')
  const hatch =
    `<pattern id="${prefix}hatch" patternUnits="userSpaceOnUse" width="6" height="6" patternTransform="rotate(45)">` +
    `<path d="M0 0v6"${paint.stroke('boardHatch')} stroke-width="1.6" stroke-opacity=".5"/></pattern>`
  const svg = svgDocument({
    width: layout.width,
    height: layout.height,
    title,
    description,
    idPrefix: prefix,
    theme: paint.theme,
    className: 'gd gd-board',
    defs: hatch,
    body,
  })
  return { svg, width: layout.width, height: layout.height, title, description, matrix, layout }
}
