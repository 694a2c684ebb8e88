// Builds the public site twice from the same components: for the browser, and as one script for V8 in the server;
// then the console, for the browser alone.
// Files are also written as .br and .gz, so that the server never compresses an asset while somebody waits.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const site = fileURLToPath(new URL('../../guangsha/pages/web_dist/site', import.meta.url))

process.chdir(root)
await build({ logLevel: 'warn' })
await build({ logLevel: 'warn', build: { ssr: 'src/site/entry-server.ts' } })
await build({ logLevel: 'warn', configFile: 'vite.console.config.ts' })

const own = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url))
const python = process.env.PYTHON ?? (existsSync(own) ? own : 'python3')
execFileSync(python, ['scripts/districts.py', join(site, 'geo')], { stdio: 'inherit' })

for (const name of await readdir(site, { recursive: true })) {
  const path = join(site, name)
  if (!/\.(js|css|json|svg|geojson|txt|xml)$/.test(name) || name.endsWith('manifest.json')) continue
  if (!(await stat(path)).isFile()) continue
  const content = await readFile(path)
  await writeFile(`${path}.gz`, gzipSync(content, { level: 9 }))
  await writeFile(
    `${path}.br`,
    brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  )
}
console.log('web: built site, ssr and console')
