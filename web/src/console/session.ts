import { computed, inject, type ComputedRef, type InjectionKey } from 'vue'

import { ApiProblem, getJson } from '@/api/client'
import type { WorkplaceOut } from '@/api/generated'

/** Who is at work: what the console may show depends on it; what may be done is decided by the server again. */
export type Me = WorkplaceOut

export interface Session {
  me: Me
  may: (permission: string) => boolean
}

/** Asks the server who is signed in; a visitor is sent to sign in and comes back to the same screen. */
export async function loadSession(): Promise<Session | null> {
  try {
    const me = await getJson<Me>('/api/v1/console/me')
    const held = new Set(me.permissions)
    return { me, may: (permission) => held.has(permission) }
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 401) throw error
    const here = window.location.pathname + window.location.search
    window.location.assign(`/account/sign-in?next=${encodeURIComponent(here)}`)
    return null
  }
}

export const sessionKey: InjectionKey<Session> = Symbol('session')

/** Who is at work. Must be called in `setup`. */
export function useSession(): Session {
  const session = inject(sessionKey)
  if (!session) throw new Error('nobody is signed in')
  return session
}

/** Whether the person holds a permission. */
export function useMay(permission: string): ComputedRef<boolean> {
  const session = useSession()
  return computed(() => session.may(permission))
}
