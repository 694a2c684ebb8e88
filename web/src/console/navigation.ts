import {
  Building2,
  ClipboardCheck,
  FileSignature,
  FileUp,
  Gauge,
  Handshake,
  Landmark,
  ScrollText,
  Server,
  SlidersHorizontal,
  Stamp,
  Users,
  Wallet,
} from '@lucide/vue'
import type { Component } from 'vue'

import type { WordKey } from './words'

/** A main screen of the console. */
export interface Destination {
  path: string
  label: WordKey
  icon: Component
  /** Holding any one of these is enough to see it; none means everybody at work. */
  permissions: string[]
  /** Pressed after `g`. */
  key: string
}

export const DESTINATIONS: Destination[] = [
  { path: '/console', label: 'nav.today', icon: Gauge, permissions: [], key: 't' },
  {
    path: '/console/projects',
    label: 'nav.projects',
    icon: Building2,
    permissions: ['listing.read'],
    key: 'p',
  },
  {
    path: '/console/import',
    label: 'nav.import',
    icon: FileUp,
    permissions: ['listing.import'],
    key: 'i',
  },
  {
    path: '/console/review',
    label: 'nav.review',
    icon: ClipboardCheck,
    permissions: ['listing.review', 'listing.review_price'],
    key: 'r',
  },
  {
    path: '/console/rules',
    label: 'nav.rules',
    icon: SlidersHorizontal,
    permissions: ['listing.rules', 'listing.rules_for_all'],
    key: 'l',
  },
  {
    path: '/console/contracts',
    label: 'nav.contracts',
    icon: FileSignature,
    permissions: ['contract.read'],
    key: 'c',
  },
  {
    path: '/console/deals',
    label: 'nav.deals',
    icon: Handshake,
    permissions: ['deal.read'],
    key: 'd',
  },
  {
    path: '/console/mortgages',
    label: 'nav.mortgages',
    icon: Landmark,
    permissions: ['mortgage.read'],
    key: 'm',
  },
  { path: '/console/finance', label: 'nav.finance', icon: Wallet, permissions: ['money.read'], key: 'f' },
  {
    path: '/console/contracts/seals',
    label: 'nav.seals',
    icon: Stamp,
    permissions: ['contract.seal', 'contract.seal_approve'],
    key: 'e',
  },
  { path: '/console/people', label: 'nav.people', icon: Users, permissions: ['people.read'], key: 'u' },
  { path: '/console/audit', label: 'nav.audit', icon: ScrollText, permissions: ['audit.read'], key: 'a' },
  { path: '/console/system', label: 'nav.system', icon: Server, permissions: ['system.read'], key: 's' },
]

/** What a person may go to. */
export function destinationsFor(may: (permission: string) => boolean): Destination[] {
  return DESTINATIONS.filter(({ permissions }) => permissions.length === 0 || permissions.some(may))
}
