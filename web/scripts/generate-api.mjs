// Generates the types of the HTTP interface from the committed OpenAPI file, so that a field the server
// renames stops compiling here.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { createClient } from '@hey-api/openapi-ts'

const committed = fileURLToPath(new URL('../../openapi.json', import.meta.url))
const input = process.argv[2] ?? committed
if (!existsSync(input)) throw new Error(`no OpenAPI file at ${input}`)
const output = fileURLToPath(new URL('../src/api/generated', import.meta.url))
await createClient({
  input,
  output: { path: output, clean: true },
  plugins: [{ name: '@hey-api/typescript', enums: false }],
})
