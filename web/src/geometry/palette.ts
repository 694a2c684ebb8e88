/**
 * Every colour of every drawing, by name, for light and for dark. A drawing asks a `Painter` for an attribute; only
 * the painter knows whether that means a literal colour or a literal with a class that a style sheet can override.
 */

import type { Theme, UnitStatus } from './types'

type Rgb = readonly [number, number, number]

function rgb(hex: string): Rgb {
  return [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)) as unknown as Rgb
}

function hex(color: Rgb): string {
  return `#${color
    .map((v) =>
      Math.round(Math.max(0, Math.min(255, v)))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}

/** Colour between two others; `share` 0 gives the first, 1 the second. */
export function mix(from: string, to: string, share: number): string {
  const a = rgb(from)
  const b = rgb(to)
  return hex(
    [0, 1, 2].map((i) => (a[i] as number) + ((b[i] as number) - (a[i] as number)) * share) as unknown as Rgb,
  )
}

export const MATERIALS = ['ivory', 'sand', 'clay', 'mist'] as const
export type Material = (typeof MATERIALS)[number]
export const ROOF_TILES = ['slate', 'terracotta', 'tea'] as const
export type RoofTile = (typeof ROOF_TILES)[number]
export const SKIES = ['morning', 'noon', 'dusk'] as const
export type Sky = (typeof SKIES)[number]

/** Steps of light on a wall: 0 turned away from the sun, the last one facing it. */
export const LIGHT_STEPS = 6

interface Shades {
  readonly shade: string
  readonly lit: string
  readonly nightShade: string
  readonly nightLit: string
}

const WALLS: Readonly<Record<Material, Shades>> = {
  ivory: { shade: '#C4C1BC', lit: '#FFFDF9', nightShade: '#303A46', nightLit: '#5A6572' },
  sand: { shade: '#C3B49F', lit: '#FDF4E6', nightShade: '#363A42', nightLit: '#636363' },
  clay: { shade: '#B5937F', lit: '#F4E0D1', nightShade: '#3C3842', nightLit: '#6B5D5E' },
  mist: { shade: '#B2BCBD', lit: '#F4F8F7', nightShade: '#2D3C49', nightLit: '#546875' },
}

const TILES: Readonly<Record<RoofTile, Shades>> = {
  slate: { shade: '#59646B', lit: '#8F9BA0', nightShade: '#1B232C', nightLit: '#37434E' },
  terracotta: { shade: '#8F5443', lit: '#CB8B72', nightShade: '#2C2327', nightLit: '#55403F' },
  tea: { shade: '#6C5B4C', lit: '#A8947D', nightShade: '#25252A', nightLit: '#474443' },
}

type Pair = readonly [light: string, dark: string]

function stepped(name: string, shades: Shades): [string, Pair][] {
  return Array.from({ length: LIGHT_STEPS }, (_, i): [string, Pair] => {
    const share = i / (LIGHT_STEPS - 1)
    return [
      `${name}${i}`,
      [mix(shades.shade, shades.lit, share), mix(shades.nightShade, shades.nightLit, share)],
    ]
  })
}

const NAMED: Readonly<Record<string, Pair>> = {
  // shared
  paper: ['#FBFAF7', '#14181D'],
  card: ['#FFFFFF', '#1B2026'],
  ink: ['#1F2328', '#ECE8DF'],
  ink2: ['#5B6470', '#A7AEB6'],
  ink3: ['#6F6A5F', '#8F959B'],
  hairline: ['#E7E3DA', '#2E353D'],
  brand: ['#B23A2B', '#E07A66'],
  qing: ['#1F6F6B', '#63B9B1'],
  pill: ['#1F2328', '#ECE8DF'],
  pillText: ['#FFFFFF', '#14181D'],
  // floor plan
  wallOuter: ['#2A2F35', '#D9D5CB'],
  wallInner: ['#3C434A', '#B9B7B0'],
  wallEdge: ['#2A2F35', '#D9D5CB'],
  rail: ['#6C726F', '#8E958F'],
  glassGap: ['#FFFFFF', '#1E272D'],
  glass: ['#1F6F6B', '#63B9B1'],
  glassFill: ['#E3F0EE', '#20383A'],
  threshold: ['#F7F0E3', '#2A2A29'],
  leaf: ['#7C8288', '#8D949B'],
  floorLiving: ['#FBF6EC', '#26282A'],
  floorBed: ['#F5EEE1', '#2A2927'],
  floorMaster: ['#F4EBDB', '#2D2A26'],
  floorStudy: ['#F2EDE0', '#292A27'],
  floorWet: ['#E4EDEC', '#1F2B2E'],
  floorKitchen: ['#E9EEE4', '#232B26'],
  floorBalcony: ['#EFF1E6', '#252A24'],
  floorHall: ['#F9F4EA', '#27282A'],
  floorStore: ['#EEEAE1', '#292A2B'],
  floorShop: ['#F6EDE4', '#2E2926'],
  floorParking: ['#EBECEA', '#25292C'],
  floorLine: ['#8C7A58', '#C8BBA0'],
  tileLine: ['#5F8583', '#8DB4B0'],
  sunlight: ['#FFFCEE', '#5C5437'],
  wallShadow: ['#4A4334', '#000000'],
  dimension: ['#A79F8F', '#666C73'],
  dimensionText: ['#726C60', '#9AA0A6'],
  highlight: ['#F9EBCB', '#5A4A25'],
  highlightEdge: ['#B98A2F', '#D9AE57'],
  // sky
  morningTop: ['#F3E3D2', '#121B28'],
  morningMid: ['#FAF3E8', '#16202B'],
  morningEnd: ['#F3EFE5', '#202A35'],
  noonTop: ['#DCE9EA', '#101C29'],
  noonMid: ['#F0F4F0', '#15212B'],
  noonEnd: ['#F3F2EA', '#202C36'],
  duskTop: ['#EBCFC0', '#1A1A2A'],
  duskMid: ['#F7E8DA', '#1C1E2A'],
  duskEnd: ['#F2EAE0', '#262A35'],
  hill: ['#7E8C86', '#2A3846'],
  disc: ['#FFF6E4', '#AEB4B0'],
  // ground
  plate: ['#F2ECDF', '#2D373F'],
  plateEdge: ['#DCD2C0', '#1F2830'],
  plateEdgeDark: ['#C6BAA5', '#171E25'],
  street: ['#E6E0D4', '#232C34'],
  kerb: ['#FAF7F0', '#3B4750'],
  lane: ['#FFFFFF', '#55626C'],
  road: ['#E9E2D5', '#252E36'],
  paving: ['#F4EEE2', '#323C44'],
  apron: ['#EFE7D8', '#38434B'],
  lawn: ['#DCE4CD', '#2A3E36'],
  lawnDeep: ['#CFDABD', '#2E473D'],
  hedge: ['#B9CAA5', '#38543F'],
  waterTop: ['#CFE3E1', '#1E3E4A'],
  waterEnd: ['#AECFCD', '#16303C'],
  shore: ['#F7F3E8', '#31424A'],
  ripple: ['#FFFFFF', '#5F8B97'],
  shadow: ['#4B4536', '#03070B'],
  treeA: ['#93AD7F', '#3B5F4B'],
  treeALight: ['#B4C79E', '#527A60'],
  treeB: ['#7F9F78', '#335845'],
  treeBLight: ['#A3BE97', '#49735A'],
  treeC: ['#B8B47E', '#454B36'],
  treeCLight: ['#D3CE9E', '#5D6449'],
  blossom: ['#DDB2A6', '#5B4650'],
  blossomLight: ['#F0D0C6', '#775962'],
  trunk: ['#9B8A74', '#3A3A36'],
  // buildings
  slab: ['#FFFFFF', '#5E6973'],
  roofTop: ['#F4EFE5', '#36404A'],
  roofRim: ['#FFFEFB', '#525D68'],
  roofSide: ['#D9D0C0', '#222A32'],
  roofGreen: ['#D5DDC3', '#2B3F36'],
  plant: ['#E6DED0', '#2E3842'],
  podium: ['#B9AFA0', '#20272E'],
  glassLit: ['#C3D2D3', '#26313B'],
  glassShade: ['#8FA1A5', '#1C252E'],
  glassWarm: ['#EBD9B4', '#E6B765'],
  railing: ['#FFFFFF', '#66717B'],
  awning: ['#B9604F', '#A65D4E'],
  awningB: ['#F3E6D8', '#574C4B'],
  shopGlass: ['#7FA3A2', '#D9A95E'],
  // status, as windows on lit and shaded walls
  winAvailable: ['#2B8A84', '#55D6C7'],
  winAvailableShade: ['#1F6F6B', '#3FB3A6'],
  winHeld: ['#DB9D35', '#FFC25A'],
  winHeldShade: ['#B97E1B', '#D99B37'],
  winSubscribed: ['#A46E4C', '#D18A63'],
  winSubscribedShade: ['#85563A', '#AB6C49'],
  winSold: ['#D6D3CC', '#38424C'],
  winSoldShade: ['#B5B1A8', '#2B343D'],
  // unit board
  boardAvailable: ['#EEF6F5', '#163431'],
  boardAvailableEdge: ['#9CC7C3', '#2F6B66'],
  boardAvailableText: ['#145552', '#8FDCD2'],
  boardHeld: ['#FDF4E0', '#3A2E14'],
  boardHeldEdge: ['#E2BC72', '#7C622A'],
  boardHeldText: ['#6E4B0B', '#F1CB82'],
  boardSubscribed: ['#F8ECE6', '#38241A'],
  boardSubscribedEdge: ['#D5A88F', '#7A4D36'],
  boardSubscribedText: ['#7A4329', '#E8B495'],
  boardSold: ['#F1EFEA', '#22272C'],
  boardSoldEdge: ['#DDD8CE', '#343B42'],
  boardSoldText: ['#6B675F', '#8D949A'],
  boardWithdrawn: ['#F7F5F0', '#1D2227'],
  boardWithdrawnEdge: ['#CFC8BA', '#3E464E'],
  boardWithdrawnText: ['#6B675F', '#8D949A'],
  boardUnreleased: ['#FFFFFF', '#191E23'],
  boardUnreleasedEdge: ['#D9D3C6', '#3A424A'],
  boardUnreleasedText: ['#6F6A5F', '#8D949A'],
  boardHatch: ['#B9B1A2', '#4A535B'],
  facade: ['#FAF6EE', '#20262C'],
  facadeEdge: ['#DDD5C7', '#363E46'],
  facadeGround: ['#E4DCCD', '#2A3138'],
  facadeDoor: ['#5B6470', '#0F1317'],
}

const COLOURS: ReadonlyMap<string, Pair> = new Map<string, Pair>([
  ...Object.entries(NAMED),
  ...MATERIALS.flatMap((name) => stepped(name, WALLS[name])),
  ...ROOF_TILES.flatMap((name) => stepped(name, TILES[name])),
])

function pairOf(name: string): Pair {
  const pair = COLOURS.get(name)
  if (pair === undefined) throw new RangeError(`no such drawing colour: ${name}`)
  return pair
}

/** Colour attributes for one theme. Each method returns text that starts with a space. */
export interface Painter {
  readonly theme: Theme
  fill(name: string): string
  stroke(name: string): string
  /** Fill and stroke of one element (two calls would write `class` twice). */
  both(fillName: string, strokeName: string): string
  stop(name: string): string
}

export function painter(theme: Theme): Painter {
  if (theme === 'web' || theme === 'auto') {
    const literal = (name: string): string => pairOf(name)[0].toUpperCase()
    return {
      theme,
      fill: (name) => ` fill="${literal(name)}" class="gf-${name}"`,
      stroke: (name) => ` stroke="${literal(name)}" class="gs-${name}"`,
      both: (f, s) => ` fill="${literal(f)}" stroke="${literal(s)}" class="gf-${f} gs-${s}"`,
      stop: (name) => ` stop-color="${literal(name)}" class="gc-${name}"`,
    }
  }
  const literal = (name: string): string => pairOf(name)[theme === 'dark' ? 1 : 0].toUpperCase()
  return {
    theme,
    fill: (name) => ` fill="${literal(name)}"`,
    stroke: (name) => ` stroke="${literal(name)}"`,
    both: (f, s) => ` fill="${literal(f)}" stroke="${literal(s)}"`,
    stop: (name) => ` stop-color="${literal(name)}"`,
  }
}

/** The literal colour, for canvases and tests. */
export function colour(name: string, dark = false): string {
  return pairOf(name)[dark ? 1 : 0]
}

/** All colour names, for the style sheet generator. */
export function colourNames(): readonly string[] {
  return [...COLOURS.keys()]
}

export interface StatusLook {
  readonly status: UnitStatus
  /** The status where there is little room: one character in Chinese, an abbreviation in English. */
  readonly brief: { readonly zh: string; readonly en: string }
  readonly word: { readonly zh: string; readonly en: string }
  /** Colour names start with this: `board...`, `board...Edge`, `board...Text`. */
  readonly board: string
  /** Window colour names (lit, and with `Shade`), or null for a neutral pane. */
  readonly window: string | null
  readonly hatched: boolean
}

export const STATUSES: readonly UnitStatus[] = [
  'available',
  'held',
  'subscribed',
  'sold',
  'withdrawn',
  'unreleased',
]

const LOOKS: Readonly<Record<UnitStatus, StatusLook>> = {
  available: {
    status: 'available',
    brief: { zh: '可', en: 'Avail.' },
    word: { zh: '可售', en: 'Available' },
    board: 'boardAvailable',
    window: 'winAvailable',
    hatched: false,
  },
  held: {
    status: 'held',
    brief: { zh: '锁', en: 'Held' },
    word: { zh: '锁定', en: 'Held' },
    board: 'boardHeld',
    window: 'winHeld',
    hatched: false,
  },
  subscribed: {
    status: 'subscribed',
    brief: { zh: '认', en: 'Subscr.' },
    word: { zh: '认购', en: 'Subscribed' },
    board: 'boardSubscribed',
    window: 'winSubscribed',
    hatched: false,
  },
  sold: {
    status: 'sold',
    brief: { zh: '售', en: 'Sold' },
    word: { zh: '已售', en: 'Sold' },
    board: 'boardSold',
    window: 'winSold',
    hatched: false,
  },
  withdrawn: {
    status: 'withdrawn',
    brief: { zh: '止', en: 'Withdr.' },
    word: { zh: '不售', en: 'Withdrawn' },
    board: 'boardWithdrawn',
    window: null,
    hatched: true,
  },
  unreleased: {
    status: 'unreleased',
    brief: { zh: '待', en: 'Later' },
    word: { zh: '未推出', en: 'Not released' },
    board: 'boardUnreleased',
    window: null,
    hatched: false,
  },
}

/** How a unit status looks in every drawing; an unknown one is drawn as not yet released. */
export function statusLook(status: string): StatusLook {
  return Object.hasOwn(LOOKS, status) ? LOOKS[status as UnitStatus] : LOOKS.unreleased
}
