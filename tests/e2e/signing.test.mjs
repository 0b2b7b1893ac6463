import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createLocalJWKSet, importJWK, jwtVerify } from 'jose'
import { startEnrol } from './support/enrol.mjs'
import { register, send } from './support/http.mjs'

const ALGORITHMS = ['ES256', 'RS256']

let enrol, client
before(async () => {
  enrol = await startEnrol()
  client = (await register(enrol, { grant_types: ['client_credentials'] })).json
})
after(() => enrol?.stop())

const ask = () =>
  send(`${enrol.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
    headers: { authorization: `Basic ${btoa(`${client.client_id}:${client.client_secret}`)}` },
  })

const published = (headers) => send(`${enrol.issuer}/jwks`, { headers })

/** Many of these at the same time, all of which are good. */
async function twenty(request) {
  const answers = await Promise.all(Array.from({ length: 20 }, () => request()))
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
  return answers.map(({ json }) => json)
}

/** The name of the key that verifies a token. */
async function verifierOf({ access_token }) {
  const { protectedHeader } = await jwtVerify(access_token, createLocalJWKSet((await published()).json))
  return protectedHeader.kid
}

test('twenty first requests at once end with one key of each algorithm', async () => {
  const [tokens, sets] = await Promise.all([twenty(ask), twenty(() => published())])
  const { json, headers } = await published()
  assert.deepEqual(json.keys.map(({ alg }) => alg).sort(), ALGORITHMS)
  for (const set of sets) assert.deepEqual(set, json)
  assert.match(headers.get('cache-control'), /max-age=900/)
  const [{ kid }] = json.keys.filter(({ alg }) => alg === 'ES256')
  for (const token of tokens) assert.equal(await verifierOf(token), kid)
  assert.equal((await published({ 'if-none-match': headers.get('etag') })).status, 304)
})

test('L15: the keys are public ones that others can use', async () => {
  const { keys } = (await published()).json
  const members = { ES256: ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'], RS256: ['alg', 'e', 'kid', 'kty', 'n', 'use'] }
  for (const key of keys) {
    assert.deepEqual(Object.keys(key).sort(), members[key.alg])
    const imported = await importJWK(key)
    assert.equal(imported.type, 'public')
    if (key.alg === 'RS256') assert.equal(imported.algorithm.modulusLength, 2048)
  }
})
