// Generates the types of the HTTP interface from the committed OpenAPI files (ours, and the login library's at
// /_allauth/), so that a field the server renames stops compiling here.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { createClient } from '@hey-api/openapi-ts'

const documents = [
  [process.argv[2] ?? '../../openapi.json', '../src/api/generated'],
  ['../../openapi-login.json', '../src/api/generated-login'],
]
for (const [document, folder] of documents) {
  const input = document.startsWith('..') ? fileURLToPath(new URL(document, import.meta.url)) : document
  if (!existsSync(input)) throw new Error(`no OpenAPI file at ${input}`)
  await createClient({
    input,
    output: { path: fileURLToPath(new URL(folder, import.meta.url)), clean: true },
    plugins: [{ name: '@hey-api/typescript', enums: false }],
  })
}
