import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTVerifyGetKey, SignJWT } from 'jose'
import { answer } from '../src/index.ts'

const ISSUER = 'https://login.example.com'
const RESOURCE = 'https://notes.example.com/mcp'
const METADATA = 'https://notes.example.com/.well-known/oauth-protected-resource/mcp'
const CLAIMS = { iss: ISSUER, aud: RESOURCE, sub: 'u1', client_id: 's1', scope: 'notes:read notes:write', jti: 'j1' }

let own: CryptoKey, other: CryptoKey, keys: JWTVerifyGetKey
before(async () => {
  const pair = await generateKeyPair('ES256')
  own = pair.privateKey
  other = (await generateKeyPair('ES256')).privateKey
  keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' }] })
})

const kept = new Map<string, string>()
const NOTES = { get: async (key: string) => kept.get(key) ?? null, put: async (key: string, value: string) => void kept.set(key, value) }

const send = (url: string, init: RequestInit = {}, found = keys) => answer(new Request(url, init), { ISSUER, RESOURCE, NOTES }, found)

const now = () => Math.floor(Date.now() / 1000)

function signed(changes = {}, { key = own, typ = 'at+jwt', kid = 'k1' } = {}): Promise<string> {
  return new SignJWT({ ...CLAIMS, exp: now() + 600, iat: now(), ...changes }).setProtectedHeader({ alg: 'ES256', typ, kid }).sign(key)
}

/** Calls a tool with a token, as clients of every protocol version since 2025 do without a session. */
function call(token: string | undefined, name: string, args = {}, found = keys): Promise<Response> {
  const headers = {
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } })
  return send(RESOURCE, { method: 'POST', headers, body }, found)
}

const challengeOf = (response: Response) => response.headers.get('www-authenticate') ?? ''

test('the metadata names the server exactly, its issuer and its scope values', async () => {
  const response = await send(METADATA)
  assert.equal(response.status, 200)
  const { resource, authorization_servers, scopes_supported } = await response.json()
  assert.deepEqual([resource, authorization_servers, scopes_supported], [RESOURCE, [ISSUER], ['notes:read', 'notes:write']])
  assert.equal(response.headers.get('access-control-allow-origin'), '*')
  assert.equal((await send('https://notes.example.com/.well-known/oauth-protected-resource')).status, 404)
  assert.equal((await send('https://notes.example.com/other')).status, 404)
})

test('a request without a token learns where tokens come from, and for which scope to ask', async () => {
  for (const authorization of [undefined, 'Basic dTpw', 'Bearer ']) {
    const response = await send(RESOURCE, { method: 'POST', headers: authorization ? { authorization } : {} })
    assert.equal(response.status, 401)
    assert.match(challengeOf(response), /^Bearer error="invalid_token"/)
    assert.ok(challengeOf(response).includes(`scope="notes:read", resource_metadata="${METADATA}"`), challengeOf(response))
    assert.match(response.headers.get('access-control-expose-headers') ?? '', /www-authenticate/)
  }
  assert.equal((await send(RESOURCE, { method: 'OPTIONS' })).status, 204)
})

test('only a current access token of this issuer for this server counts', async () => {
  const bad: Record<string, string> = {
    'another issuer': await signed({ iss: 'https://evil.example' }),
    'another server': await signed({ aud: 'https://other.example' }),
    'no audience': await signed({ aud: undefined }),
    'expired': await signed({ exp: now() - 1 }),
    'no expiry': await signed({ exp: undefined }),
    'not yet': await signed({ nbf: now() + 600 }),
    'no user': await signed({ sub: undefined }),
    'an ID token': await signed({}, { typ: 'JWT' }),
    'another key': await signed({}, { key: other }),
    'an unknown key': await signed({}, { key: other, kid: 'k2' }),
    'bound to a key': await signed({ cnf: { jkt: 'x' } }),
    'no signature': `${btoa('{"alg":"none","typ":"at+jwt"}')}.${btoa(JSON.stringify({ ...CLAIMS, exp: now() + 600 }))}.`,
    'no JWT': 'x',
  }
  for (const [what, token] of Object.entries(bad)) {
    const response = await call(token, 'read_note')
    assert.equal(response.status, 401, what)
    assert.equal((await response.json()).error_description, 'The access token is not valid here', what)
  }
  assert.equal((await call(await signed({ aud: ['https://other.example', RESOURCE] }), 'read_note')).status, 200)
})

test('keys that cannot be fetched are no fault of the token', async () => {
  const response = await call(await signed(), 'read_note', {}, () => Promise.reject(new TypeError('fetch failed')))
  assert.deepEqual([response.status, challengeOf(response)], [500, ''])
})

test('a token without the scope of the server or of a tool learns which scope it lacks', async () => {
  for (const [scope, tool, lacking] of [
    [undefined, 'read_note', 'notes:read'],
    ['notes:write', 'read_note', 'notes:read'],
    ['notes:readme', 'read_note', 'notes:read'],
    ['notes:read', 'write_note', 'notes:write'],
  ]) {
    const response = await call(await signed({ scope }), tool as string, { text: 'x' })
    assert.equal(response.status, 403, `${scope} ${tool}`)
    assert.match(challengeOf(response), /^Bearer error="insufficient_scope"/)
    assert.ok(challengeOf(response).includes(`scope="${lacking}", resource_metadata="${METADATA}"`), challengeOf(response))
  }
})

test('each user has a note of their own', async () => {
  const textOf = async (response: Response) => `${response.status} ${await response.text()}`
  const [ann, bob] = [await signed({ sub: 'ann' }), await signed({ sub: 'bob' })]
  assert.match(await textOf(await call(ann, 'write_note', { text: 'buy milk' })), /^200 .*The note is kept/s)
  assert.match(await textOf(await call(ann, 'read_note')), /buy milk/)
  assert.match(await textOf(await call(bob, 'read_note')), /You have no note/)
  for (const args of [{}, { text: '' }, { text: 'x'.repeat(2001) }, { text: 'x', user: 'bob' }]) {
    assert.doesNotMatch(await textOf(await call(ann, 'write_note', args)), /The note is kept/)
  }
})
