import {
  BadgeCheck,
  Bell,
  BellRing,
  Database,
  FileSignature,
  Heart,
  House,
  Landmark,
  LayoutGrid,
  ShieldCheck,
  Wallet,
} from '@lucide/vue'
import type { Component } from 'vue'

import type { WordKey } from './words'

/**
 * A screen of the account. To add one: a line here, a line in `SECTIONS` of `guangsha/pages/loaders/account.py`, its words
 * in both files of `messages`. A section with `elsewhere` is a page of the site outside the account.
 */
export interface Section {
  /** The address below `/account`; empty: the overview. */
  slug: string
  label: WordKey
  note: WordKey
  icon: Component
  screen?: () => Promise<Component>
  elsewhere?: string
}

export const SECTIONS: readonly Section[] = [
  {
    slug: '',
    label: 'section.overview',
    note: 'section.overview_note',
    icon: LayoutGrid,
    screen: () => import('./pages/OverviewPage.vue'),
  },
  {
    slug: 'homes',
    label: 'section.homes',
    note: 'section.homes_note',
    icon: House,
    screen: () => import('./pages/HomesPage.vue'),
  },
  {
    slug: 'payments',
    label: 'section.payments',
    note: 'section.payments_note',
    icon: Wallet,
    screen: () => import('./pages/PaymentsPage.vue'),
  },
  {
    slug: 'contracts',
    label: 'section.contracts',
    note: 'section.contracts_note',
    icon: FileSignature,
    screen: () => import('./pages/ContractsPage.vue'),
  },
  {
    slug: 'mortgage',
    label: 'section.mortgage',
    note: 'section.mortgage_note',
    icon: Landmark,
    screen: () => import('./pages/MortgagePage.vue'),
  },
  {
    slug: 'favourites',
    label: 'section.favourites',
    note: 'section.favourites_note',
    icon: Heart,
    screen: () => import('./pages/FavouritesPage.vue'),
  },
  {
    slug: 'searches',
    label: 'section.searches',
    note: 'section.searches_note',
    icon: BellRing,
    screen: () => import('./pages/SearchesPage.vue'),
  },
  {
    slug: 'notifications',
    label: 'section.notifications',
    note: 'section.notifications_note',
    icon: Bell,
    screen: () => import('./pages/NewsPage.vue'),
  },
  {
    slug: 'identity',
    label: 'section.identity',
    note: 'section.identity_note',
    icon: BadgeCheck,
    screen: () => import('./pages/IdentityPage.vue'),
  },
  {
    slug: 'security',
    label: 'section.security',
    note: 'section.security_note',
    icon: ShieldCheck,
    screen: () => import('./pages/SecurityPage.vue'),
  },
  {
    slug: 'data',
    label: 'section.data',
    note: 'section.data_note',
    icon: Database,
    screen: () => import('./pages/DataPage.vue'),
  },
]

/** The address of a section, without language. */
export function sectionPath(section: Section): string {
  return section.elsewhere ?? (section.slug ? `/account/${section.slug}` : '/account')
}
