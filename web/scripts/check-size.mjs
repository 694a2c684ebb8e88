// First-load budget: the gzip size of every script (and stylesheet) a page needs before it can be used,
// counted from the build manifest: the entry, its static imports, the page's own chunk, and one language.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const JS_BUDGET = 90_000
const CSS_BUDGET = 20_000
const site = fileURLToPath(new URL('../../guangsha/pages/web_dist/site', import.meta.url))
const manifest = JSON.parse(await readFile(join(site, 'manifest.json'), 'utf8'))

/** Every chunk reachable by static imports. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const next of manifest[key]?.imports ?? []) closure(next, seen)
  return seen
}

const sizes = new Map()
async function gzipSize(file) {
  if (!sizes.has(file)) sizes.set(file, gzipSync(await readFile(join(site, file)), { level: 9 }).length)
  return sizes.get(file)
}

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry)
const locales = Object.keys(manifest).filter((key) => /src\/i18n\/messages\//.test(key))
const pages = Object.keys(manifest).filter((key) => /features\/.*\/pages\/.*Page\.vue$/.test(key))
/** The screens of the account have a frame and words of their own. */
const ofAccount = (page, language) =>
  page.includes('features/account/')
    ? ['src/features/account/AccountFrame.vue', `src/features/account/messages/${language}.json`]
    : []
let failed = false
for (const page of pages.toSorted()) {
  let heaviest = { js: 0, css: 0 }
  for (const locale of locales) {
    const keys = new Set([...closure(entry), ...closure(page), ...closure(locale)])
    for (const key of ofAccount(page, locale.endsWith('/en.json') ? 'en' : 'zh-CN')) closure(key, keys)
    const scripts = new Set([...keys].map((key) => manifest[key].file).filter((file) => file.endsWith('.js')))
    const styles = new Set([...keys].flatMap((key) => manifest[key].css ?? []))
    const total = { js: 0, css: 0 }
    for (const file of scripts) total.js += await gzipSize(file)
    for (const file of styles) total.css += await gzipSize(file)
    if (total.js > heaviest.js) heaviest = total
  }
  const over = heaviest.js > JS_BUDGET || heaviest.css > CSS_BUDGET
  failed ||= over
  const name = page.split('/').at(-1)
  console.log(
    `${over ? 'OVER ' : 'ok   '} ${name.padEnd(24)} js ${(heaviest.js / 1000).toFixed(1)} kB  css ${(heaviest.css / 1000).toFixed(1)} kB`,
  )
}
if (failed) {
  console.error(
    `budget: ${JS_BUDGET / 1000} kB of JavaScript and ${CSS_BUDGET / 1000} kB of CSS, gzip, per page`,
  )
  process.exit(1)
}
