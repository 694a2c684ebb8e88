/** The API's own error shape (RFC 9457). A proxy's HTML error page is turned into it too. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly requestId: string

  constructor(status: number, code: string, title: string, requestId: string) {
    super(title)
    this.name = 'ApiProblem'
    this.status = status
    this.code = code
    this.requestId = requestId
  }
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const requestId = response.headers.get('x-request-id') ?? ''
  if (response.headers.get('content-type')?.includes('json')) {
    const body = (await response.json().catch(() => ({}))) as Record<string, unknown>
    const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '')
    return new ApiProblem(
      response.status,
      text('code') || 'unknown',
      text('title'),
      text('request_id') || requestId,
    )
  }
  return new ApiProblem(response.status, 'unreadable_answer', response.statusText, requestId)
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiProblem(0, 'offline', '', '')
  }
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
  /** Names the operation: sending it again with the same name takes effect once. */
  operation?: string
  signal?: AbortSignal
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
  headers['idempotency-key'] = options.operation ?? crypto.randomUUID()
  const response = await ask(path, {
    method,
    headers,
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    ...(options.signal ? { signal: options.signal } : {}),
  })
  const value = (response.status === 204 ? undefined : await response.json()) as T
  return { value, etag: response.headers.get('etag') ?? '' }
}
