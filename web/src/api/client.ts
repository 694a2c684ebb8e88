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

/**
 * Reads one JSON resource.
 *
 * Status 0 with code `offline` means that no answer came at all; an aborted request stays an AbortError.
 */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  let response: Response
  try {
    response = await fetch(path, {
      headers: { accept: 'application/json' },
      credentials: 'same-origin',
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiProblem(0, 'offline', '', '')
  }
  if (!response.ok) throw await problemOf(response)
  return (await response.json()) as T
}
