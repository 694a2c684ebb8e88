import { createApp, createSSRApp, type App } from 'vue'
import { createRouter, START_LOCATION, type Router, type RouterHistory } from 'vue-router'

import type { PagePayload } from '@/api/pages'
import { createI18n, i18nKey } from '@/i18n'
import { createPageStore, pageStoreKey, type PageStore } from '@/shared/page-store'

import { routes } from './routes'
import SiteApp from './SiteApp.vue'

export interface Site {
  app: App
  router: Router
  store: PageStore
}

/** One application for one visit in the browser, or for one rendering on the server. */
export function createSite(
  payload: PagePayload,
  messages: object,
  history: RouterHistory,
  hydrate = true,
): Site {
  const app = hydrate ? createSSRApp(SiteApp) : createApp(SiteApp)
  const store = createPageStore(payload)
  const router = createRouter({
    history,
    routes,
    scrollBehavior(to, from, saved) {
      if (saved) return saved
      if (to.hash) return { el: to.hash }
      // A page just opened is at its top: to scroll there would have the browser lay it out in the midst of waking it.
      return to.path === from.path || from === START_LOCATION ? false : { top: 0 }
    },
  })
  app.use(router)
  app.provide(pageStoreKey, store)
  app.provide(i18nKey, createI18n(payload.shell.language, messages))
  return { app, router, store }
}
