import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startEnrol } from './support/enrol.mjs'
import { register, send } from './support/http.mjs'
import { mintSecret } from './support/oauth.mjs'

const SECRET = mintSecret()

let enrol, token
before(async () => {
  const operations = { grant_types: ['client_credentials'], scope: 'admin:policies' }
  enrol = await startEnrol({
    vars: { POLICIES: 'database', CLIENTS: JSON.stringify({ operations }), CLIENT_SECRETS: `operations:${SECRET}` },
  })
  const authorization = `Basic ${Buffer.from(`operations:${SECRET}`).toString('base64')}`
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  token = (await send(`${enrol.issuer}/token`, { method: 'POST', body, headers: { authorization } })).json.access_token
})
after(() => enrol?.stop())

const app = { client_name: 'Example Bank', redirect_uris: ['https://app.example/cb'] }
const ask = (method, path, { document, headers } = {}) => {
  const sent = document === undefined ? {} : { body: JSON.stringify(document) }
  const type = document === undefined ? {} : { 'content-type': 'application/json' }
  return send(`${enrol.issuer}/admin/v1/policies${path}`, { method, token, ...sent, headers: { ...type, ...headers } })
}

test('an isolate reads the policies once, for requests of all kinds', async () => {
  for (let number = 0; number < 3; number++) assert.equal((await register(enrol, app)).status, 201)
  const lines = await enrol.lines.matching(3, ({ route }) => route === 'client_registration')
  // The request for the token has read them.
  assert.deepEqual(lines.map(({ d1_statements }) => d1_statements), [0, 0, 0])
})

test('a draft is changed with its tag, and nothing else', async () => {
  const drafted = await ask('POST', '/open', { document: { protected_names: ['Enrol'] } })
  assert.deepEqual([drafted.status, drafted.json.state, drafted.json.version], [201, 'draft', 1])
  const headers = { 'if-match': '"1"' }
  const document = { protected_names: ['Example Bank'], lifetime: 3600 }
  assert.equal((await ask('PUT', '/open/1', { document, headers })).status, 200)
  assert.equal((await ask('PUT', '/open/1', { document, headers })).status, 412)
  assert.deepEqual((await ask('GET', '/open/1')).json.document, document)
  const refused = await ask('POST', '/open', { document: { protected_names: 'Enrol' } })
  assert.deepEqual([refused.status, refused.json.errors[0].pointer], [400, '#/protected_names'])
})

test('a version in the shadow is logged and refuses nothing', async () => {
  const moved = await ask('POST', '/open/1/shadow')
  assert.deepEqual([moved.status, moved.json.state], [200, 'shadow'])
  assert.equal((await register(enrol, app)).status, 201)
  const [line] = await enrol.lines.matching(1, ({ shadow_policy }) => shadow_policy !== undefined)
  assert.equal(line.shadow_policy, 'open 1 /client_name')
})

test('a version in force refuses by its name, and says by when it holds everywhere', async () => {
  const before = Math.floor(Date.now() / 1000)
  const { json } = await ask('POST', '/open/1/activate')
  assert.equal(json.state, 'active')
  assert.ok(json.in_force_by >= before + 30 && json.in_force_by <= Math.ceil(Date.now() / 1000) + 31, `${json.in_force_by}`)
  const refused = await register(enrol, app)
  assert.equal(refused.json.error_description, 'client_name must not look like Example Bank (policy open 1)')
  const client = await register(enrol, { ...app, client_name: 'App' })
  assert.equal(client.json.client_secret_expires_at, client.json.client_id_issued_at + 3600)
  const { client_id, client_secret } = client.json
  const authorization = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  const unauthorized = await send(`${enrol.issuer}/token`, { method: 'POST', body, headers: { authorization } })
  assert.equal(unauthorized.json.error, 'unauthorized_client', 'it is a client with another grant, and not an unknown one')
})

test('a version is replayed, replaces another, and every version is listed', async () => {
  await ask('POST', '/open', { document: { defaults: { software_version: '1' } } })
  const replay = await ask('POST', '/open/2/replay')
  assert.equal(replay.status, 200)
  assert.deepEqual(Object.keys(replay.json).sort(), ['compared', 'differences', 'next', 'refused'], 'the sample of sealed clients follows')
  assert.equal((await ask('POST', '/open/2/activate')).status, 200)
  const { json } = await ask('GET', '?limit=1')
  assert.deepEqual(json.policies.map(({ kind, version, state }) => [kind, version, state]), [['open', 2, 'active']])
  const rest = await ask('GET', `?after=${encodeURIComponent(json.next)}`)
  assert.deepEqual(rest.json.policies.map(({ version, state }) => [version, state]), [[1, 'retired']])
  assert.equal((await register(enrol, app)).json.software_version, '1')
  assert.equal((await ask('POST', '/open/2/retire')).json.state, 'retired')
  assert.equal((await register(enrol, app)).json.software_version, undefined)
})
