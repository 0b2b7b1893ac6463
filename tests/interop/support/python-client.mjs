import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, test } from 'node:test'
import { lackOfPython } from '../../../scripts/lib/python.mjs'
import { startElsewhere, TRUST } from '../../e2e/support/elsewhere.mjs'
import { startEnrol } from '../../e2e/support/enrol.mjs'
import { fullClient, provider, REDIRECT_URIS } from './full-client.mjs'
import { runScript } from './python.mjs'

// idpyoidc names a signing algorithm for the token endpoint whatever the method is.
const SMALL = { redirect_uris: REDIRECT_URIS.slice(0, 1) }

const skip = lackOfPython()

/** Lets a Python library register a client, and checks the result in the library and at the server. */
export function testPythonClient(library, script) {
  let enrol, elsewhere, ask
  before(async () => {
    if (skip) return
    // wrangler makes the certificate of its local server itself, so nobody vouches for it.
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
    elsewhere = await startElsewhere({ '/uris.json': json(REDIRECT_URIS), '/keys.json': json(providerKeys()) })
    const AUTHORIZATION_SERVER = JSON.stringify(provider(`${elsewhere.origin}/keys.json`))
    enrol = await startEnrol({ scheme: 'https', vars: { AUTHORIZATION_SERVER, LOOPBACK_FETCH: 'on' }, env: TRUST })
    ask = (metadata) => runScript(script, { issuer: enrol.issuer, metadata })
  })
  after(async () => {
    await enrol?.stop()
    await elsewhere?.stop()
  })

  const full = () => fullClient(`${elsewhere.origin}/uris.json`)

  test(`${library} discovers the provider, fetches its keys, and registers as it does by default`, { skip }, async () => {
    const { discovered, keys, registered } = await ask(SMALL)
    assert.equal(discovered.issuer, enrol.issuer)
    assert.equal(discovered.registration_endpoint, `${enrol.issuer}/register`)
    assert.deepEqual(discovered.subject_types_supported, ['public', 'pairwise'])
    assert.deepEqual(keys, ['as-1'])
    assert.equal(registered.token_endpoint_auth_method, 'client_secret_basic')
    assert.equal(registered.token_endpoint_auth_signing_alg, undefined)
    assert.match(registered.client_secret, /^[\w-]{86}$/)
  })

  test(`${library} registers everything OpenID Connect knows, with keys by value, and reads it`, { skip }, async () => {
    const metadata = { ...full(), jwks: 'own' }
    const { jwks, registered, read } = await ask(metadata)
    assert.deepEqual(asked(registered), { ...full(), ...DEFAULTS, jwks })
    assert.equal(registered.client_secret, undefined)
    assert.deepEqual(await readBack(registered), read)
    assert.deepEqual(asked(read), asked(registered))
    assert.equal(read.client_id, registered.client_id)
  })

  test(`${library} registers keys by reference and a method with a secret`, { skip }, async () => {
    const jwks_uri = 'https://app.example/keys.json'
    const metadata = {
      ...full(),
      jwks_uri,
      token_endpoint_auth_method: 'client_secret_jwt',
      token_endpoint_auth_signing_alg: 'HS256',
    }
    const { registered, read } = await ask(metadata)
    assert.deepEqual(asked(registered), { ...metadata, ...DEFAULTS })
    assert.match(registered.client_secret, /^[\w-]{86}$/)
    assert.equal(registered.client_secret_expires_at, 0)
    assert.equal(read.client_secret, registered.client_secret)
    assert.equal(read.jwks_uri, jwks_uri)
  })

  test(`${library} tells what was refused, and why`, { skip }, async () => {
    const { refused, unread } = await ask(SMALL)
    assert.equal(refused.error, 'invalid_redirect_uri')
    assert.match(refused.error_description, /^redirect_uris\[0\] must not have a fragment/)
    assert.equal(unread.error, 'invalid_token')
    assert.ok(unread.error_description)
  })
}

const DEFAULTS = { require_signed_request_object: false }

const GIVEN = [
  'client_id',
  'client_id_issued_at',
  'client_secret',
  'client_secret_expires_at',
  'registration_access_token',
  'registration_client_uri',
]

/** Returns the registered metadata without the members that the server issued. */
const asked = (information) => Object.fromEntries(Object.entries(information).filter(([name]) => !GIVEN.includes(name)))

async function readBack({ registration_client_uri: uri, registration_access_token: token }) {
  return (await fetch(uri, { headers: { authorization: `Bearer ${token}` } })).json()
}

const json = (value) => (response) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))

function providerKeys() {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'as-1', use: 'sig' }] }
}
