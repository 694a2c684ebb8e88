// The words of the site, the account and the console: both languages have the same keys with the same places, every key a component
// names exists, and no key is idle.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('../src', import.meta.url))
const problems = []

function flatten(node, prefix = '', into = new Map()) {
  for (const [name, value] of Object.entries(node)) {
    if (typeof value === 'string') into.set(prefix + name, value)
    else flatten(value, `${prefix}${name}.`, into)
  }
  return into
}
const places = (text) =>
  [...new Set([...text.matchAll(/\{(\w+)/g)].map((found) => found[1]))].toSorted().join(',')

/** Checks one set of words against the code that speaks them. */
async function check(folder, speaks) {
  const read = async (name) =>
    flatten(JSON.parse(await readFile(join(source, folder, `${name}.json`), 'utf8')))
  const [left, right] = [await read('zh-CN'), await read('en')]
  for (const key of left.keys()) if (!right.has(key)) problems.push(`en lacks ${key}`)
  for (const key of right.keys()) if (!left.has(key)) problems.push(`zh-CN lacks ${key}`)
  for (const [key, text] of left) {
    if (!text.trim()) problems.push(`zh-CN ${key} is empty`)
    if (right.has(key) && places(text) !== places(right.get(key))) problems.push(`${key}: the places differ`)
    if (right.has(key) && /\p{Script=Han}/u.test(right.get(key)) && !key.startsWith('brand.')) {
      problems.push(`en ${key} has Chinese characters`)
    }
  }

  const used = new Set()
  const prefixes = new Set()
  for (const name of await readdir(source, { recursive: true })) {
    if (!/\.(ts|vue)$/.test(name) || name.includes('generated') || !speaks(name)) continue
    const code = await readFile(join(source, name), 'utf8')
    for (const found of code.matchAll(/['"]([a-z][\w]*(?:\.[\w-]+)+)['"]/g))
      if (left.has(found[1])) used.add(found[1])
    for (const found of code.matchAll(/\bt\(\s*['"]([^'"]+)['"]/g)) {
      if (!left.has(found[1])) problems.push(`${name} names ${found[1]}, which no file has`)
    }
    for (const found of code.matchAll(/\bcode\(\s*'([a-z_.]+)',/g)) prefixes.add(`${found[1]}.`)
    for (const found of code.matchAll(/`([a-z]\w*\.[\w.-]*)\$\{/g)) prefixes.add(found[1])
    const body = name.endsWith('.vue') ? (code.match(/<template>[\s\S]*<\/template>/)?.[0] ?? '') : ''
    if (
      /\p{Script=Han}/u.test(
        body
          .replaceAll(/<!--[\s\S]*?-->/g, '')
          .replaceAll('广', '')
          .replaceAll('厦', '')
          .replaceAll('㎡', '')
          .replaceAll('中文', ''),
      )
    ) {
      problems.push(`${name} has Chinese words in its template`)
    }
  }
  for (const key of left.keys()) {
    if (!used.has(key) && ![...prefixes].some((prefix) => key.startsWith(prefix)))
      problems.push(`${key} is never used`)
  }
  return left.size
}

const inConsole = (name) => name.startsWith('console')
const inAccount = (name) =>
  name.startsWith(join('features', 'account')) || name.startsWith(join('features', 'contracts'))
const site = await check('i18n/messages', (name) => !inConsole(name) && !inAccount(name))
const account = await check('features/account/messages', inAccount)
const staff = await check('console/messages', inConsole)
if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exit(1)
}
console.log(
  `i18n: ${site} keys of the site, ${account} of the account and ${staff} of the console, in both languages`,
)
