import type { Language } from './language'

/** Fetches the messages of one language; the other one is never downloaded. */
export async function loadMessages(language: Language): Promise<object> {
  const file = language === 'en' ? await import('./messages/en.json') : await import('./messages/zh-CN.json')
  return file.default
}
