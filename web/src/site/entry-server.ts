import { createMemoryHistory } from 'vue-router'
import { renderToString } from 'vue/server-renderer'

import type { PagePayload } from '@/api/pages'
import { drawFloorPlan, drawSiteModel, type FloorPlanInput, type FloorPlanOptions } from '@/geometry'
import type { SiteModelInput, SiteModelOptions } from '@/geometry'
import en from '@/i18n/messages/en.json'
import zh from '@/i18n/messages/zh-CN.json'

import { createSite } from './create-site'

/**
 * Renders one page to HTML.
 *
 * `json` is the page's payload; the address is in its frame. Anonymous data only, no clock, no network.
 */
export async function render(json: string): Promise<string> {
  const payload = JSON.parse(json) as PagePayload
  const { app, router } = createSite(
    payload,
    payload.shell.language === 'en' ? en : zh,
    createMemoryHistory(),
  )
  // Vue goes on after a component failed and leaves a hole: a whole summary is better than half a page.
  let failure: unknown
  app.config.errorHandler = (error) => (failure ??= error)
  await router.push(payload.shell.path)
  const html = await renderToString(app)
  if (failure) throw failure
  return html
}

interface DrawingRequest<Input, Options> {
  input: Input
  options: Options
}

/** The site model of a project as a complete SVG document. */
export function drawSite(json: string): string {
  const { input, options } = JSON.parse(json) as DrawingRequest<SiteModelInput, SiteModelOptions>
  return drawSiteModel(input, options).svg
}

/** A floor plan as a complete SVG document. */
export function drawPlan(json: string): string {
  const { input, options } = JSON.parse(json) as DrawingRequest<FloorPlanInput, FloorPlanOptions>
  return drawFloorPlan(input, options).svg
}
