import { ApiProblem, sendRaw } from '@/api/client'
import type { AuthenticatorType, ErrorResponse, Flow } from '@/api/generated-login'

/**
 * The login library's own routes (passwords, addresses, second factors, passkeys). Their answers are data rather than
 * failures: 401 says what is still missing, 400 what was wrong, 409 that it does not fit the state.
 */
const BASE = '/_allauth/browser/v1'

export interface LibraryAnswer<D = unknown> {
  status: number
  data: D
  meta: Record<string, unknown>
  flows: Flow[]
  errors: NonNullable<ErrorResponse['errors']>
  isAuthenticated: boolean
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Asks the library. Raises ApiProblem for what is no answer of it: no network, a forged request, a fault of ours. */
export async function library<D = unknown>(
  method: Method,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<LibraryAnswer<D>> {
  const response = await sendRaw(method, BASE + path, body, headers)
  const json = (await response.json().catch(() => null)) as Record<string, unknown> | null
  if (!json || 'code' in json || response.status >= 500 || response.status === 403) {
    const code = typeof json?.['code'] === 'string' ? json['code'] : 'unreadable_answer'
    throw new ApiProblem(response.status, code, '', response.headers.get('x-request-id') ?? '', {
      retryAfter: Number(response.headers.get('retry-after')) || 0,
    })
  }
  const data = (json['data'] ?? {}) as D & { flows?: Flow[] }
  const meta = (json['meta'] ?? {}) as Record<string, unknown>
  return {
    status: response.status,
    data,
    meta,
    flows: data.flows ?? [],
    errors: (json['errors'] ?? []) as NonNullable<ErrorResponse['errors']>,
    isAuthenticated: meta['is_authenticated'] === true,
  }
}

/** The flow that has to be gone through next, if there is one. */
export function pendingFlow(answer: LibraryAnswer): Flow | undefined {
  return answer.flows.find((flow) => flow.is_pending)
}

/** The kinds of second factor that may answer. */
export function factorTypes(answer: LibraryAnswer, id: Flow['id']): AuthenticatorType[] {
  return answer.flows.find((flow) => flow.id === id)?.types ?? []
}
