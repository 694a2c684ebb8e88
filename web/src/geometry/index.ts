/** Drawings made from geometry: the door of this folder. */

export * from './types'
export { colour, colourNames, painter, statusLook, STATUSES, type Sky, type StatusLook } from './palette'
export { drawFloorPlan, type FloorPlanDrawing, type FloorPlanOptions } from './floorPlan'
export { floorOf } from './plan/floors'
export { drawStandingParts } from './plan/live'
export {
  drawSiteModel,
  siteSpots,
  type SiteModelDrawing,
  type SiteModelMode,
  type SiteModelOptions,
  type SiteSpot,
} from './siteModel'
export { cellValue, drawElevation, type ElevationDrawing, type ElevationOptions } from './elevation'
export { cellAt, firstCell, neighbour, placeOf, type Direction } from './board/walk'
export {
  boardMatrix,
  entranceLabel,
  floorLabel,
  type BoardEntrance,
  type BoardMatrix,
  type BoardRow,
  type BoardSlot,
} from './board/matrix'
export {
  shadowOffset,
  shadowPolygons,
  sunAtSolarHour,
  sunDirection,
  sunPosition,
  type SunPosition,
} from './sun'
export { convexParts, type ConvexPart } from './convexParts'
export { area, boundingBox, centroid, cleanPolygon, contains } from './polygon'
export { millimetres, shortArea, shortPrice } from './format'
export type { QuarterTurn } from './projection'
