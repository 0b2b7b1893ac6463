import { accessToken } from './sign.mjs'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const text = new TextEncoder()
const decoded = (part) => atob(part.replace(/-/g, '+').replace(/_/g, '/'))
const json = (part) => JSON.parse(decoded(part))
const bytes = (part) => Uint8Array.from(decoded(part), (it) => it.charCodeAt(0))

let imported

/** Verifies an assertion with the key of its client, stores its use, and signs a token. */
export default {
  async fetch(request, { DB, KEY }) {
    const [header, payload, signature] = new URLSearchParams(await request.text()).get('client_assertion').split('.')
    const { sub, jti, exp } = json(payload)
    const row = await DB.prepare('SELECT metadata FROM clients WHERE client_id = ?1').bind(sub).first()
    const { scope, jwks } = JSON.parse(row.metadata)
    imported ??= crypto.subtle.importKey('jwk', jwks.keys[0], ALGORITHM, false, ['verify'])
    const signed = text.encode(`${header}.${payload}`)
    const isGood = await crypto.subtle.verify(ALGORITHM, await imported, bytes(signature), signed)
    await DB.prepare('INSERT INTO spent (once, until) VALUES (?1, ?2)').bind(jti, exp).run()
    const access_token = await accessToken(KEY, sub, scope)
    const answer = { access_token, token_type: 'Bearer', expires_in: 600, scope }
    return Response.json(isGood ? answer : {}, { headers: { 'cache-control': 'no-store' } })
  },
}
