const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/[+/=]/g, (it) => WORDS[it])
const WORDS = { '+': '-', '/': '_', '=': '' }
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const text = new TextEncoder()
const part = (value) => base64url(text.encode(JSON.stringify(value)))

let imported

/** Signs an access token with a key that is imported once. */
export async function accessToken(key, client_id, scope) {
  imported ??= crypto.subtle.importKey('jwk', key, ALGORITHM, false, ['sign'])
  const iat = Math.floor(Date.now() / 1000)
  const claims = { iss: 'https://as.example', sub: client_id, client_id, scope, iat, exp: iat + 600 }
  const signed = `${part({ alg: 'ES256', typ: 'at+jwt', kid: '1' })}.${part({ ...claims, jti: crypto.randomUUID() })}`
  return `${signed}.${base64url(await crypto.subtle.sign(ALGORITHM, await imported, text.encode(signed)))}`
}

/** Reads the client with one statement and signs an access token for it. */
export default {
  async fetch(request, { DB, KEY }) {
    const form = new URLSearchParams(await request.text())
    const client_id = atob(request.headers.get('authorization').slice('Basic '.length)).split(':')[0]
    const row = await DB.prepare('SELECT metadata FROM clients WHERE client_id = ?1').bind(client_id).first()
    const { scope } = JSON.parse(row.metadata)
    const access_token = await accessToken(KEY, client_id, scope)
    const answer = { access_token, token_type: 'Bearer', expires_in: 600, scope }
    return Response.json(form.get('grant_type') === 'client_credentials' ? answer : {}, {
      headers: { 'cache-control': 'no-store' },
    })
  },
}
