import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { commands as audit } from '../../scripts/lib/commands/audit.mjs'
import { commands as clients } from '../../scripts/lib/commands/client.mjs'
import { commands as epochs } from '../../scripts/lib/commands/epoch.mjs'
import { commands as metrics } from '../../scripts/lib/commands/metrics.mjs'
import { commands as tokens } from '../../scripts/lib/commands/token.mjs'
import { startEnrol } from './support/enrol.mjs'
import { register, send } from './support/http.mjs'
import { mintSecret } from './support/oauth.mjs'

const SECRET = mintSecret()

let enrol, surroundings
before(async () => {
  const operations = { grant_types: ['client_credentials'], scope: 'admin' }
  enrol = await startEnrol({ vars: { CLIENTS: JSON.stringify({ operations }), CLIENT_SECRETS: `operations:${SECRET}` } })
  surroundings = { env: { ENROL_TOKEN: (await tokenOf('operations', SECRET)).json.access_token } }
})
after(() => enrol?.stop())

function tokenOf(id, secret) {
  const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  return send(`${enrol.issuer}/token`, { method: 'POST', body, headers: { authorization } })
}

const forbidden = () => assert.fail('the database is not asked')
const run = (command, name, options = {}) => command(forbidden, { url: enrol.issuer, ...options }, name, '--remote', surroundings)

test('an operator without the database creates tokens, and steers the clients that come of them', async () => {
  const { json: made } = await run(tokens.create, undefined, { label: 'Partner', uses: '1', grant: ['client_credentials'] })
  const { json: client, status } = await register(enrol, { grant_types: ['client_credentials'], client_name: 'Ledger' }, { token: made.token })
  assert.equal(status, 201, JSON.stringify(client))
  assert.equal((await tokenOf(client.client_id, client.client_secret)).status, 200)
  const { json: shown } = await run(clients.show, client.client_id)
  assert.deepEqual([shown.kind, shown.metadata.client_name, shown.bounds.grant_types], ['sealed', 'Ledger', ['client_credentials']])
  const { json: found } = await run(clients.list, undefined, { name: 'ledg', state: 'active' })
  assert.deepEqual(found.map(({ client_id }) => client_id), [client.client_id])

  assert.equal((await run(clients.disable, client.client_id)).json.state, 'disabled')
  assert.equal((await tokenOf(client.client_id, client.client_secret)).json.error, 'invalid_client')
  assert.equal((await run(clients.enable, client.client_id)).json.state, 'active')
  const { json: rotated } = await run(clients['rotate-secret'], client.client_id)
  assert.equal((await tokenOf(client.client_id, client.client_secret)).json.error, 'invalid_client')
  assert.equal((await tokenOf(client.client_id, rotated.client_secret)).status, 200)
  await run(clients.delete, client.client_id)
  assert.equal((await tokenOf(client.client_id, rotated.client_secret)).json.error, 'invalid_client')

  const { json: listed } = await run(tokens.list)
  assert.deepEqual(listed.map(({ digest, uses_left }) => [digest, uses_left]), [[made.digest, 0]])
  const { json: other } = await run(tokens.create, undefined, {})
  assert.equal((await run(tokens.revoke, other.digest.slice(0, 12))).json[0].digest, other.digest)
  assert.equal((await register(enrol, { grant_types: ['client_credentials'] }, { token: other.token })).status, 401)
})

test('epochs, events and counts need no database either', async () => {
  const { json: client } = await register(enrol, { grant_types: ['client_credentials'], software_id: 'old' })
  const { json: [epoch] } = await run(epochs.begin, undefined, { 'software-id': ['old'] })
  assert.equal(epoch.name, 'software_id old')
  assert.equal((await tokenOf(client.client_id, client.client_secret)).json.error, 'invalid_client')
  assert.deepEqual((await run(epochs.list)).json, [epoch])
  await run(epochs.lift, undefined, { 'software-id': ['old'] })
  assert.deepEqual((await run(epochs.list)).json, [])
  const { json: events } = await run(audit.list, undefined, { event: 'epoch-begun' })
  assert.deepEqual(events.map(({ actor_id }) => actor_id), ['operations'])
  const { json: exported } = await run(audit.export)
  assert.deepEqual(exported.map(({ kind }) => kind).filter((kind) => kind.startsWith('epoch')), ['epoch-begun', 'epoch-lifted'])
  assert.ok(Array.isArray((await run(metrics.list)).json))
})
