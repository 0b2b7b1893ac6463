import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { exportJWK, generateKeyPair } from 'jose'
import { startEnrol } from './support/enrol.mjs'
import { manage, METADATA, register, withoutServerMembers } from './support/http.mjs'

const LIMIT = 600
const AT_ONCE = 50

let enrol
before(async () => (enrol = await startEnrol({ limits: {} })))
after(() => enrol?.stop())

// An invalid request counts too, and writes nothing.
const attempt = (address) => register(enrol, {}, { headers: { 'cf-connecting-ip': address } })

test('A29: an address beyond the limit has to wait, and other addresses do not', async () => {
  const { json: client } = await register(enrol)
  let admitted = 0
  let refused
  // A new window can begin during the test, which doubles the number of accepted requests.
  while (!refused && admitted <= 2 * LIMIT) {
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => attempt('192.0.2.1')))
    admitted += answers.filter(({ status }) => status === 400).length
    refused = answers.find(({ status }) => status === 429)
  }
  assert.ok(refused, `${admitted} requests were let in`)
  assert.ok(admitted >= LIMIT, `only ${admitted} requests were let in`)
  assert.match(refused.headers.get('retry-after'), /^\d+$/)
  assert.equal(refused.headers.get('access-control-allow-origin'), '*')
  assert.equal(refused.headers.get('content-type'), 'application/json')
  assert.ok(refused.json.error)

  assert.equal((await attempt('192.0.2.2')).status, 400)
  const forwarded = { 'cf-connecting-ip': '192.0.2.1', 'x-forwarded-for': '192.0.2.3' }
  assert.equal((await register(enrol, undefined, { headers: forwarded })).status, 429)
  assert.equal((await manage(client, { headers: { 'cf-connecting-ip': '192.0.2.1' } })).status, 200)
})

test('R41: unauthenticated registrations have a storage limit, and other registrations go on', async () => {
  const from = (address) => ({ headers: { 'cf-connecting-ip': address } })
  const large = { ...METADATA, client_uri: `https://app.example/${'x'.repeat(1000)}` }
  const { json: sealed } = await register(enrol, METADATA, from('192.0.2.9'))
  const change = { method: 'PUT', json: withoutServerMembers(sealed), ...from('192.0.2.9') }
  let stored = 0
  let refused
  // A new window can begin during the test.
  while (!refused && stored <= 20) {
    const answer = await register(enrol, large, from('192.0.2.9'))
    if (answer.status === 429) refused = answer
    else stored++
  }
  assert.ok(refused && stored >= 10, `${stored} clients were stored`)
  assert.match(refused.headers.get('retry-after'), /^\d+$/)
  assert.equal(refused.json.error, 'temporarily_unavailable')
  assert.equal((await manage(sealed, change)).status, 429)
  assert.equal((await register(enrol, METADATA, from('192.0.2.9'))).status, 201)
  assert.equal((await register(enrol, large, from('192.0.2.10'))).status, 201)
  assert.equal((await manage(sealed, { ...change, ...from('192.0.2.10') })).status, 200)
})

test('a server on this machine limits nobody on this machine', async () => {
  const jwks = { keys: [(await generateKeyPair('RS256').then(({ publicKey }) => exportJWK(publicKey)))] }
  for (let number = 0; number < 25; number += 1) {
    const { status, json } = await register(enrol, { ...METADATA, jwks, token_endpoint_auth_method: 'private_key_jwt' })
    assert.equal(status, 201, JSON.stringify(json))
  }
})
