/** The standing parts of a floor plan for a canvas on which it is being drawn: any origin, any scale, no margins. */

import { painter } from '../palette'
import type { LayoutGeometry, Point } from '../types'
import { drawnPlan, isSegment, type PlanFrame } from './frame'
import { drawDoors, drawWindows } from './openings'
import { drawWalls } from './walls'

/** Walls, windows and doors as the finished plan shows them; `scale` is pixels per millimetre. */
export function drawStandingParts(
  geometry: LayoutGeometry,
  scale: number,
  toScreen: (p: Point) => Point,
): string {
  const plan = drawnPlan(geometry)
  const frame: PlanFrame = { width: 0, height: 0, scale, box: plan.box, toScreen }
  const paint = painter('web')
  const doors = geometry.doors.filter(isSegment)
  const windows = geometry.windows.filter(isSegment)
  return (
    drawWalls(plan.walls, [...doors, ...windows], frame, paint, false) +
    drawWindows(windows, plan.walls, plan.rooms, frame, paint) +
    drawDoors(doors, plan.walls, plan.rooms, frame, paint)
  )
}
