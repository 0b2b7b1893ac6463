import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { liftOf, LIST, refusalOf } from '../../scripts/lib/commands/epoch.mjs'
import { listOf } from '../../scripts/lib/commands/client.mjs'
import { startEnrol } from './support/enrol.mjs'
import { manage, register, send, withoutServerMembers } from './support/http.mjs'
import { mintSecret } from './support/oauth.mjs'

const SECRET = mintSecret()

let enrol, database
before(async () => {
  const portal = { grant_types: ['client_credentials'], scope: 'dcr' }
  enrol = await startEnrol({
    vars: { CLIENTS: JSON.stringify({ portal }), CLIENT_SECRETS: `portal:${SECRET}` },
  })
  database = enrol.database()
})
after(async () => {
  database?.close()
  await enrol?.stop()
})

async function machine(members) {
  const { status, json } = await register(enrol, { grant_types: ['client_credentials'], ...members })
  assert.equal(status, 201, JSON.stringify(json))
  return json
}

async function token({ client_id, client_secret }) {
  const authorization = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  return (await send(`${enrol.issuer}/token`, { method: 'POST', body, headers: { authorization } })).status
}

const write = (sql) => database.prepare(sql).all()

test('K17: an epoch of a software_id refuses its sealed and its updated clients with one row, and no others', async () => {
  const [sealed, changed, other] = [
    await machine({ software_id: "o'x" }),
    await machine({ software_id: "o'x" }),
    await machine({ software_id: 'other' }),
  ]
  const renewed = await send(`${changed.registration_client_uri}/secret`, {
    method: 'POST',
    token: changed.registration_access_token,
  })
  assert.equal(renewed.status, 200)
  const moved = await machine({ software_id: "o'x" })
  const json = { ...withoutServerMembers(moved), software_id: 'elsewhere' }
  assert.equal((await manage(moved, { method: 'PUT', json })).status, 200)
  // If its identifier no longer opens, its row has the metadata of the registration.
  const [row] = write(`SELECT software_id FROM clients WHERE client_id = '${moved.client_id}'`)
  assert.equal(row.software_id, "o'x")
  assert.deepEqual([await token(sealed), await token(renewed.json), await token(other)], [200, 200, 200])
  write(refusalOf({ 'software-id': ["o'x"] }))
  assert.deepEqual([await token(sealed), await token(renewed.json), await token(moved)], [401, 401, 401])
  assert.equal(await token(other), 200)
  assert.equal((await manage(sealed)).status, 401)
  assert.equal((await manage(sealed, { method: 'DELETE' })).status, 401)
  assert.deepEqual(write(LIST).map(({ name }) => name), ["software_id o'x"])
  write(liftOf({ 'software-id': ["o'x"] }))
  assert.deepEqual([await token(sealed), await token(renewed.json)], [200, 200])
})

test('K17: an epoch of all clients refuses those that registered before it, and none that registers later', async () => {
  const before = await machine({})
  write(refusalOf({ all: true }))
  write('UPDATE epochs SET since = since - 3')
  assert.equal(await token(before), 200, 'it began earlier')
  write(refusalOf({ all: true }))
  assert.equal(await token(before), 401)
  write(liftOf({ all: true }))
})

test('B17: used clients are listed by their owner', async () => {
  const portal = { client_id: 'portal', client_secret: SECRET }
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'dcr' })
  const authorization = `Basic ${btoa(`${portal.client_id}:${portal.client_secret}`)}`
  const { json } = await send(`${enrol.issuer}/token`, { method: 'POST', body, headers: { authorization } })
  const metadata = { grant_types: ['client_credentials'] }
  const { json: client } = await register(enrol, metadata, { token: json.access_token })
  assert.equal(await token(client), 200)
  assert.deepEqual(write(listOf({ owner: ['portal'] })).map(({ client_id, owner }) => [client_id, owner]), [
    [client.client_id, 'portal'],
  ])
  assert.deepEqual(write(listOf({ owner: ['another'] })), [])
})

test('a client is listed from its first token until its deletion', async () => {
  const redirect_uris = ['https://App.example:8443/cb', 'https://other.example/cb']
  const used = await machine({ software_id: 'listed', redirect_uris })
  const unused = await machine({ software_id: 'listed' })
  const listed = () => write(listOf({ 'software-id': ['listed'] }))
  assert.deepEqual(listed(), [])
  assert.deepEqual(await Promise.all(Array.from({ length: 5 }, () => token(used))), Array(5).fill(200))
  const [{ client_id, software_id, redirect_host, first_used_at, last_used_at }, ...others] = listed()
  assert.deepEqual([client_id, software_id, redirect_host, others], [used.client_id, 'listed', 'app.example', []])
  assert.ok(first_used_at <= last_used_at && last_used_at <= Date.now() / 1000)
  assert.equal((await manage(used, { method: 'DELETE' })).status, 204)
  assert.deepEqual(listed(), [])
  assert.equal(await token(unused), 200)
})

test('R34: a replaced secret is refused, and the new secret is accepted', async () => {
  const client = await machine({})
  const renew = () =>
    send(`${client.registration_client_uri}/secret`, { method: 'POST', token: client.registration_access_token })
  const answers = await Promise.all(Array.from({ length: 8 }, renew))
  assert.deepEqual(answers.map(({ status }) => status), Array(8).fill(200))
  const { json } = await manage(client)
  const works = await Promise.all([...answers.map(({ json }) => json), client].map(token))
  assert.equal(works.filter((status) => status === 200).length, 1)
  assert.equal(await token(json), 200)
  assert.ok(answers.some((answer) => answer.json.client_secret === json.client_secret))
})
