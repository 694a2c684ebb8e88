/**
 * The shapes that every drawing starts from. They mirror what the server stores and sends.
 *
 * Site geometry is in metres in the project's local frame (x right, y up; +y points `bearing_deg` clockwise from
 * true north). Layout geometry is in millimetres in the layout's own frame (x right, y up; true north is
 * `north_deg` clockwise from +y).
 */

export type Point = readonly [number, number]
export type Polygon = readonly Point[]
export type Locale = 'zh' | 'en'

/**
 * `auto`: like `web`, with the rules it needs inside, so that it follows the colour scheme of the page even as an `<img>`;
 * `web`: light colours as attributes plus a class per colour, so that a style sheet can switch to dark;
 * `print`: light colours only, for share images and paper; `dark`: dark colours only, without a style sheet.
 */
export type Theme = 'auto' | 'web' | 'print' | 'dark'

export type RoomKind =
  | 'living'
  | 'dining'
  | 'master'
  | 'bedroom'
  | 'study'
  | 'kitchen'
  | 'bath'
  | 'balcony'
  | 'foyer'
  | 'corridor'
  | 'storage'
  | 'equipment'
  | 'terrace'
  | 'shop'
  | 'parking'

export interface Room {
  readonly id: string
  readonly kind: RoomKind
  readonly name: string
  readonly name_en: string
  /** Simple polygon along wall centre lines, counter-clockwise, millimetres. */
  readonly polygon: Polygon
}

export type WallKind = 'outer' | 'inner' | 'rail'

export interface Wall {
  readonly a: Point
  readonly b: Point
  /** Thickness, millimetres. */
  readonly t: number
  readonly kind: WallKind
}

export type DoorKind = 'entrance' | 'swing' | 'sliding' | 'opening'

export interface Door {
  readonly a: Point
  readonly b: Point
  readonly kind: DoorKind
  readonly hinge: 'a' | 'b'
  /** The side of a -> b to which the leaf swings (left is counter-clockwise of a -> b with y up). */
  readonly side: 'left' | 'right'
}

export type WindowKind = 'window' | 'bay' | 'french'

export interface WindowOpening {
  readonly a: Point
  readonly b: Point
  readonly kind: WindowKind
  readonly sill: number
  readonly head: number
}

export interface LayoutGeometry {
  readonly version: 1
  readonly north_deg: number
  /** Clear storey height, millimetres. */
  readonly height: number
  readonly rooms: readonly Room[]
  readonly walls: readonly Wall[]
  readonly doors: readonly Door[]
  readonly windows: readonly WindowOpening[]
}

export interface Road {
  readonly line: readonly Point[]
  /** Carriageway width, metres. */
  readonly width: number
}

export interface SiteGeometry {
  readonly version: 1
  readonly boundary: Polygon
  readonly greens: readonly Polygon[]
  readonly waters: readonly Polygon[]
  readonly roads: readonly Road[]
}

export type BuildingKind = 'tower' | 'slab' | 'villa' | 'shops' | 'garage'

export type UnitStatus = 'available' | 'held' | 'subscribed' | 'sold' | 'withdrawn' | 'unreleased'

export interface SiteCell {
  readonly floor: number
  readonly stack: number
  readonly status: UnitStatus
}

export interface SiteBuilding {
  readonly id: string
  readonly name: string
  readonly footprint: Polygon
  readonly floors: number
  readonly floor_height_m: number
  readonly kind: BuildingKind
  /** Number of homes side by side on a storey, as seen from outside the front. */
  readonly stacks: number
  readonly cells?: readonly SiteCell[]
}

export interface SiteModelInput {
  readonly site: SiteGeometry
  readonly bearing_deg: number
  readonly buildings: readonly SiteBuilding[]
  /** Latitude of the project, degrees; only the length and direction of shadows depend on it. */
  readonly lat?: number
}

export interface BoardColumn {
  readonly entrance: string
  readonly stack: number
}

export interface BoardCell {
  readonly id: string
  readonly floor: number
  readonly stack: number
  readonly number: string
  readonly status: UnitStatus
  readonly price_fen: number | null
  /** Built area, square metres (the server sends decimals as text). */
  readonly built_area: number | string | null
  readonly layout_code: string
  readonly rooms?: number
  /** For duplexes: the highest floor the home occupies; `floor` is then its lowest. */
  readonly top_floor?: number
}

export interface BoardBuilding {
  readonly id: string
  readonly name: string
  readonly floors: number
  readonly floor_height_m: number
  readonly kind: BuildingKind
}

export interface ElevationInput {
  readonly building: BoardBuilding
  readonly columns: readonly BoardColumn[]
  readonly cells: readonly BoardCell[]
}

export interface FloorPlanInput {
  readonly geometry: LayoutGeometry
  /** Shown in the title, for example "A1 户型". */
  readonly name?: string
}

/** A finished picture. `svg` is a complete document that can also be put inline into a page. */
export interface Drawing {
  readonly svg: string
  readonly width: number
  readonly height: number
  readonly title: string
  readonly description: string
}
