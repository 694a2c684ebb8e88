/**
 * Where to go after signing in: a path of this site and nothing else. Whatever a browser could read as another site
 * (`//host`, `/\host`, a scheme, control characters) is not followed.
 */
export function safeNext(wanted: unknown, fallback: string, origin: string): string {
  if (typeof wanted !== 'string' || !/^\/(?![/\\])[^\p{Cc}\\]*$/u.test(wanted)) return fallback
  const url = new URL(wanted, origin)
  const path = url.pathname + url.search + url.hash
  if (url.origin !== origin || path.startsWith('//')) return fallback
  return /^(\/en)?\/account\/sign-in(?:$|[/?#])/.test(path) ? fallback : path
}
