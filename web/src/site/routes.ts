import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'

import type { PageName } from '@/api/pages'
import { accountRoutes } from '@/features/account/routes'

declare module 'vue-router' {
  interface RouteMeta {
    /** The page loader on the server that feeds this route. */
    page: PageName
    /** Addresses with the same frame keep one component, which shows their screens inside. */
    frame?: string
  }
}

interface PageRoute {
  path: string
  page: PageName
  component: () => Promise<Component>
}

const PAGES: PageRoute[] = [
  { path: '/', page: 'home', component: () => import('@/features/home/pages/HomePage.vue') },
  { path: '/cities/:city', page: 'home', component: () => import('@/features/home/pages/HomePage.vue') },
  {
    path: '/projects/:slug',
    page: 'project',
    component: () => import('@/features/projects/pages/ProjectPage.vue'),
  },
  {
    path: '/projects/:slug/on/:day',
    page: 'shown',
    component: () => import('@/features/projects/pages/ShownPage.vue'),
  },
  { path: '/search', page: 'search', component: () => import('@/features/search/pages/SearchPage.vue') },
  ...['', '/:rooms', '/:rooms/:band'].map((tail): PageRoute => ({
    path: `/cities/:city/:district${tail}`,
    page: 'landing',
    component: () => import('@/features/search/pages/LandingPage.vue'),
  })),
  { path: '/units/:id', page: 'unit', component: () => import('@/features/units/pages/UnitPage.vue') },
  { path: '/compare', page: 'compare', component: () => import('@/features/compare/pages/ComparePage.vue') },
  { path: '/favourites', page: 'saved', component: () => import('@/features/saved/pages/SavedPage.vue') },
  {
    path: '/calculator',
    page: 'calculator',
    component: () => import('@/features/calculator/pages/CalculatorPage.vue'),
  },
  { path: '/ledger', page: 'ledger', component: () => import('@/features/ledger/pages/LedgerPage.vue') },
  ...['/verify', '/verify/:contract_code'].map((path): PageRoute => ({
    path,
    page: 'verify',
    component: () => import('@/features/verify/pages/VerifyPage.vue'),
  })),
  { path: '/help', page: 'help', component: () => import('@/features/help/pages/HelpPage.vue') },
  {
    path: '/:shelf(help|legal)/:slug',
    page: 'article',
    component: () => import('@/features/help/pages/ArticlePage.vue'),
  },
]

/** Every page twice: Chinese at the bare address, English under `/en`. */
export const routes: RouteRecordRaw[] = ['', '/en'].flatMap((prefix) => [
  ...PAGES.map(({ path, page, component }) => ({
    path: prefix && path === '/' ? prefix : prefix + path,
    component,
    meta: { page },
  })),
  ...accountRoutes(prefix),
])
