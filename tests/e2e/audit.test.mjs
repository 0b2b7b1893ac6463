import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { commands, erasureOf } from '../../scripts/lib/commands/audit.mjs'
import { startEnrol } from './support/enrol.mjs'
import { manage, register, send } from './support/http.mjs'
import { mintSecret } from './support/oauth.mjs'
import { createUser, registered, SIGN_INS, signIn, WEB } from './support/sign-in.mjs'

const SECRET = mintSecret()

let enrol, database, administrator
before(async () => {
  const operations = { grant_types: ['client_credentials'], scope: 'admin' }
  enrol = await startEnrol({
    limits: SIGN_INS,
    vars: {
      AUDIT: JSON.stringify({ administration: 30, clients: 30, users: 30 }),
      CLIENTS: JSON.stringify({ operations }),
      CLIENT_SECRETS: `operations:${SECRET}`,
    },
  })
  database = enrol.database()
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  const authorization = `Basic ${Buffer.from(`operations:${SECRET}`).toString('base64')}`
  administrator = (await send(`${enrol.issuer}/token`, { method: 'POST', body, headers: { authorization } })).json.access_token
})
after(async () => {
  database?.close()
  await enrol?.stop()
})

const query = async (sql) => database.prepare(sql).all()
const ask = (path, options) => send(`${enrol.issuer}/admin/v1${path}`, { token: administrator, ...options })
const events = async (journal) => (await ask(`/audit/${journal}`)).json.events

test('an event is written in the transaction of its change, chained by the cron trigger, and verified', async () => {
  const { json: client } = await register(enrol, { grant_types: ['client_credentials'] })
  const path = `/clients/${client.client_id}`
  for (const action of ['disable', 'disable', 'enable']) await ask(`${path}/${action}`, { method: 'POST' })
  await ask('/epochs?all=true', { method: 'DELETE' })
  const written = await events('administration')
  assert.deepEqual(written.map(({ sequence, kind, client_id }) => [sequence, kind, client_id]), [
    [2, 'client-enabled', client.client_id],
    [1, 'client-disabled', client.client_id],
  ])
  assert.equal(written[0].digest, undefined)
  const [{ waiting }] = (await commands.verify(query)).json
  assert.equal(waiting, 2)

  assert.equal((await enrol.scheduled('* * * * *')).status, 200)
  const [line] = await enrol.lines.matching(1, ({ route }) => route === 'audit')
  const [last] = await events('administration')
  assert.deepEqual([line.journal, line.sequence, line.digest], ['administration', 2, last.digest])
  const [verified] = (await commands.verify(query)).json
  assert.deepEqual([verified.events, verified.waiting, verified.digest], [2, 0, last.digest])

  const exported = await fetch(`${enrol.issuer}/admin/v1/audit/administration/export`, {
    headers: { authorization: `Bearer ${administrator}` },
  })
  const lines = (await exported.text()).trim().split('\n').map((text) => JSON.parse(text))
  assert.deepEqual(lines.map(({ sequence }) => sequence), [1, 2])

  await ask(path, { method: 'DELETE' })
  assert.equal((await events('administration'))[0].kind, 'client-deleted')
  assert.equal((await enrol.scheduled('* * * * *')).status, 200)
  assert.equal((await commands.verify(query)).json[0].events, 3)
})

test('a registration with a token and its changes are events', async () => {
  const { json: made } = await ask('/initial-access-tokens', { method: 'POST', json: { uses: 2 } })
  const { json: client } = await register(enrol, { grant_types: ['client_credentials'], client_name: 'A' }, { token: made.token })
  const members = { client_id: client.client_id, grant_types: ['client_credentials'], client_name: 'B' }
  assert.equal((await manage(client, { method: 'PUT', json: members })).status, 200)
  assert.equal((await manage(client, { method: 'DELETE' })).status, 204)
  const found = await events('clients')
  assert.deepEqual(found.map(({ kind, actor, actor_id, details }) => [kind, actor, actor_id, details]), [
    ['client-deleted', 'client', undefined, { tier: 'operator' }],
    ['client-updated', 'client', undefined, { members: ['client_name'], tier: 'operator' }],
    ['client-registered', 'registrant', made.digest, { tier: 'operator' }],
  ])
})

test('a sign-in is an event, and a user who is deleted is erased without a break in the chain', async () => {
  const user = createUser(enrol)
  await signIn(enrol, await registered(enrol, WEB), user)
  const [signedIn] = await events('users')
  assert.deepEqual([signedIn.kind, signedIn.trust, signedIn.user_id], ['sign-in', 'pwd', user.sub])
  assert.equal((await enrol.scheduled('* * * * *')).status, 200)
  await query(erasureOf({ user_id: user.sub }))
  const [{ user_id }] = await events('users')
  const [, , verified] = (await commands.verify(query)).json
  assert.deepEqual([user_id, verified.events, verified.erased, verified.waiting], [undefined, 1, 1, 0])
})

test('an event that was changed in the database is found', async () => {
  database.prepare("UPDATE audit SET client_id = 'other' WHERE sequence = 2").run()
  await assert.rejects(commands.verify(query), /the journal administration is broken: event 2 was changed/)
})
