import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startEnrol } from './support/enrol.mjs'
import { manage, METADATA, register, send, withoutServerMembers } from './support/http.mjs'

let enrol
before(async () => (enrol = await startEnrol()))
after(() => enrol?.stop())

test('R46: each request has one log line with client, action and result', async () => {
  const named = (name) => ({ headers: { 'cf-ray': name } })
  const { json: client } = await register(enrol, METADATA, named('log-1'))
  await manage(client, named('log-2'))
  await manage(client, { ...named('log-3'), method: 'PUT', json: withoutServerMembers(client) })
  await manage(client, { ...named('log-4'), method: 'DELETE' })
  await manage(client, named('log-5'))
  await register(enrol, {}, named('log-6'))
  await send(`${enrol.origin}/nowhere`, named('log-7'))
  await send(`${enrol.origin}/.well-known/openid-configuration`, named('log-8'))

  const lines = await enrol.lines.matching(8, ({ ray_id }) => ray_id?.startsWith('log-'))
  const told = lines.map(({ ray_id, method, route, status, code = null, client_id = null }) =>
    [ray_id, method, route, status, code, client_id])
  const id = client.client_id
  assert.deepEqual(told, [
    ['log-1', 'POST', 'client_registration', 201, null, id],
    ['log-2', 'GET', 'client_configuration', 200, null, id],
    ['log-3', 'PUT', 'client_configuration', 200, null, id],
    ['log-4', 'DELETE', 'client_configuration', 204, null, id],
    ['log-5', 'GET', 'client_configuration', 401, 'invalid_token', id],
    ['log-6', 'POST', 'client_registration', 400, 'invalid_redirect_uri', null],
    ['log-7', 'GET', 'none', 404, 'invalid_request', null],
    ['log-8', 'GET', 'discovery', 200, null, null],
  ])
  for (const { duration_ms } of lines) assert.ok(Number.isInteger(duration_ms))
})

test('K1: the log line has the number of statements: none for a registration, one for a later request', async () => {
  const named = (name) => ({ headers: { 'cf-ray': `cost-${name}` } })
  const { json: client } = await register(enrol, { grant_types: ['client_credentials'] }, named('register'))
  await manage(client, named('read'))
  const { client_id, client_secret } = client
  const refused = await send(`${enrol.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret: 'wrong' }),
    ...named('refused'),
  })
  assert.equal(refused.status, 401)
  const authorization = `Basic ${btoa(`${client_id}:${client_secret}`)}`
  const proven = (name) =>
    send(`${enrol.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
      headers: { authorization, ...named(name).headers },
    })
  for (const name of ['first', 'second', 'third']) assert.equal((await proven(name)).status, 200)
  const lines = await enrol.lines.matching(6, ({ ray_id }) => ray_id?.startsWith('cost-'))
  const costs = Object.fromEntries(lines.map(({ ray_id, d1_statements }) => [ray_id.slice(5), d1_statements]))
  assert.deepEqual([costs.register, costs.read, costs.refused], [0, 1, 1])
  assert.ok(costs.first > 1, 'the first token notes the use, and has the first keys made')
  assert.deepEqual([costs.second, costs.third], [1, 1])
})

test('G24, R35: no line holds a secret, a token or a body', async () => {
  const { json: client } = await register(enrol, { ...METADATA, client_name: 'Not for the log' })
  await manage(client)
  await manage(client, { method: 'PUT', json: withoutServerMembers(client) })
  const misplaced = `${enrol.origin}/register/${client.registration_access_token}`
  await send(misplaced, { token: client.client_secret, headers: { 'cf-ray': 'secrets' } })
  await enrol.lines.matching(1, ({ ray_id }) => ray_id === 'secrets')
  const text = JSON.stringify(enrol.lines.all)
  assert.ok(text.includes(client.client_id))
  for (const secret of [client.client_secret, client.registration_access_token, 'Not for the log']) {
    assert.ok(!text.includes(secret))
  }
})
