import { reactive, readonly } from 'vue'

import { getJson } from '@/api/client'
import type { MeOut, PersonOut } from '@/api/generated'
import { follow } from '@/realtime'

/**
 * Who is at this browser. Pages come without it, so that everybody gets the same cached page; the browser asks afterwards,
 * and only where somebody has signed in before: a visitor costs no request.
 */
interface Session {
  state: 'unknown' | 'visitor' | 'person'
  person: PersonOut | null
  unread: number
}

const HINT = 'guangsha.signed-in'
const session = reactive<Session>({ state: 'unknown', person: null, unread: 0 })
let asking: Promise<void> | undefined
let unfollow: (() => void) | undefined
let followed = ''

export const useSession = () => readonly(session)

/** Takes over what the server says about who is there. */
export function setMe(me: Pick<MeOut, 'person'>) {
  session.person = me.person
  session.state = me.person ? 'person' : 'visitor'
  try {
    if (me.person) localStorage.setItem(HINT, '1')
    else localStorage.removeItem(HINT)
  } catch {
    // Without storage the header asks nobody until the account is opened.
  }
  const key = me.person?.person_id ?? ''
  if (key === followed) return
  unfollow?.()
  followed = key
  session.unread = 0
  unfollow = key
    ? follow({
        stream: 'unread',
        key,
        onEvent: (event) => (session.unread = event.unread),
        // The session ended elsewhere: ask who is there now.
        onRefused: () => void askSession(true),
      })
    : undefined
}

/** Asks who is there, once per visit unless `again`. */
export function askSession(again = false): Promise<void> {
  if (again || !asking)
    asking = getJson<MeOut>('/api/v1/me').then(setMe, (error: unknown) => {
      asking = undefined
      throw error
    })
  return asking
}

/** After the page stands: asks only where somebody signed in before. */
export function recallSession() {
  try {
    if (!localStorage.getItem(HINT)) return
  } catch {
    return
  }
  const later = window.requestIdleCallback ?? ((run: () => void) => window.setTimeout(run, 200))
  later(() => void askSession().catch(() => {}))
}
