// Adds a passkey, or signs in with one. Without scripts or passkeys, the pages work as they are.
const form = document.querySelector('form[data-passkey]')
const { challenge, user, excludeCredentials = [], ...rest } = JSON.parse(form.dataset.passkey)

const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

const MEMBERS = ['attestationObject', 'authenticatorData', 'clientDataJSON', 'signature', 'userHandle']
const publicKey = { ...rest, challenge: bytes(challenge) }
if (user) {
  publicKey.user = { ...user, id: bytes(user.id) }
  publicKey.excludeCredentials = excludeCredentials.map((known) => ({ ...known, id: bytes(known.id) }))
}

// A browser has one question at a time: the button ends the one that waits in the field for the name.
let waiting
async function ask(options) {
  waiting?.abort()
  waiting = new AbortController()
  const asked = { publicKey, signal: waiting.signal, ...options }
  const { id, response } = await (user ? navigator.credentials.create(asked) : navigator.credentials.get(asked))
  const members = MEMBERS.filter((name) => response[name]).map((name) => [name, text(response[name])])
  form.elements.credential.value = JSON.stringify({ id, response: Object.fromEntries(members) })
  form.submit()
}

const show = (selector, isShown) => document.querySelector(selector)?.toggleAttribute('hidden', !isShown)

form.addEventListener('submit', (event) => {
  event.preventDefault()
  show('#passkey-failed', false)
  show('#passkey-exists', false)
  ask().catch(({ name }) => show(name === 'InvalidStateError' ? '#passkey-exists' : '#passkey-failed', true))
})

if (globalThis.PublicKeyCredential) {
  form.parentElement.hidden = false
  // A passkey that was refused a moment ago is not offered again by itself.
  const isOffered = !user && !location.pathname.endsWith('/passkey')
  const offered = isOffered ? PublicKeyCredential.isConditionalMediationAvailable?.() : undefined
  // The user may turn the offer down: the page is as before.
  offered?.then((isAvailable) => isAvailable && ask({ mediation: 'conditional' })).catch(() => {})
}
