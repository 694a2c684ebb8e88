/** One field of a refused request. */
export interface FieldProblem {
  field: string
  message: string
}

/** The API's own error shape (RFC 9457). A proxy's HTML error page is turned into it too. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly requestId: string
  /** Seconds after which it may work again; 0 when the server did not say. */
  readonly retryAfter: number
  /** The names of the values that were refused. */
  readonly fields: readonly string[]
  /** What is wrong with which field, in stable words; empty where no field is. */
  readonly errors: readonly FieldProblem[]
  /** What the refusal is about (until when, at which price), by names that belong to its code. */
  readonly data: Readonly<Record<string, unknown>>
  /** The server keeps to this refusal of a named operation. */
  readonly kept: boolean

  constructor(
    status: number,
    code: string,
    title: string,
    requestId: string,
    more: {
      retryAfter?: number
      fields?: string[]
      errors?: FieldProblem[]
      data?: Record<string, unknown>
      kept?: boolean
    } = {},
  ) {
    super(title)
    this.name = 'ApiProblem'
    this.status = status
    this.code = code
    this.requestId = requestId
    this.retryAfter = more.retryAfter ?? 0
    this.fields = more.fields ?? []
    this.errors = more.errors ?? []
    this.data = more.data ?? {}
    this.kept = more.kept ?? false
  }
}

function fieldProblems(list: unknown): FieldProblem[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((item: unknown) => {
    const { field, message } = (item ?? {}) as Record<string, unknown>
    return typeof field === 'string' && typeof message === 'string' ? [{ field, message }] : []
  })
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const requestId = response.headers.get('x-request-id') ?? ''
  if (response.headers.get('content-type')?.includes('json')) {
    const body = (await response.json().catch(() => ({}))) as Record<string, unknown>
    const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '')
    const errors = Array.isArray(body['errors']) ? (body['errors'] as { field?: string }[]) : []
    return new ApiProblem(
      response.status,
      text('code') || 'unknown',
      text('title'),
      text('request_id') || requestId,
      {
        retryAfter: Number(response.headers.get('retry-after')) || 0,
        fields: errors.map((error) => error.field ?? ''),
        errors: fieldProblems(body['errors']),
        data: (body['data'] ?? {}) as Record<string, unknown>,
        kept: response.headers.has('idempotency-kept'),
      },
    )
  }
  return new ApiProblem(response.status, 'unreadable_answer', response.statusText, requestId)
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    // What the server says in words is in the language of the page, not in that of the browser.
    const headers = new Headers(init.headers)
    headers.set('accept-language', document.documentElement.lang || 'zh-CN')
    return await fetch(path, { credentials: 'same-origin', ...init, headers })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiProblem(0, 'offline', '', '')
  }
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  const response = await send(path, init)
  if (!response.ok) throw await problemOf(response)
  return response
}

/**
 * Reads one JSON resource.
 *
 * Status 0 with code `offline` means that no answer came at all; an aborted request stays an AbortError.
 */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await ask(path, {
    headers: { accept: 'application/json' },
    ...(signal ? { signal } : {}),
  })
  return (await response.json()) as T
}

/** A JSON resource and its version, to be sent back with a change. */
export async function getVersioned<T>(path: string): Promise<{ value: T; etag: string }> {
  const response = await ask(path, { headers: { accept: 'application/json' }, cache: 'no-store' })
  return { value: (await response.json()) as T, etag: response.headers.get('etag') ?? '' }
}

/** The token against forged requests: a cookie that only our own pages can read. */
function csrfToken(): string {
  return /(?:^|; )(?:__Host-)?csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? ''
}

export interface SendOptions {
  body?: unknown
  /** The version the change was made from; the server refuses with 412 when it is not the newest. */
  etag?: string
  /** Names the operation: sent again with the same name it takes effect once. So it is, by itself, when no answer came. */
  operation?: string
  signal?: AbortSignal
}

/** After how long a named operation without an answer is sent again, in milliseconds. */
const AGAIN_MS = [600, 1800]
/** Answers of a server's trouble after which it is sure that nothing happened. */
const NOT_DONE = new Set(['system.overloaded', 'system.database_busy'])
/** How often an operation was sent of which nobody knows yet whether it took effect. */
const lost = new Map<string, number>()
/** The name under which an operation goes on whose own name was refused for good. */
const renamed = new Map<string, string>()

const unsure = (problem: ApiProblem) =>
  problem.status === 0 || (problem.status >= 500 && !NOT_DONE.has(problem.code))

async function askOnce(path: string, init: RequestInit, name: string, attempt: number): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('idempotency-key', name)
  if (attempt > 1) headers.set('idempotency-attempt', String(attempt))
  return ask(path, { ...init, headers })
}

/**
 * Sends a named operation; up to three times while no answer comes. Sent once more, now or by a later press, it says so: the
 * server then keeps to a refusal, so that the request that got lost cannot take effect behind it. After a refusal that was kept
 * the operation is another one: what made it be refused may be put right.
 */
async function askNamed(path: string, init: RequestInit, operation: string): Promise<Response> {
  const name = renamed.get(operation) ?? operation
  for (let tries = 0; ; tries += 1) {
    const pause = AGAIN_MS[tries]
    const attempt = (lost.get(name) ?? 0) + 1
    try {
      const response = await askOnce(path, init, name, attempt)
      lost.delete(name)
      return response
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      if (unsure(error)) lost.set(name, attempt)
      else if (error.kept) {
        lost.delete(name)
        renamed.set(operation, crypto.randomUUID())
      }
      if (!unsure(error) || error.status === 500 || !pause) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

/** Sends a command. The answer is undefined when the server has nothing to say (204). */
export async function sendJson<T = undefined>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  options: SendOptions = {},
): Promise<{ value: T; etag: string }> {
  const headers: Record<string, string> = { accept: 'application/json', 'x-csrftoken': csrfToken() }
  if (options.body !== undefined) headers['content-type'] = 'application/json'
  if (options.etag) headers['if-match'] = options.etag
  headers['idempotency-key'] = crypto.randomUUID()
  const init = {
    method,
    headers,
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    ...(options.signal ? { signal: options.signal } : {}),
  }
  const response = await (options.operation ? askNamed(path, init, options.operation) : ask(path, init))
  const value = (response.status === 204 ? undefined : await response.json()) as T
  return { value, etag: response.headers.get('etag') ?? '' }
}

/** Sends and gives the answer as it is, whatever its status. Raises ApiProblem only when none came at all. */
export function sendRaw(
  method: string,
  path: string,
  body?: unknown,
  more: Record<string, string> = {},
): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json', 'x-csrftoken': csrfToken(), ...more }
  if (body !== undefined) headers['content-type'] = 'application/json'
  return send(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
}

/** Sends a file (and fields beside it) as a form. */
export async function sendForm<T>(
  path: string,
  form: FormData,
  options: { etag?: string } = {},
): Promise<{ value: T; etag: string }> {
  const headers: Record<string, string> = { accept: 'application/json', 'x-csrftoken': csrfToken() }
  if (options.etag) headers['if-match'] = options.etag
  headers['idempotency-key'] = crypto.randomUUID()
  const response = await ask(path, { method: 'POST', headers, body: form })
  return { value: (await response.json()) as T, etag: response.headers.get('etag') ?? '' }
}
