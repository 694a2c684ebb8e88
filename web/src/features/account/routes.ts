import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'

import type { Language } from '@/i18n/language'

import { SECTIONS } from './sections'
import { loadWords } from './words'

/** The routes of the account in one language; every screen waits for the account's words. */
export function accountRoutes(prefix: string): RouteRecordRaw[] {
  const language: Language = prefix ? 'en' : 'zh-CN'
  const worded = (load: () => Promise<Component>) => async () => {
    await loadWords(language)
    return load()
  }
  return [
    {
      path: `${prefix}/account/sign-in`,
      component: worded(() => import('./pages/SignInPage.vue')),
      meta: { page: 'sign_in' },
    },
    {
      path: `${prefix}/alerts`,
      component: worded(() => import('./pages/AlertsPage.vue')),
      meta: { page: 'alerts' },
    },
    {
      path: `${prefix}/account`,
      component: worded(() => import('./AccountFrame.vue')),
      meta: { page: 'account', frame: 'account' },
      children: SECTIONS.flatMap(({ slug, screen }) =>
        screen ? [{ path: slug ? `:section(${slug})` : '', component: screen }] : [],
      ),
    },
  ]
}
