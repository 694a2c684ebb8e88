import type { RouteRecordRaw } from 'vue-router'

/** Every screen is a chunk of its own: people who review never download the drawing canvas. */
export const routes: RouteRecordRaw[] = [
  { path: '/console', component: () => import('./features/today/TodayPage.vue') },
  { path: '/console/people', component: () => import('./features/people/PeoplePage.vue') },
  { path: '/console/review', component: () => import('./features/review/ReviewPage.vue') },
  { path: '/console/review/reports', component: () => import('./features/review/ReportsPage.vue') },
  { path: '/console/review/monitor', component: () => import('./features/review/MonitorPage.vue') },
  { path: '/console/review/listing/:id', component: () => import('./features/review/HistoryPage.vue') },
  { path: '/console/review/:id', component: () => import('./features/review/SubmissionPage.vue') },
  { path: '/console/import', component: () => import('./features/imports/ImportPage.vue') },
  { path: '/console/import/:id', component: () => import('./features/imports/ImportRunPage.vue') },
  { path: '/console/finance', component: () => import('./features/finance/FinancePage.vue') },
  {
    path: '/console/finance/reconciliation',
    component: () => import('./features/finance/ReconciliationPage.vue'),
  },
  { path: '/console/finance/ledger', component: () => import('./features/finance/LedgerPage.vue') },
  { path: '/console/contracts', component: () => import('./features/contracts/ContractsPage.vue') },
  { path: '/console/contracts/templates', component: () => import('./features/contracts/WordingsPage.vue') },
  { path: '/console/contracts/voids', component: () => import('./features/contracts/VoidsPage.vue') },
  { path: '/console/contracts/:id', component: () => import('./features/contracts/ContractPage.vue') },
  { path: '/console/contracts/seals', component: () => import('./features/seals/SealsPage.vue') },
  { path: '/console/deals', component: () => import('./features/deals/DealsPage.vue') },
  { path: '/console/deals/new', component: () => import('./features/deals/NewDealPage.vue') },
  { path: '/console/deals/:id', component: () => import('./features/deals/DealPage.vue') },
  {
    path: '/console/projects/:id/deal-rules',
    component: () => import('./features/deals/TermsPage.vue'),
  },
  { path: '/console/projects/:id/handover', component: () => import('./features/deals/HandoverPage.vue') },
  { path: '/console/rules', component: () => import('./features/rules/RulesPage.vue') },
  { path: '/console/audit', component: () => import('./features/audit/AuditPage.vue') },
  { path: '/console/system', component: () => import('./features/system/SystemPage.vue') },
  { path: '/console/projects/:id/site', component: () => import('./features/drawing/SiteScreen.vue') },
  {
    path: '/console/projects/:id/layouts/:layoutId?',
    component: () => import('./features/drawing/LayoutScreen.vue'),
  },
  { path: '/console/projects/:id/board', component: () => import('./features/board/BoardPage.vue') },
  { path: '/console/projects/:id/prices', component: () => import('./features/prices/PricesPage.vue') },
  { path: '/console/projects', component: () => import('./features/projects/ProjectsPage.vue') },
  {
    path: '/console/projects/:id/:section(facts|units|permits|media|surroundings|progress|history|submit)?',
    component: () => import('./features/projects/EditorPage.vue'),
  },
  { path: '/console/:rest(.*)', component: () => import('./shell/NoSuchScreen.vue') },
]
