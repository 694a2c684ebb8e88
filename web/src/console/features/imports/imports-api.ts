import { getJson, sendForm, sendJson } from '@/api/client'
import type {
  DoneOut,
  FileImportDetailOut,
  FileImportOut,
  FixedRowIn,
  ImportMappingOut,
  ImportProblemOut,
} from '@/api/generated'

export type ImportKind = FileImportOut['kind']

const PATH = '/api/v1/console/imports'

export const listImports = () => getJson<FileImportOut[]>(PATH)
export const readImport = (id: string) => getJson<FileImportDetailOut>(`${PATH}/${id}`)
export const readMappings = () => getJson<ImportMappingOut[]>('/api/v1/console/import-mappings')
export const reportPath = (id: string) => `${PATH}/${id}/report`

/** Uploads a file to be checked; the id of its import. `mapping` '' has it found by the heading. */
export async function upload(file: File, kind: ImportKind, mapping: string): Promise<string> {
  const form = new FormData()
  form.set('file', file)
  form.set('kind', kind)
  form.set('mapping', mapping)
  return (await sendForm<DoneOut>(PATH, form)).value.id
}

export async function checkAgain(id: string, fixes: FixedRowIn[]) {
  await sendJson<DoneOut>('POST', `${PATH}/${id}/check`, { body: { fixes } })
}

export async function applyImport(id: string) {
  await sendJson<DoneOut>('POST', `${PATH}/${id}/apply`)
}

/** Whether the worker is at it. */
export function isRunning(row: FileImportOut): boolean {
  return row.state === 'checking' || row.state === 'applying'
}

/** The colour of its state. */
export function toneOf(row: FileImportOut): 'trust' | 'brand' | 'gold' | 'plain' {
  if (isRunning(row)) return 'gold'
  return row.state === 'applied' ? 'trust' : row.state === 'failed' ? 'brand' : 'plain'
}

/** What is wrong with one row of a file, and its cells where they can be put right on screen. */
export interface WrongRow {
  row: number | null
  problems: ImportProblemOut[]
  cells: string[] | null
}

/** Problems by row, in the order of the report; notes about rows that are taken come last. */
export function wrongRows(detail: FileImportDetailOut): WrongRow[] {
  const cells = new Map(detail.rows.map((row) => [row.row, row.cells]))
  const found = new Map<string, WrongRow>()
  for (const problem of detail.problems) {
    const key = `${problem.taken}:${problem.row}`
    const known = found.get(key)
    if (known) known.problems.push(problem)
    else
      found.set(key, {
        row: problem.row,
        problems: [problem],
        cells: problem.row === null || problem.taken ? null : (cells.get(problem.row) ?? null),
      })
  }
  const rows = [...found.values()]
  return [...rows.filter((one) => !one.problems[0]?.taken), ...rows.filter((one) => one.problems[0]?.taken)]
}
