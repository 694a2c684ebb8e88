import { computed, inject, onMounted, provide, ref, type InjectionKey } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import type { AgreementHeadOut, SignInPage } from '@/api/generated'
import { getJson } from '@/api/client'
import type { AuthenticatorType } from '@/api/generated-login'
import { usePage } from '@/shared/page-store'
import { askSession, useSession } from '@/shared/session'

import { factorTypes, pendingFlow, type LibraryAnswer } from '../library'
import { safeNext } from '../next'
import { useProblems } from '../problems'
import { useWords } from '../words'
import { agree, openAgreements } from './agreements'

export type Stage = 'start' | 'factor' | 'address' | 'agree' | 'leaving'

function make() {
  const { language, link } = useWords()
  const { told } = useProblems()
  const page = usePage('sign_in')
  const route = useRoute()
  const router = useRouter()
  const session = useSession()
  const stage = ref<Stage>('start')
  const agreed = ref(false)
  const failure = ref('')
  const busy = ref(false)
  const factors = ref<AuthenticatorType[]>([])
  const texts = ref<AgreementHeadOut[]>(page.value.data.agreements)
  const open = ref<AgreementHeadOut[]>([])
  const target = computed(() => safeNext(route.query['next'], link('/account'), window.location.origin))

  async function leave() {
    stage.value = 'leaving'
    // The console is another document; so is whatever the site has no route for.
    if (/^\/(console|sandbox|api)(?:$|[/?#])/.test(target.value)) window.location.assign(target.value)
    else await router.replace(target.value)
  }

  /** The person is in: write down what they agreed to, and ask where something is missing. */
  async function arrive() {
    busy.value = true
    failure.value = ''
    try {
      await askSession(true)
      open.value = await openAgreements(texts.value)
      if (open.value.length && !target.value.startsWith('/console')) {
        if (!agreed.value || !(await agree(open.value, language))) {
          agreed.value = false
          const fresh = await getJson<SignInPage>(`/api/v1/pages/sign_in?language=${language}`)
          texts.value = fresh.data.agreements
          open.value = await openAgreements(texts.value)
          stage.value = 'agree'
          return
        }
      }
      await leave()
    } catch (problem) {
      failure.value = told(problem)
      stage.value = 'agree'
    } finally {
      busy.value = false
    }
  }

  /** What the login library still wants before the person is in. False: nothing of what is known here. */
  async function follow(answer: LibraryAnswer): Promise<boolean> {
    if (answer.status === 200 && answer.isAuthenticated) {
      await arrive()
      return true
    }
    const flow = pendingFlow(answer)
    if (flow?.id === 'mfa_authenticate') {
      factors.value = factorTypes(answer, 'mfa_authenticate')
      stage.value = 'factor'
      return true
    }
    if (flow?.id === 'verify_email') {
      stage.value = 'address'
      return true
    }
    return false
  }

  onMounted(async () => {
    // Also sets the token that every change needs.
    await askSession(true).catch(() => {})
    if (session.person) await arrive()
  })

  return { stage, agreed, failure, busy, factors, texts, open, arrive, follow, leave }
}

const key: InjectionKey<ReturnType<typeof make>> = Symbol('sign-in')

/** Signing in, for the page that owns it. */
export function provideSignIn() {
  const made = make()
  provide(key, made)
  return made
}

/** Signing in, for the parts of its page. */
export function useSignIn() {
  const found = inject(key)
  if (!found) throw new Error('this part belongs to the sign-in page')
  return found
}
