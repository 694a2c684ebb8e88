import { ref } from 'vue'
import { useRouter } from 'vue-router'

import { setMe } from '@/shared/session'

import { library } from './library'
import { useWords } from './words'

/** Signing out of this browser, then to the front page. */
export function useSignOut() {
  const router = useRouter()
  const { link } = useWords()
  const leaving = ref(false)
  async function signOut() {
    leaving.value = true
    try {
      await library('DELETE', '/auth/session')
      await router.push(link('/'))
      setMe({ person: null })
    } finally {
      leaving.value = false
    }
  }
  return { signOut, leaving }
}
