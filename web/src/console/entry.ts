import '@/styles/entry-console.css'

import { PiniaColada } from '@pinia/colada'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'

import ConsoleApp from './ConsoleApp.vue'
import { routes } from './routes'
import { loadSession, sessionKey } from './session'
import { chosenLanguage, loadWords, wordsKey } from './words'

async function start() {
  const [words, session] = await Promise.all([loadWords(chosenLanguage()), loadSession()])
  if (!session) return
  document.documentElement.lang = words.language
  document.title = words.t('shell.title')
  const app = createApp(ConsoleApp)
  app.use(createPinia())
  app.use(PiniaColada)
  app.use(createRouter({ history: createWebHistory(), routes }))
  app.provide(wordsKey, words)
  app.provide(sessionKey, session)
  app.mount('#app')
}

void start()
