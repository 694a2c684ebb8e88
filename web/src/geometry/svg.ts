/** Writing SVG as text: numbers kept short, every piece of foreign text escaped. */

import { selfContained } from './styleSheet'
import type { Point, Theme } from './types'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** XML 1.0 allows no control characters but three, no lone surrogates, and not the two non-characters. */
function allowedInXml(char: string): boolean {
  const code = char.codePointAt(0) ?? 0
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd
  return code !== 0x7f && (code < 0xd800 || code > 0xdfff) && code !== 0xfffe && code !== 0xffff
}

/** Text made safe for element content and for quoted attributes. */
export function escapeText(text: string): string {
  let safe = ''
  for (const char of text) if (allowedInXml(char)) safe += ENTITIES[char] ?? char
  return safe
}

/** A number with at most `digits` decimals and nothing superfluous; anything not finite becomes 0. */
export function num(value: number, digits = 1): string {
  if (!Number.isFinite(value)) return '0'
  const factor = 10 ** digits
  const rounded = Math.round(value * factor) / factor
  if (rounded === 0) return '0'
  return String(rounded).replace(/^(-?)0\./, '$1.')
}

function pair(x: number, y: number, digits: number): string {
  const first = num(x, digits)
  const second = num(y, digits)
  return second.startsWith('-') ? first + second : `${first} ${second}`
}

/**
 * Path data for a polyline, written with relative steps because they are shorter. Steps are differences of rounded
 * positions, so rounding never accumulates. Empty for fewer than two points.
 */
export function pathOf(points: readonly Point[], closed = true, digits = 1): string {
  const first = points[0]
  if (first === undefined || points.length < 2) return ''
  const factor = 10 ** digits
  const snap = (value: number): number => (Number.isFinite(value) ? Math.round(value * factor) / factor : 0)
  let x = snap(first[0])
  let y = snap(first[1])
  let path = `M${pair(x, y, digits)}`
  let last = ''
  for (let i = 1; i < points.length; i += 1) {
    const point = points[i] as Point
    const nx = snap(point[0])
    const ny = snap(point[1])
    const dx = nx - x
    const dy = ny - y
    if (Math.abs(dx) < 1e-9 && Math.abs(dy) < 1e-9) continue
    let command = 'l'
    let step = pair(dx, dy, digits)
    if (Math.abs(dy) < 1e-9) [command, step] = ['h', num(dx, digits)]
    else if (Math.abs(dx) < 1e-9) [command, step] = ['v', num(dy, digits)]
    if (command !== last) path += command + step
    else path += step.startsWith('-') ? step : ` ${step}`
    last = command
    x = nx
    y = ny
  }
  return closed ? `${path}z` : path
}

/** ` name="value"`; the value is escaped. */
export function attr(name: string, value: string | number): string {
  return ` ${name}="${typeof value === 'number' ? num(value, 2) : escapeText(value)}"`
}

/** `matrix(...)` with enough digits for a scale and few for the offset. */
export function matrix(a: number, b: number, c: number, d: number, e: number, f: number): string {
  return `matrix(${num(a, 4)} ${num(b, 4)} ${num(c, 4)} ${num(d, 4)} ${num(e, 1)} ${num(f, 1)})`
}

const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6]/
const NARROW = /[iljtfr.,:;'|!()[\] ]/

/** Estimated width of a text in ems: there is no font to ask on the server, so it errs to the wide side. */
export function textWidthEm(text: string): number {
  let width = 0
  for (const char of text) {
    if (WIDE.test(char)) width += 1
    else if (NARROW.test(char)) width += 0.34
    else if (/[A-Z%㎡²@]/.test(char)) width += 0.72
    else width += 0.6
  }
  return width
}

/** The text cut to a number of characters, with an ellipsis when something was lost. */
export function shorten(text: string, most: number): string {
  const chars = [...text.trim()]
  return chars.length <= most ? chars.join('') : `${chars.slice(0, Math.max(1, most - 1)).join('')}…`
}

export const SANS =
  "'PingFang SC','HarmonyOS Sans SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif"

export interface DocumentParts {
  readonly width: number
  readonly height: number
  readonly title: string
  readonly description: string
  /** Prefix that makes ids unique among several drawings on one page. */
  readonly idPrefix: string
  readonly theme: Theme
  readonly className: string
  readonly defs: string
  readonly body: string
}

/** A complete SVG document with an accessible name and description; scales with its container. */
export function svgDocument(parts: DocumentParts): string {
  const { width, height, idPrefix } = parts
  const size = `viewBox="0 0 ${num(width)} ${num(height)}" width="${num(width)}" height="${num(height)}"`
  const whole = (parts.defs === '' ? '' : `<defs>${parts.defs}</defs>`) + parts.body
  const { styles, drawing } = parts.theme === 'auto' ? selfContained(whole) : { styles: '', drawing: whole }
  const label = `role="img" aria-labelledby="${idPrefix}t ${idPrefix}d"`
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="${parts.className}" ${size} ${label} font-family="${SANS}">` +
    `<title id="${idPrefix}t">${escapeText(parts.title)}</title>` +
    `<desc id="${idPrefix}d">${escapeText(parts.description)}</desc>` +
    `${styles}${drawing}</svg>`
  )
}
