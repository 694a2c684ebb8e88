import '@/styles/entry-site.css'

import { createWebHistory } from 'vue-router'

import type { PagePayload } from '@/api/pages'
import { loadMessages } from '@/i18n/load'
import { tookOver, wakeAll } from '@/shared/later'
import { connectPages } from '@/shared/page-store'

import { createSite } from './create-site'

/** Lets the phone answer a touch before the next piece of work. */
const breathe = () => new Promise<void>((go) => setTimeout(go))

async function start() {
  const block = document.querySelector('#page-data')
  const root = document.querySelector<HTMLElement>('#app')
  if (!block?.textContent || !root) return
  const payload = JSON.parse(block.textContent) as PagePayload
  const messages = await loadMessages(payload.shell.language)
  // Where the server had no time to render, its plain summary gives way to the page.
  const hydrate = root.dataset['rendered'] === 'server'
  await breathe()
  const { app, router, store } = createSite(payload, messages, createWebHistory(), hydrate)
  await router.push(window.location.pathname + window.location.search + window.location.hash)
  store.keep(router.currentRoute.value, payload)
  connectPages(router, store)
  if (!hydrate) tookOver()
  await breathe()
  app.mount(root)
  router.beforeEach(async () => {
    await wakeAll()
    tookOver()
  })
}

void start()
