/** Passkeys (WebAuthn level 3, JSON forms): signing in with one, and adding one. Nothing is shown where the browser cannot. */

const BASE = '/api/auth/passkey'

export function offerPasskeys(): void {
  if (!('PublicKeyCredential' in window) || typeof PublicKeyCredential.parseRequestOptionsFromJSON !== 'function') return
  offer('[data-passkey]', async (place) => {
    const options = PublicKeyCredential.parseRequestOptionsFromJSON(await ask(`${BASE}/generate-authenticate-options`))
    await send(`${BASE}/verify-authentication`, await navigator.credentials.get({ publicKey: options }))
    location.assign(place.dataset.passkey ?? '/beheer')
  })
  offer('[data-passkey-add]', async () => {
    const options = PublicKeyCredential.parseCreationOptionsFromJSON(await ask(`${BASE}/generate-register-options`))
    await send(`${BASE}/verify-registration`, await navigator.credentials.create({ publicKey: options }))
    location.assign('/beheer/account?gedaan=passkey')
  })
}

function offer(selector: string, use: (place: HTMLElement) => Promise<void>): void {
  const place = document.querySelector<HTMLElement>(selector)
  const button = place?.querySelector('button')
  const wrong = place?.querySelector<HTMLElement>('[role="alert"]')
  if (!place || !button || !wrong) return
  place.hidden = false
  const pressed = async () => {
    button.disabled = true
    wrong.textContent = ''
    try {
      await use(place)
    } catch (error) {
      // Closing the browser's own window is an answer, not an error.
      if (!(error instanceof DOMException && error.name === 'NotAllowedError')) wrong.textContent = place.dataset.failed ?? ''
    }
    button.disabled = false
  }
  button.addEventListener('click', () => void pressed())
}

async function ask<T>(path: string): Promise<T> {
  const answer = await fetch(path)
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  return answer.json()
}

async function send(path: string, credential: Credential | null): Promise<void> {
  if (!(credential instanceof PublicKeyCredential)) throw new Error('no credential')
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ response: credential.toJSON() }),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
}
