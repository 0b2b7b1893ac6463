import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commands as clients } from '../../scripts/lib/commands/client.mjs'
import { commands as keys } from '../../scripts/lib/commands/key.mjs'
import { runAt as run, server } from './support/admin-server.mjs'

test('the keys of the admin API are listed like those of the database', async () => {
  const listed = [
    { kid: 'c', algorithm: 'RS256', use: 'sig', state: 'current', since: 0 },
    { kid: 'b', algorithm: 'ES256', use: 'sig', state: 'next', since: 86_400 },
    { kid: 'a', algorithm: 'ES256', use: 'sig', state: 'current', since: 0, until: 86_400, due_at: 1 },
  ]
  const { json, text } = await run(keys.list, undefined, {}, server({ 'GET /keys': [200, { keys: listed }] }))
  assert.deepEqual(json, [
    { kid: 'a', algorithm: 'ES256', begins_at: 0, due_at: 1, state: 'current' },
    { kid: 'b', algorithm: 'ES256', begins_at: 86_400, due_at: null, state: 'next' },
    { kid: 'c', algorithm: 'RS256', begins_at: 0, due_at: null, state: 'current' },
  ])
  assert.match(text, /^a {2}ES256 {2}current {2}from 1970-.*Z {2}due\nb {2}ES256 {2}next/)
  assert.match((await run(keys.list, undefined, {}, server({ 'GET /keys': [200, { keys: [] }] }))).text, /^there are no signing keys/)
})

test('a rotation at the admin API makes the keys, and writes its event itself', async () => {
  const at = server({ 'POST /keys/rotate': [200, { rotated: ['ES256', 'RS256'] }] })
  const { json, text, isNoted } = await run(keys.rotate, undefined, {}, at)
  assert.deepEqual([json, isNoted, at.sent], [[{ algorithm: 'ES256' }, { algorithm: 'RS256' }], true, ['POST /keys/rotate']])
  assert.match(text, /^ES256: the next key is there, and signs one day later\nRS256/)
  const none = server({ 'POST /keys/rotate': [200, { rotated: [] }] })
  await assert.rejects(run(keys.rotate, undefined, {}, none), /nothing to rotate, because each key has its next key already/)
  await assert.rejects(run(keys.rotate, undefined, { algorithm: 'ES256' }, at), /--algorithm is for the database alone/)
  const denied = server({ 'POST /keys/rotate': [403, { detail: 'admin:keys' }] })
  await assert.rejects(run(keys.rotate, undefined, {}, denied), /lacks a right: admin:keys/)
  assert.equal(at.sent.length, 1)
})

test('the clients that wait are those of all pages', async () => {
  const client = { client_id: 'c1', client_name: 'Photo', registered_at: 86_400, state: 'waiting' }
  const query = 'state=waiting&limit=200'
  const at = server({
    [`GET /clients?${query}`]: [200, { clients: [], next: 'n1' }],
    [`GET /clients?${query}&after=n1`]: [200, { clients: [client, { client_id: 's2', state: 'waiting' }] }],
  })
  const { json, text } = await run(clients.list, undefined, { waiting: true }, at)
  assert.deepEqual(json, [client, { client_id: 's2', state: 'waiting' }])
  assert.match(text, /^registered {2}last_used {3}state {2}client_id .*\n1970-01-02 {2}- {11}waiting {2}c1 {2}Photo {2}- .*\n- {11}- {11}waiting {2}s2 {2}- /)
  const narrow = { waiting: true, 'software-id': ['x'], 'statement-issuer': ['https://i.example'] }
  const of = server({ 'GET /clients?state=waiting&software_id=x&statement_issuer=https%3A%2F%2Fi.example&limit=200': [200, { clients: [] }] })
  assert.equal((await run(clients.list, undefined, narrow, of)).text, 'no client waits for an approval')
  await assert.rejects(run(clients.list, undefined, { waiting: true, owner: ['a', 'b'] }, of), /--owner may come only once here/)
  await assert.rejects(run(clients.list, undefined, { waiting: true, state: 'active' }, of), /give one of --waiting and --state/)
})
