import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { startElsewhere, TRUST } from './support/elsewhere.mjs'
import { startEnrol } from './support/enrol.mjs'
import { manage, register, send } from './support/http.mjs'
import { mintSecret } from './support/oauth.mjs'

const SECRET = mintSecret()
const WEBHOOK_SECRET = 'c3VwZXItc2VjcmV0LW9mLXRoZS1ob29r'
const MANNERS = { '/events': (response) => response.writeHead(202).end() }

let enrol, elsewhere, address, administrator
before(async () => {
  elsewhere = await startElsewhere(MANNERS)
  address = `${elsewhere.origin}/events`
  const operations = { grant_types: ['client_credentials'], scope: 'admin' }
  enrol = await startEnrol({
    env: TRUST,
    vars: {
      APPROVAL: 'unverified',
      CLIENTS: JSON.stringify({ operations }),
      CLIENT_SECRETS: `operations:${SECRET}`,
      CLIENT_STORAGE: 'stored',
      EVENT_WEBHOOK: address,
      EVENT_WEBHOOK_EVENTS: 'clients operations',
      EVENT_WEBHOOK_SECRET: WEBHOOK_SECRET,
      LOOPBACK_FETCH: 'on',
    },
  })
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  const authorization = `Basic ${Buffer.from(`operations:${SECRET}`).toString('base64')}`
  administrator = (await send(`${enrol.issuer}/token`, { method: 'POST', body, headers: { authorization } })).json.access_token
})
after(async () => {
  await enrol?.stop()
  await elsewhere?.stop()
})

const ask = (path, options) => send(`${enrol.issuer}/admin/v1${path}`, { token: administrator, ...options })
const arrived = (count, event) =>
  enrol.lines.matching(count, (line) => line.route === 'delivery' && line.event === event && line.outcome === 'arrived')

/** Verifies an event as its receiver does. RFC 8417. */
async function claimsOf({ text, headers }) {
  assert.equal(headers['content-type'], 'application/secevent+jwt')
  assert.equal(headers.authorization, `Bearer ${WEBHOOK_SECRET}`)
  const keys = createRemoteJWKSet(new URL(`${enrol.issuer}/jwks`))
  return (await jwtVerify(text, keys, { issuer: enrol.issuer, audience: address, typ: 'secevent+jwt' })).payload
}

/** The events that have arrived, by the end of their types. */
async function received() {
  const claims = await Promise.all(elsewhere.asked.map(claimsOf))
  return claims.map(({ events, sub_id }) => {
    const [[type, event]] = Object.entries(events)
    assert.ok(type.startsWith(`${enrol.issuer}/events/`))
    return { kind: type.slice(`${enrol.issuer}/events/`.length), event, sub_id }
  })
}

test('each step in the life of a client arrives once, signed, without the cron trigger', async () => {
  const minted = await ask('/initial-access-tokens', { method: 'POST', json: { label: 'events' } })
  assert.equal(minted.status, 201)
  const metadata = { grant_types: ['client_credentials'], client_name: 'A' }
  const { json: client } = await register(enrol, metadata, { token: minted.json.token })
  const path = `/clients/${client.client_id}`
  for (const action of ['disable', 'enable']) await ask(`${path}/${action}`, { method: 'POST' })
  const renewed = await ask(`${path}/secret`, { method: 'POST' })
  const update = { client_id: client.client_id, ...metadata, client_name: 'B' }
  assert.equal((await manage(client, { method: 'PUT', json: update })).status, 200)
  assert.equal((await ask(path, { method: 'DELETE' })).status, 204)
  await arrived(1, 'client-deleted')
  for (const kind of ['initial-access-token-created', 'client-registered', 'client-disabled', 'client-enabled']) await arrived(1, kind)
  for (const kind of ['secret-renewed', 'client-updated']) await arrived(1, kind)
  const events = await received()
  assert.equal(events.length, 7)
  const updated = events.find(({ kind }) => kind === 'client-updated')
  assert.deepEqual(updated.event.details, { members: ['client_name'], tier: 'operator' })
  assert.deepEqual(updated.sub_id, { format: 'opaque', id: client.client_id })
  const text = JSON.stringify(events)
  for (const secret of [client.client_secret, client.registration_access_token, renewed.json.client_secret, minted.json.token])
    assert.ok(!text.includes(secret))
})

test('a client that waits for an operator is an event, and a change that does not happen is none', async () => {
  elsewhere.asked.length = 0
  const { json: client } = await register(enrol, { grant_types: ['client_credentials'] })
  await arrived(1, 'client-waiting')
  const path = `/clients/${client.client_id}`
  for (const action of ['approve', 'approve', 'disable', 'disable']) await ask(`${path}/${action}`, { method: 'POST' })
  await arrived(1, 'client-approved')
  await arrived(2, 'client-disabled')
  assert.deepEqual((await received()).map(({ kind }) => kind).sort(), ['client-approved', 'client-disabled', 'client-waiting'])
})

test('an event that finds no place is in the log', async () => {
  const database = enrol.database()
  database.exec(`INSERT INTO deliveries (name, kind, recipient, contents, created_at, due_at, attempts)
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
    SELECT 'server-event ' || i, 'server-event', 'x', '{}', 1, 4000000000, 0 FROM n`)
  const { json: client } = await register(enrol, { grant_types: ['client_credentials'] })
  const [lost] = await enrol.lines.matching(1, (line) => line.route === 'delivery' && line.outcome === 'lost')
  assert.deepEqual([lost.event, lost.recipient, lost.kind], ['client-waiting', client.client_id, 'server-event'])
  await ask(`/clients/${client.client_id}/disable`, { method: 'POST' })
  await arrived(3, 'client-disabled')
  database.close()
})
