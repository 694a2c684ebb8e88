import { AppWindow, BrickWall, DoorOpen, Hand, MousePointer2, Pentagon, Ruler, Square } from '@lucide/vue'

import type { Words } from '../../words'
import type { ToolButton } from '../ToolRail.vue'
import type { LayoutTool } from './use-layout-tools'

/** The rail of the layout canvas. On small screens one looks, moves and changes; one draws at a desk. */
export function layoutToolButtons(words: Words): ToolButton<LayoutTool>[] {
  return [
    { tool: 'select', label: words.t('drawing.tool.select'), key: 'V', icon: MousePointer2 },
    { tool: 'hand', label: words.t('drawing.tool.hand'), key: 'H', icon: Hand },
    { tool: 'rectangle', label: words.t('drawing.tool.rectangle'), key: 'R', icon: Square, desk: true },
    { tool: 'polygon', label: words.t('drawing.tool.polygon'), key: 'P', icon: Pentagon, desk: true },
    { tool: 'wall', label: words.t('drawing.tool.wall'), key: 'W', icon: BrickWall, desk: true },
    { tool: 'door', label: words.t('drawing.tool.door'), key: 'D', icon: DoorOpen, desk: true },
    { tool: 'window', label: words.t('drawing.tool.window'), key: 'N', icon: AppWindow, desk: true },
    { tool: 'measure', label: words.t('drawing.tool.measure'), key: 'M', icon: Ruler, desk: true },
  ]
}
