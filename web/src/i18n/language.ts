/** The two languages of the site. Chinese has the bare addresses; English lives under `/en`. */
export const LANGUAGES = ['zh-CN', 'en'] as const

export type Language = (typeof LANGUAGES)[number]

/** The language an address is written in. */
export function languageOf(path: string): Language {
  return path === '/en' || path.startsWith('/en/') || path.startsWith('/en?') ? 'en' : 'zh-CN'
}

/** The address without its language prefix: `/en/search` and `/search` both give `/search`. */
export function barePath(path: string): string {
  if (languageOf(path) !== 'en') return path
  const rest = path.slice(3)
  return rest.startsWith('/') ? rest : `/${rest}`
}

/** The same page in another language; query and hash are kept. */
export function inLanguage(path: string, language: Language): string {
  const bare = barePath(path)
  if (language === 'zh-CN') return bare
  return bare === '/' ? '/en' : bare.startsWith('/?') ? `/en${bare.slice(1)}` : `/en${bare}`
}
