/** Where everything on a building's elevation stands, for a given width. */

import type { BoardMatrix } from './matrix'

/** How much a cell has room to say. */
export type CellStyle = 'line' | 'stacked' | 'number' | 'letter' | 'mark'

export interface ElevationLayout {
  readonly style: CellStyle
  readonly width: number
  readonly height: number
  /** Left edge of each column, pixels. */
  readonly columnX: readonly number[]
  readonly cellWidth: number
  readonly cellHeight: number
  /** Distance from one storey to the next. */
  readonly pitch: number
  /** Top of the first row. */
  readonly top: number
  /** Level of the ground: a plinth below the lowest storey above ground. */
  readonly ground: number
  /** Height of the plinth between the lowest storey and the ground, pixels. */
  readonly plinth: number
  readonly gutter: number
  readonly font: number
  /** Space between cells and between entrances. */
  readonly gap: number
  readonly entranceGap: number
  readonly facade: { readonly left: number; readonly right: number }
}

const STYLES: readonly {
  readonly style: CellStyle
  readonly from: number
  readonly height: number
  readonly font: number
}[] = [
  { style: 'line', from: 88, height: 27, font: 12 },
  { style: 'stacked', from: 50, height: 38, font: 11.5 },
  { style: 'number', from: 30, height: 31, font: 10 },
  { style: 'letter', from: 13, height: 17, font: 9.5 },
  { style: 'mark', from: 0, height: 10, font: 0 },
]

/** Rows of a gap storey are drawn at this share of a full one. */
export const EMPTY_SHARE = 0.6

export interface LayoutRequest {
  readonly width: number
  readonly headers: boolean
  readonly floorLabels: boolean
}

export function elevationLayout(matrix: BoardMatrix, request: LayoutRequest): ElevationLayout {
  const columns = Math.max(1, matrix.columns.length)
  const groups = Math.max(1, matrix.entrances.length)
  const { width } = request
  const gutter = request.floorLabels ? (width < 420 ? 30 : 40) : 8
  const side = width < 420 ? 6 : 26
  const room = width - gutter - side
  const crowded = room / columns < 34
  const gap = room / columns < 10 ? 1 : crowded ? 2 : 4
  const entranceGap = groups > 1 ? (crowded ? 6 : 14) : 0
  const inner = room - entranceGap * (groups - 1) - gap * (columns + 1)
  const cellWidth = Math.max(3, Math.min(136, inner / columns))
  const look =
    STYLES.find((s) => cellWidth >= s.from) ?? (STYLES[STYLES.length - 1] as (typeof STYLES)[number])
  const cellHeight = look.style === 'mark' ? Math.max(5, Math.min(look.height, cellWidth * 1.1)) : look.height
  const facadeWidth = cellWidth * columns + gap * (columns + 1) + entranceGap * (groups - 1)
  const left = gutter + Math.max(0, (room - facadeWidth) / 2)
  const columnX: number[] = []
  let x = left + gap
  matrix.entrances.forEach((entrance, i) => {
    for (let k = 0; k < entrance.count; k += 1) {
      columnX.push(x)
      x += cellWidth + gap
    }
    if (i + 1 < matrix.entrances.length) x += entranceGap
  })
  const roof = look.style === 'mark' ? 16 : 30
  const top = roof + gap
  const pitch = cellHeight + gap
  const plinth = look.style === 'mark' ? 1 : look.style === 'letter' ? 4 : 9
  let above = top
  let below = 0
  for (const row of matrix.rows) {
    const h = row.empty ? pitch * EMPTY_SHARE : pitch
    if (row.floor > 0) above += h
    else below += h
  }
  const ground = above + (matrix.rows.some((row) => row.floor > 0) ? plinth : 0)
  const header = request.headers && matrix.entrances.some((e) => e.name.trim() !== '') ? 26 : 10
  return {
    style: look.style,
    width,
    height: Math.ceil(ground + Math.max(header, below === 0 ? 0 : below + gap) + 8),
    columnX,
    cellWidth,
    cellHeight,
    pitch,
    top,
    ground,
    plinth,
    gutter: left,
    font: look.font,
    gap,
    entranceGap,
    facade: { left, right: left + facadeWidth },
  }
}

/** Top of each row, in the order of the matrix. */
export function rowTops(matrix: BoardMatrix, layout: ElevationLayout): number[] {
  const tops: number[] = []
  let y = layout.top
  for (const row of matrix.rows) {
    // Below ground the rows start again under the ground line.
    if (row.floor < 0 && y < layout.ground) y = layout.ground + layout.gap
    tops.push(y)
    y += row.empty ? layout.pitch * EMPTY_SHARE : layout.pitch
  }
  return tops
}
