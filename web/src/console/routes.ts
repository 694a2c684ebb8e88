import type { RouteRecordRaw } from 'vue-router'

/** Every screen is a chunk of its own: people who review never download the drawing canvas. */
export const routes: RouteRecordRaw[] = [
  { path: '/console', component: () => import('./features/today/TodayPage.vue') },
  { path: '/console/audit', component: () => import('./features/audit/AuditPage.vue') },
  { path: '/console/system', component: () => import('./features/system/SystemPage.vue') },
  { path: '/console/:rest(.*)', component: () => import('./shell/NoSuchScreen.vue') },
]
