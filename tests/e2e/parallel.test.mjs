import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startEnrol } from './support/enrol.mjs'
import { manage, register, withoutServerMembers } from './support/http.mjs'

let enrol
before(async () => (enrol = await startEnrol({ vars: { CLIENT_STORAGE: 'stored' } })))
after(() => enrol?.stop())

test('A30, G5: fifty registrations at once give fifty clients that share nothing', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => register(enrol)))
  for (const name of ['client_id', 'client_secret', 'registration_access_token', 'registration_client_uri']) {
    assert.equal(new Set(answers.map(({ json }) => json[name])).size, 50, name)
  }
  const database = enrol.database()
  const stored = database.prepare('SELECT client_id FROM clients').all()
  database.close()
  const registered = answers.map(({ json }) => json.client_id)
  assert.deepEqual(stored.map(({ client_id }) => client_id).sort(), registered.sort())
})

test('H40: of updates at once every one that succeeds is whole', async () => {
  const { json: client } = await register(enrol)
  const metadata = withoutServerMembers(client)
  const updates = Array.from({ length: 10 }, (_, number) => ({
    ...metadata,
    client_name: `Name ${number}`,
    redirect_uris: [`https://app.example/${number}`],
  }))
  const answers = await Promise.all(updates.map((json) => manage(client, { method: 'PUT', json })))
  for (const { status } of answers) assert.ok([200, 503].includes(status), `status ${status}`)
  assert.ok(answers.some(({ status }) => status === 200))
  const { json: last } = await manage(client)
  assert.deepEqual(last.redirect_uris, [last.client_name.replace('Name ', 'https://app.example/')])
})

test('H14: reads that race a deletion get the client or a 401', async () => {
  const { json: client } = await register(enrol)
  const calls = Array.from({ length: 20 }, (_, number) => manage(client, number === 10 ? { method: 'DELETE' } : {}))
  const statuses = (await Promise.all(calls)).map(({ status }) => status)
  assert.equal(statuses[10], 204)
  for (const status of statuses.toSpliced(10, 1)) assert.ok([200, 401].includes(status), `status ${status}`)
  assert.equal((await manage(client)).status, 401)
})
