import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { SOFTWARE, startAuthority, trusting } from './support/authority.mjs'
import { TRUST } from './support/elsewhere.mjs'
import { startEnrol } from './support/enrol.mjs'
import { assertRefused, manage, register, send } from './support/http.mjs'
import { introspect, tokenOf } from './support/oauth.mjs'
import { change } from './support/sealed.mjs'

const METHOD = { token_endpoint_auth_method: 'private_key_jwt' }
const MACHINE = { grant_types: ['client_credentials'], scope: 'accounts', ...METHOD }
const KINDS = ['application/jwt', 'application/jose']

let authority, places
const keys = {}
before(async () => {
  authority = await startAuthority()
  const published = []
  for (const alg of ['ES256', 'PS256']) {
    const { publicKey, privateKey } = await generateKeyPair(alg)
    published.push({ ...(await exportJWK(publicKey)), kid: alg, alg, use: 'sig' })
    keys[alg] = privateKey
  }
  const jwks_uri = authority.serve('/software', { keys: published })
  places = { jwks: { jwks: { keys: published } }, jwks_uri: { jwks_uri } }
})
after(() => authority?.stop())

const started = (SIGNED_REQUESTS) => {
  const issuers = { [authority.origin]: { jwks_uri: authority.jwks_uri } }
  return startEnrol({ vars: { ...trusting(issuers), SIGNED_REQUESTS }, env: TRUST })
}

/** Signs a request with a key of the software; `claims` replace the usual ones. */
async function sign({ issuer }, claims = {}, { alg = 'ES256', key = keys[alg], ...header } = {}, where = 'jwks_uri') {
  const software_statement = await authority.statement(places[where])
  const now = Math.floor(Date.now() / 1000)
  const itself = { iss: SOFTWARE.software_id, aud: issuer, iat: now, exp: now + 300, jti: crypto.randomUUID() }
  return new SignJWT({ ...itself, ...MACHINE, software_statement, ...claims })
    .setProtectedHeader({ alg, typ: 'JWT', kid: alg, ...header })
    .sign(key)
}

const post = ({ issuer }, body, kind = 'application/jwt', path = '/register') =>
  send(`${issuer}${path}`, { method: 'POST', body, headers: { 'content-type': kind } })

const put = (client, body, kind = 'application/jwt') =>
  manage(client, { method: 'PUT', body, headers: { 'content-type': kind } })

/** Asserts a refusal of the whole request. */
function assertRequest(answer, why) {
  assertRefused(answer, 400)
  assert.deepEqual([answer.json.error, answer.json.pointer], ['invalid_client_metadata', ''], why)
}

describe('a server that takes signed requests', () => {
  let enrol
  before(async () => (enrol = await started('optional')))
  after(() => enrol?.stop())

  for (const where of ['jwks', 'jwks_uri']) {
    for (const [number, alg] of ['ES256', 'PS256'].entries()) {
      const kind = KINDS[number]
      test(`I27 to I30, J47, J49: ${kind} signed by ${alg} with a key of the ${where} registers a client`, async () => {
        const answer = await post(enrol, await sign(enrol, {}, { alg }, where), kind)
        assert.equal(answer.status, 201, answer.text)
        assert.equal(answer.headers.get('content-type'), 'application/json')
        const { json: client } = answer
        for (const [name, value] of Object.entries({ ...SOFTWARE, ...MACHINE, ...places[where] })) {
          assert.deepEqual(client[name], value, name)
        }
        for (const name of ['iss', 'aud', 'iat', 'exp', 'jti', 'client_secret']) assert.ok(!(name in client), name)
        assert.deepEqual((await manage(client)).json, client)
        const holder = { ...client, key: keys.ES256, kid: 'ES256' }
        const token = await tokenOf(enrol, holder)
        assert.equal((await introspect(enrol, token, holder)).json.client_id, client.client_id)
      })
    }
  }

  test('I31: of twenty concurrent copies of a request, one registers', async () => {
    const body = await sign(enrol)
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(enrol, body)))
    const refused = answers.filter(({ status }) => status !== 201)
    assert.equal(refused.length, 19)
    for (const answer of refused) assertRequest(answer)
    assertRequest(await post(enrol, body, 'application/jose'))
  })

  test('I31: a request that is refused or a dry run can be sent again', async () => {
    const jti = crypto.randomUUID()
    const bad = await post(enrol, await sign(enrol, { jti, logo_uri: 'x' }))
    assertRefused(bad, 400)
    assert.equal(bad.json.pointer, '/logo_uri')
    const body = await sign(enrol, { jti })
    const tried = await post(enrol, body, undefined, '/register?dry_run=true')
    assert.deepEqual([tried.status, tried.json.refusals], [200, []])
    assert.equal((await post(enrol, body)).status, 201)
    assertRequest(await post(enrol, await sign(enrol, { jti })))
  })

  test('I29, I30, J3, J4, J47: a request of another software, audience or time registers nothing', async () => {
    const now = Math.floor(Date.now() / 1000)
    const stranger = await generateKeyPair('ES256')
    const own = { ...(await exportJWK(stranger.publicKey)), kid: 'ES256' }
    const secret = Buffer.from('a secret of at least thirty-two bytes')
    const software_statement = await authority.statement()
    for (const [why, body] of [
      ['another audience', sign(enrol, { aud: 'https://other.example' })],
      ['no audience', sign(enrol, { aud: undefined })],
      ['another software', sign(enrol, { iss: 'other' })],
      ['nobody', sign(enrol, { iss: undefined })],
      ['expired', sign(enrol, { exp: now - 60 })],
      ['no end', sign(enrol, { exp: undefined })],
      ['an end too far away', sign(enrol, { exp: now + 2 * 86_400 })],
      ['not yet', sign(enrol, { iat: now + 60 })],
      ['no jti', sign(enrol, { jti: undefined })],
      ['signed by another', sign(enrol, {}, { key: stranger.privateKey })],
      ['a key of its own in the header', sign(enrol, {}, { key: stranger.privateKey, jwk: own })],
      ['a key of its own in the body', sign(enrol, { jwks: { keys: [own] } }, { key: stranger.privateKey })],
      ['a secret', sign(enrol, {}, { alg: 'HS256', key: secret, kid: 'ES256' })],
      ['signed by the authority', authority.statement({ aud: enrol.issuer, software_statement })],
      ['no JWT', '{}'],
    ]) {
      assertRequest(await post(enrol, await body), why)
    }
    const missing = await post(enrol, await sign(enrol, { software_statement: undefined }))
    assertRefused(missing, 400)
    assert.equal(missing.json.error, 'invalid_software_statement')
  })

  test('I27, I31, J60: an update can be signed too, and is accepted once', async () => {
    const { json: client } = await post(enrol, await sign(enrol))
    const { client_id } = client
    const uri = 'https://bank.example/'
    const body = await sign(enrol, { client_id, client_uri: uri })
    const updated = await put(client, body, 'application/jose')
    assert.equal(updated.status, 200, updated.text)
    assert.equal(updated.headers.get('content-type'), 'application/json')
    assert.equal(updated.json.client_uri, uri)
    assertRequest(await put(client, body))
    const answers = await sign(enrol, { client_id }).then((next) =>
      Promise.all(Array.from({ length: 20 }, () => put(client, next))),
    )
    const refused = answers.filter(({ status }) => status !== 200)
    assert.equal(refused.length, 19)
    for (const answer of refused) assertRequest(answer)
    assert.equal((await manage(client)).json.client_uri, undefined)
  })

  test('an update without a signature is accepted if no signature is required', async () => {
    const { json: client } = await post(enrol, await sign(enrol))
    const updated = await change(client, { client_uri: 'https://bank.example/' })
    assert.deepEqual(updated.json, { ...client, client_uri: 'https://bank.example/' })
  })
})

test('I27: a server without signed requests does not read them', async () => {
  const enrol = await started('off')
  try {
    const { json: client } = await register(enrol, { software_statement: await authority.statement() })
    for (const kind of KINDS) {
      assertRefused(await post(enrol, await sign(enrol), kind), 415)
      assertRefused(await put(client, await sign(enrol, { client_id: client.client_id }), kind), 415)
    }
    assert.deepEqual((await manage(client)).json, client)
  } finally {
    await enrol.stop()
  }
})

test('I27, I32: a server that requires signed requests refuses all others', async () => {
  const enrol = await started('required')
  try {
    const plain = await register(enrol, { software_statement: await authority.statement() })
    assertRefused(plain, 415)
    assert.match(plain.json.error_description, /application\/jwt or application\/jose/)
    const { status, json: client } = await post(enrol, await sign(enrol))
    assert.equal(status, 201)
    assertRefused(await change(client, {}), 415)
    assert.equal((await put(client, await sign(enrol, { client_id: client.client_id }))).status, 200)
    assert.equal((await manage(client, { method: 'DELETE' })).status, 204)
  } finally {
    await enrol.stop()
  }
})
