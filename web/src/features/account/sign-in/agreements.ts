import { ApiProblem, getJson, sendJson } from '@/api/client'
import type { AgreementHeadOut, ConsentListOut } from '@/api/generated'
import type { Language } from '@/i18n/language'

const CONSENTS = '/api/v1/me/consents'

/** Those of the texts that the person has not agreed to in the version in force. */
export async function openAgreements(texts: readonly AgreementHeadOut[]): Promise<AgreementHeadOut[]> {
  const { consents } = await getJson<ConsentListOut>(CONSENTS)
  const standing = new Set(consents.filter((one) => one.stands).map((one) => one.document))
  return texts.filter((text) => !standing.has(text.document))
}

/** Records the agreement to each text as it was shown. False: a text changed meanwhile and has to be shown again. */
export async function agree(texts: readonly AgreementHeadOut[], language: Language): Promise<boolean> {
  for (const { document, version, text_hash } of texts) {
    try {
      await sendJson('POST', CONSENTS, {
        body: { document, version, text_hash, language, how: 'registration' },
      })
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.code === 'privacy.text_outdated') return false
      throw problem
    }
  }
  return true
}
