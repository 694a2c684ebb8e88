/**
 * What stands on the ground, in few elements: trees of one kind and size share a path, and each of its vertices is marked
 * with their drawing. A picture of three hundred trees is then a few dozen elements for the browser to style and to lay out.
 */

import { boxesMeet, type Box } from '../polygon'
import { num } from '../svg'
import type { Point } from '../types'

/** A drawing with a place of its own, or one more of the drawings that `symbol` names. */
export type Piece =
  | { readonly box: Box; readonly svg: string }
  | { readonly box: Box; readonly symbol: string; readonly foot: Point }

interface Layer {
  readonly boxes: Box[]
  readonly svg: string
  readonly symbol: string | null
  readonly feet: Point[]
}

/**
 * `pieces`, given from the back to the front, as SVG. One joins the last layer of its symbol if nothing that it could lie
 * over is drawn after that layer: what is seen is the same as with each piece drawn in turn.
 */
export function drawLayers(pieces: readonly Piece[]): string {
  const layers: Layer[] = []
  for (const piece of pieces) {
    if ('svg' in piece) {
      layers.push({ boxes: [piece.box], svg: piece.svg, symbol: null, feet: [] })
      continue
    }
    const home = layerFor(layers, piece.symbol, piece.box)
    if (home === null) layers.push({ boxes: [piece.box], svg: '', symbol: piece.symbol, feet: [piece.foot] })
    else {
      home.boxes.push(piece.box)
      home.feet.push(piece.foot)
    }
  }
  return layers.map(drawLayer).join('')
}

function layerFor(layers: readonly Layer[], symbol: string, box: Box): Layer | null {
  for (let i = layers.length - 1; i >= 0; i -= 1) {
    const layer = layers[i] as Layer
    if (layer.symbol === symbol) return layer
    if (layer.boxes.some((other) => boxesMeet(other, box))) return null
  }
  return null
}

function drawLayer({ svg, symbol, feet }: Layer): string {
  const first = feet[0]
  if (symbol === null || first === undefined) return svg
  // A path of one vertex would be marked twice, as its start and as its end.
  if (feet.length === 1) return `<use href="#${symbol}" x="${num(first[0])}" y="${num(first[1])}"/>`
  const mark = `url(#${markerId(symbol)})`
  const path = feet.map(([x, y]) => `M${num(x)} ${num(y)}`).join('')
  return `<path d="${path}" fill="none" marker-start="${mark}" marker-mid="${mark}" marker-end="${mark}"/>`
}

const markerId = (symbol: string): string => `${symbol}m`

/** The definition of a symbol, to be used alone and as a mark; its foot is at the origin. */
export function defineSymbol(symbol: string, drawing: string): string {
  return (
    `<marker id="${markerId(symbol)}" markerUnits="userSpaceOnUse" overflow="visible">` +
    `<g id="${symbol}">${drawing}</g></marker>`
  )
}
