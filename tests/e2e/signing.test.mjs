import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createLocalJWKSet, importJWK, jwtVerify } from 'jose'
import { commands } from '../../scripts/lib/commands/key.mjs'
import { startEnrol } from './support/enrol.mjs'
import { register, send } from './support/http.mjs'

const ALGORITHMS = ['ES256', 'RS256']

let enrol, client, database
before(async () => {
  enrol = await startEnrol()
  database = enrol.database()
  client = (await register(enrol, { grant_types: ['client_credentials'] })).json
})
after(async () => {
  database?.close()
  await enrol?.stop()
})

const query = async (sql) => database.prepare(sql).all()

const ask = () =>
  send(`${enrol.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
    headers: { authorization: `Basic ${btoa(`${client.client_id}:${client.client_secret}`)}` },
  })

const published = (headers) => send(`${enrol.issuer}/jwks`, { headers })

/** Sends many requests at the same time, all of which succeed. */
async function twenty(request) {
  const answers = await Promise.all(Array.from({ length: 20 }, () => request()))
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
  return answers.map(({ json }) => json)
}

/** Returns the kid of the key that verifies a token. */
async function verifierOf({ access_token }) {
  const { protectedHeader } = await jwtVerify(access_token, createLocalJWKSet((await published()).json))
  return protectedHeader.kid
}

test('twenty concurrent first requests create one key of each algorithm', async () => {
  const [tokens, sets] = await Promise.all([twenty(ask), twenty(() => published())])
  const { json, headers } = await published()
  assert.deepEqual(json.keys.map(({ alg }) => alg).sort(), ALGORITHMS)
  for (const set of sets) assert.deepEqual(set, json)
  assert.match(headers.get('cache-control'), /max-age=900/)
  const [{ kid }] = json.keys.filter(({ alg }) => alg === 'ES256')
  for (const token of tokens) assert.equal(await verifierOf(token), kid)
  assert.equal((await published({ 'if-none-match': headers.get('etag') })).status, 304)
})

test('L15: the key set has public keys that other servers can use', async () => {
  const { keys } = (await published()).json
  const members = { ES256: ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'], RS256: ['alg', 'e', 'kid', 'kty', 'n', 'use'] }
  for (const key of keys) {
    assert.deepEqual(Object.keys(key).sort(), members[key.alg])
    const imported = await importJWK(key)
    assert.equal(imported.type, 'public')
    if (key.alg === 'RS256') assert.equal(imported.algorithm.modulusLength, 2048)
  }
})

const names = async (algorithm) => {
  const { keys } = (await published()).json
  return keys.filter(({ alg }) => alg === algorithm).map(({ kid }) => kid)
}

test('a rotation by an operator creates the next key', async () => {
  const [first, [other]] = [(await ask()).json, await names('RS256')]
  const before = await verifierOf(first)
  assert.deepEqual((await commands.rotate(query, { algorithm: 'ES256' })).json, [{ algorithm: 'ES256' }])
  const sets = await twenty(() => published())
  for (const set of sets) assert.deepEqual(set, sets[0])
  assert.deepEqual(await names('RS256'), [other])
  const next = (await names('ES256')).filter((kid) => kid !== before)
  assert.equal(next.length, 1)
  assert.equal(await verifierOf((await ask()).json), before)
  await assert.rejects(commands.rotate(query, { algorithm: 'ES256' }), /there is a next key already/)

  database.exec('UPDATE signing_keys SET begins_at = begins_at - 86400')
  assert.equal(await verifierOf((await ask()).json), next[0])
  assert.equal(await verifierOf(first), before)
  const states = (await commands.list(query)).json.map(({ kid, state }) => [kid, state])
  assert.deepEqual(Object.fromEntries(states), { [before]: 'retired', [next[0]]: 'current', [other]: 'current' })
})

test('tokens of a revoked key are refused, and another key signs at once', async () => {
  const first = (await ask()).json
  const leaked = await verifierOf(first)
  await commands.rotate(query, {})
  assert.equal((await names('ES256')).length, 3)
  const [retired] = (await commands.list(query)).json.filter(({ state }) => state === 'retired')
  await commands.revoke(query, {}, retired.kid)
  await commands.revoke(query, {}, leaked)
  await assert.rejects(verifierOf(first), { code: 'ERR_JWKS_NO_MATCHING_KEY' })
  const [next] = await names('ES256')
  assert.equal(await verifierOf((await ask()).json), next, 'the next one early')

  await commands.revoke(query, {}, next)
  const tokens = await twenty(ask)
  const [fresh, ...others] = await names('ES256')
  assert.deepEqual(others, [])
  for (const token of tokens) assert.equal(await verifierOf(token), fresh)
})
