import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startEnrol } from './support/enrol.mjs'
import { manage, register, send } from './support/http.mjs'
import { mintSecret } from './support/oauth.mjs'

const SECRET = mintSecret()

let enrol, administrator
before(async () => {
  const operations = { grant_types: ['client_credentials'], scope: 'admin' }
  enrol = await startEnrol({
    vars: { CLIENTS: JSON.stringify({ operations }), CLIENT_SECRETS: `operations:${SECRET}` },
  })
  administrator = (await token({ client_id: 'operations', client_secret: SECRET })).json.access_token
})
after(() => enrol?.stop())

function token({ client_id, client_secret }) {
  const authorization = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  return send(`${enrol.issuer}/token`, { method: 'POST', body, headers: { authorization } })
}

const ask = (path, options) => send(`${enrol.issuer}/admin/v1${path}`, { token: administrator, ...options })

async function machine(members) {
  const { status, json } = await register(enrol, { grant_types: ['client_credentials'], ...members })
  assert.equal(status, 201, JSON.stringify(json))
  return json
}

async function found(conditions) {
  const { status, json } = await ask(`/clients?${new URLSearchParams(conditions)}`)
  assert.equal(status, 200, JSON.stringify(json))
  return json.clients
}

test('a sealed client is found once it is used, shut out, let in again and deleted', async () => {
  const client = await machine({ client_name: 'Nightly Report', software_id: 'report' })
  const path = `/clients/${client.client_id}`
  assert.deepEqual(await found({ software_id: 'report' }), [])
  const read = await ask(path)
  assert.deepEqual([read.status, read.json.kind, read.json.state], [200, 'sealed', 'active'])
  assert.equal((await token(client)).status, 200)
  const [listed, ...others] = await found({ client_name: 'nightly', software_id: 'report', state: 'active' })
  assert.deepEqual([listed.client_id, listed.state, others], [client.client_id, 'active', []])
  assert.ok(listed.last_used_at >= listed.first_used_at)

  const disabled = await ask(`${path}/disable`, { method: 'POST' })
  assert.deepEqual([disabled.status, disabled.json.state], [200, 'disabled'])
  assert.deepEqual([(await token(client)).json.error, (await manage(client)).status], ['invalid_client', 401])
  assert.equal((await found({ state: 'disabled' }))[0].client_id, client.client_id)

  const headers = { 'if-match': read.headers.get('etag') }
  assert.equal((await ask(`${path}/enable`, { method: 'POST', headers })).status, 412)
  assert.equal((await ask(`${path}/enable`, { method: 'POST' })).json.state, 'active')
  assert.equal((await token(client)).status, 200)

  assert.equal((await ask(path, { method: 'DELETE' })).status, 204)
  assert.equal((await ask(path)).json.state, 'deleted')
  assert.equal((await token(client)).json.error, 'invalid_client')
  const gone = await ask(path, { method: 'DELETE' })
  assert.deepEqual([gone.status, gone.headers.get('content-type')], [404, 'application/problem+json'])
})

test('the pages of a list have every client once', async () => {
  const clients = await Promise.all(Array.from({ length: 5 }, () => machine({ software_id: 'many' })))
  await Promise.all(clients.map(token))
  const [seen, conditions] = [[], { software_id: 'many', limit: 2 }]
  for (let next; ; ) {
    const { json } = await ask(`/clients?${new URLSearchParams({ ...conditions, ...(next ? { after: next } : {}) })}`)
    seen.push(...json.clients.map(({ client_id }) => client_id))
    next = json.next
    if (next === undefined) break
  }
  assert.deepEqual(seen, clients.map(({ client_id }) => client_id).sort())
})

test('a token of the admin API registers clients within its bounds until it is revoked', async () => {
  const json = { label: 'partner', uses: 3, bounds: { redirect_hosts: ['partner.example'] } }
  const { status, json: created } = await ask('/initial-access-tokens', { method: 'POST', json })
  assert.equal(status, 201, JSON.stringify(created))
  const { token: secret, ...described } = created
  const registration = (host) => register(enrol, { redirect_uris: [`https://${host}/cb`] }, { token: secret })
  assert.equal((await registration('app.example')).status, 400)
  const { json: client } = await registration('partner.example')
  const { json: read } = await ask(`/clients/${client.client_id}`)
  assert.deepEqual([read.is_anonymous, read.bounds], [false, json.bounds])
  const list = await ask('/initial-access-tokens')
  assert.deepEqual(list.json.initial_access_tokens, [{ ...described, uses_left: 2 }])
  assert.equal((await ask(`/initial-access-tokens/${created.digest}`, { method: 'DELETE' })).status, 204)
  assert.equal((await registration('partner.example')).status, 401)
})

test('an operator gets another secret for a client, and ends the clients of a software', async () => {
  const client = await machine({ software_id: 'ended' })
  const renewed = await ask(`/clients/${client.client_id}/secret`, { method: 'POST' })
  assert.equal(renewed.status, 200, renewed.text)
  assert.deepEqual([(await token(client)).status, (await token(renewed.json)).status], [401, 200])
  const begun = await ask('/epochs', { method: 'POST', json: { software_id: 'ended' } })
  assert.deepEqual([begun.status, begun.json.software_id], [201, 'ended'])
  assert.deepEqual([(await token(renewed.json)).status, (await ask('/epochs')).json.epochs], [401, [begun.json]])
  assert.equal((await ask(`/clients/${client.client_id}`)).json.state, 'ended')
  assert.equal((await ask('/epochs?software_id=ended', { method: 'DELETE' })).status, 204)
  assert.equal((await token(renewed.json)).status, 200)
})

test('each request is logged with the client that sent it', async () => {
  await ask('/clients', { headers: { 'cf-ray': 'admin-1' } })
  const [line] = await enrol.lines.matching(1, ({ ray_id }) => ray_id === 'admin-1')
  assert.deepEqual([line.route, line.administrator, line.status, line.d1_statements], ['administration', 'operations', 200, 4])
})
