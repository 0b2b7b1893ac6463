import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { startElsewhere, TRUST } from './support/elsewhere.mjs'
import { startEnrol } from './support/enrol.mjs'
import { register } from './support/http.mjs'
import { introspect, mintSecret, post } from './support/oauth.mjs'
import { authorize, browserOf, createUser, NATIVE, redeem, refresh, request, SIGN_INS, signIn } from './support/sign-in.mjs'

const API = { client_id: 'api', client_secret: mintSecret(), token_endpoint_auth_method: 'client_secret_basic' }
const JSON_TYPE = { 'content-type': 'application/json', 'cache-control': 'max-age=3600' }

let enrol, elsewhere, alice, keys
const documents = {}
/** Publishes a document at a path; returns its client. */
const publish = (path, members = {}) => {
  const client = { client_id: elsewhere.origin + path, ...NATIVE, ...members }
  documents[path] = (response) => response.writeHead(200, JSON_TYPE).end(JSON.stringify(client))
  return client
}
const asked = (path) => elsewhere.asked.filter(({ url }) => url === path).length

before(async () => {
  keys = await generateKeyPair('ES256')
  elsewhere = await startElsewhere(documents)
  const clients = { api: { grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic' } }
  const vars = { CLIENTS: JSON.stringify(clients), CLIENT_SECRETS: `api:${API.client_secret}`, LOOPBACK_FETCH: 'on' }
  enrol = await startEnrol({ vars, limits: SIGN_INS, env: TRUST })
  alice = createUser(enrol)
})
after(async () => {
  await enrol?.stop()
  await elsewhere?.stop()
})

test('N5 to N7, N15, N22: a client that is only a document signs a user in, refreshes and revokes', async () => {
  const client = publish('/client.json')
  const { client_id } = client
  const tokens = await signIn(enrol, client, alice)
  assert.deepEqual((await introspect(enrol, tokens.access_token, API)).json.client_id, client_id)
  const { status, json: renewed } = await refresh(enrol, client, tokens.refresh_token)
  assert.equal(status, 200, JSON.stringify(renewed))
  assert.equal((await post(enrol, '/revoke', { token: renewed.refresh_token }, client)).status, 200)
  assert.equal((await refresh(enrol, client, renewed.refresh_token)).json.error, 'invalid_grant')
  assert.equal(asked('/client.json'), 1, 'the document is cached')
  const { headers } = elsewhere.asked.find(({ url }) => url === '/client.json')
  for (const name of ['authorization', 'cookie', 'origin', 'referer']) assert.equal(headers[name], undefined)
  const database = enrol.database()
  assert.equal(database.prepare('SELECT count(*) AS n FROM clients').get().n, 0, 'no client is stored')
  assert.equal(database.prepare('SELECT count(*) AS n FROM uses').get().n, 0)
  database.close()
  const discovery = await (await fetch(`${enrol.issuer}/.well-known/oauth-authorization-server`)).json()
  assert.equal(discovery.client_id_metadata_document_supported, true)
})

test('N12: a client with keys in its document proves itself with an assertion', async () => {
  const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: '1', alg: 'ES256' }] }
  const client = publish('/keys.json', { token_endpoint_auth_method: 'private_key_jwt', jwks })
  const begun = request(enrol, client)
  const { code } = await authorize(browserOf(enrol), begun.url, alice)
  const unproven = await redeem(enrol, { ...client, token_endpoint_auth_method: 'none' }, begun, code)
  assert.deepEqual([unproven.status, unproven.json.error], [401, 'invalid_client'])
  const client_assertion = await new SignJWT({ jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: 'ES256', kid: '1' })
    .setIssuer(client.client_id)
    .setSubject(client.client_id)
    .setAudience(enrol.issuer)
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(keys.privateKey)
  const { redirect_uri, code_verifier } = begun
  const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
  const body = { grant_type: 'authorization_code', code, redirect_uri, code_verifier, client_assertion, client_assertion_type }
  const { status, json } = await post(enrol, '/token', body, { ...client, token_endpoint_auth_method: 'none' })
  assert.equal(status, 200, JSON.stringify(json))
})

test('N5, N6, N7, N14, N16, N17: every answer that is no document ends with one page, and leads nowhere', async () => {
  const good = (path) => JSON.stringify({ client_id: elsewhere.origin + path, ...NATIVE })
  Object.assign(documents, {
    '/moved': (response) => response.writeHead(302, { location: '/client.json' }).end(),
    '/page': (response) => response.writeHead(200, { 'content-type': 'text/html' }).end(good('/page')),
    '/large': (response) => response.writeHead(200, JSON_TYPE).end(good('/large').padEnd(5121, ' ')),
    '/endless': (response) => response.writeHead(200, JSON_TYPE).write('{'),
    '/silent': () => {},
    '/other': (response) => response.writeHead(200, JSON_TYPE).end(good('/client.json')),
    '/error': (response) => response.writeHead(500, JSON_TYPE).end(good('/error')),
  })
  const ids = ['/moved', '/page', '/large', '/endless', '/silent', '/other', '/error', '/nothing'].map((path) => elsewhere.origin + path)
  const answers = await Promise.all(
    [...ids, 'https://10.0.0.1/client.json', 'https://169.254.169.254/latest/meta-data'].map(async (client_id) => {
      const page = await browserOf(enrol).open(request(enrol, { ...NATIVE, client_id }).url)
      assert.deepEqual([page.status, page.location], [400, undefined], client_id)
      return /<bdi>(client_id must lead to its document[^<]*)/.exec(page.text)?.[1]
    }),
  )
  assert.equal(new Set(answers).size, 1)
  assert.ok(answers[0])
  assert.equal(asked('/client.json') <= 1, true, 'no redirection is followed')
  const exact = publish('/exact.json')
  documents['/exact.json'] = (response) => response.writeHead(200, JSON_TYPE).end(JSON.stringify(exact).padEnd(5120, ' '))
  assert.equal((await browserOf(enrol).open(request(enrol, exact).url)).status, 200)
})

test('N23: a registration never gets a URL as its identifier', async () => {
  const { json } = await register(enrol, { ...NATIVE, client_id: `${elsewhere.origin}/client.json` })
  assert.match(json.client_id, /^s/)
})
