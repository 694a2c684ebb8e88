import { inject, type ComputedRef, type InjectionKey, type Ref, type ShallowRef } from 'vue'

import { getVersioned, sendJson } from '@/api/client'
import type { CandidateOut } from '@/api/generated'

import { same } from '../../forms/merge'
import { useDraft, type Loaded } from '../../forms/use-draft'
import type { Returned } from './returned'

/** The address of a listing's part in the API. */
export function listingPath(id: string, part = ''): string {
  return `/api/v1/console/listings/${id}${part ? `/${part}` : ''}`
}

/** What the sections of the project editor share. */
export interface Editor {
  id: string
  /** The candidate as it was read last; sections keep what they edit themselves. */
  candidate: ShallowRef<CandidateOut | null>
  /** Whether the candidate may be changed now, by this person. */
  editable: ComputedRef<boolean>
  /** Rises with every save, so that what depends on the candidate looks again. */
  saves: Ref<number>
  /** What reviewers sent back and is not submitted again yet. */
  returned: ShallowRef<Returned>
  read: () => Promise<Loaded<CandidateOut>>
  saved: () => void
}

export const editorKey: InjectionKey<Editor> = Symbol('editor')

/** The editor a section stands in. Must be called in `setup`. */
export function useEditor(): Editor {
  const editor = inject(editorKey)
  if (!editor) throw new Error('this section stands in no editor')
  return editor
}

/** Reads a whole candidate with its version. */
export async function readCandidate(id: string): Promise<Loaded<CandidateOut>> {
  return getVersioned<CandidateOut>(listingPath(id, 'candidate'))
}

/**
 * A part of the candidate as a form that saves itself. `send` gets what changed since `base` and answers with the new
 * version; a change of somebody else is merged by `useDraft`.
 */
export function usePart<T extends object>(
  editor: Editor,
  pick: (candidate: CandidateOut) => T,
  send: (value: T, base: T, etag: string) => Promise<string>,
) {
  let base: T | undefined
  const draft = useDraft<T>({
    load: async () => {
      const found = await editor.read()
      base = pick(found.value)
      return { value: base, etag: found.etag }
    },
    save: async (value, etag) => {
      const next = await send(value, base ?? value, etag)
      base = value
      editor.saved()
      return { value, etag: next }
    },
  })
  return draft
}

/** The fields of `value` that differ from `base`. */
export function changedFields(value: object, base: object): Record<string, unknown> {
  const before = new Map(Object.entries(base))
  return Object.fromEntries(Object.entries(value).filter(([name, now]) => !same(now, before.get(name))))
}

/** Writes one part of the candidate; the new version. */
export async function sendPart(
  id: string,
  part: string,
  body: unknown,
  etag: string,
  method: 'PUT' | 'PATCH' | 'DELETE' = 'PUT',
): Promise<string> {
  const answer = await sendJson<unknown>(method, listingPath(id, part), { body, etag })
  return answer.etag
}
