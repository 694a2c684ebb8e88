import { library, type LibraryAnswer } from './library'

/** Passkeys: what the browser and the login library say to each other, as JSON (WebAuthn level 3). */
interface Options<K extends string> {
  [name: string]: Record<
    K,
    { publicKey: PublicKeyCredentialCreationOptionsJSON & PublicKeyCredentialRequestOptionsJSON }
  >[K]
}

/** Whether this browser knows passkeys and their JSON form. */
export function hasPasskeys(): boolean {
  return (
    typeof window.PublicKeyCredential === 'function' &&
    typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function'
  )
}

/** The person closed the browser's dialogue, or it timed out: nothing to report. */
export function wasCancelled(error: unknown): boolean {
  return error instanceof DOMException && ['NotAllowedError', 'AbortError'].includes(error.name)
}

/** Asks the browser for one of the person's passkeys; the answer goes to `path`, which also gave the question. */
export async function usePasskey(path: string): Promise<LibraryAnswer> {
  const asked = await library<Options<'request_options'>>('GET', path)
  const options = asked.data['request_options']
  if (!options) return asked
  const credential = await navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey),
  })
  return library('POST', path, { credential: (credential as PublicKeyCredential).toJSON() })
}

/** Makes a passkey on this device and keeps it under `name`. */
export async function addPasskey(name: string): Promise<LibraryAnswer> {
  const path = '/account/authenticators/webauthn'
  // Passwordless: the key proves possession and the device's lock, so that it may sign in alone.
  const asked = await library<Options<'creation_options'>>('GET', `${path}?passwordless`)
  const options = asked.data['creation_options']
  if (!options) return asked
  const credential = await navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey),
  })
  return library('POST', path, {
    name,
    passwordless: true,
    credential: (credential as PublicKeyCredential).toJSON(),
  })
}
