import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startEnrol } from './support/enrol.mjs'
import { manage, register, withoutServerMembers } from './support/http.mjs'
import { introspect, tokenOf } from './support/oauth.mjs'

let enrol, database
before(async () => {
  enrol = await startEnrol({ vars: { CLIENT_STORAGE: 'stored' } })
  database = enrol.database()
})
after(async () => {
  database?.close()
  await enrol?.stop()
})

const count = () => database.prepare('SELECT count(*) AS n FROM clients').get().n

const ROW = {
  client_id: 'one',
  metadata: '{}',
  issued_at: 1,
  secret_key: 'k1',
  secret_generation: 0,
  token_key: 'k1',
  token_generation: 0,
  revision: 0,
}

function insert(row) {
  const names = Object.keys(row)
  const places = names.map(() => '?').join(', ')
  database.prepare(`INSERT INTO clients (${names.join(', ')}) VALUES (${places})`).run(...Object.values(row))
}

function assertUnavailable({ status, headers, json }) {
  assert.equal(status, 503)
  assert.match(headers.get('retry-after'), /^\d+$/)
  assert.equal(headers.get('content-type'), 'application/json')
  assert.equal(headers.get('access-control-allow-origin'), '*')
  assert.equal(json.error, 'temporarily_unavailable')
  assert.doesNotMatch(json.error_description, /sql|table|unique|d1/i)
}

test('the schema refuses invalid clients', () => {
  database.exec('BEGIN')
  insert(ROW)
  const rows = [
    ['a client_id that is taken', {}, /UNIQUE constraint failed: clients\.client_id/],
    ['no client_id', { client_id: null }, /NOT NULL/],
    ['metadata that is not JSON', { client_id: 'two', metadata: 'x' }, /malformed JSON|CHECK/],
    ['metadata that is not an object', { client_id: 'two', metadata: '[]' }, /clients_metadata_is_an_object/],
    ['a time that is text', { client_id: 'two', issued_at: 'now' }, /cannot store TEXT/],
    ['a time before 1970', { client_id: 'two', issued_at: -1 }, /clients_issued_at_is_a_time/],
    ['a generation below zero', { client_id: 'two', secret_generation: -1 }, /clients_secret_generation_counts/],
    ['a revision below zero', { client_id: 'two', revision: -1 }, /clients_revision_counts/],
  ]
  for (const [what, change, message] of rows) assert.throws(() => insert({ ...ROW, ...change }), message, what)
  database.exec('ROLLBACK')
})

test('A27, A28: without its table the server answers 503, and works again when the table is back', async () => {
  const { json: client } = await register(enrol)
  database.exec('ALTER TABLE clients RENAME TO away')
  try {
    assertUnavailable(await register(enrol))
    assertUnavailable(await manage(client))
    assertUnavailable(await manage(client, { method: 'PUT', json: withoutServerMembers(client) }))
    assertUnavailable(await manage(client, { method: 'DELETE' }))
  } finally {
    database.exec('ALTER TABLE away RENAME TO clients')
  }
  assert.deepEqual((await manage(client)).json, client)
  assert.equal((await register(enrol)).status, 201)
})

test('A27, R42: a violated uniqueness constraint is a 503 and writes nothing', async () => {
  const metadata = { redirect_uris: ['https://unique.example/callback'] }
  database.exec(`CREATE UNIQUE INDEX once ON clients (json_extract(metadata, '$.redirect_uris[0]'))
    WHERE metadata LIKE '%unique.example%'`)
  try {
    const { json: first, status } = await register(enrol, metadata)
    assert.equal(status, 201)
    const before = count()
    assertUnavailable(await register(enrol, metadata))
    assert.equal(count(), before)
    assert.equal((await manage(first)).status, 200)
  } finally {
    database.exec('DROP INDEX once')
  }
  assert.equal((await register(enrol, metadata)).status, 201)
})

test('A27: an insertion that fails half way writes nothing', async () => {
  const before = count()
  database.exec(`CREATE TRIGGER fails AFTER INSERT ON clients BEGIN SELECT RAISE(ABORT, 'no more'); END`)
  try {
    assertUnavailable(await register(enrol))
  } finally {
    database.exec('DROP TRIGGER fails')
  }
  assert.equal(count(), before)
})

test('H33: a failed update does not change the client', async () => {
  const { json: client } = await register(enrol)
  database.exec(`CREATE TRIGGER fails AFTER UPDATE ON clients BEGIN SELECT RAISE(ABORT, 'no more'); END`)
  try {
    const json = { ...withoutServerMembers(client), client_name: 'Another' }
    assertUnavailable(await manage(client, { method: 'PUT', json }))
    assertUnavailable(await manage(client, { method: 'DELETE' }))
  } finally {
    database.exec('DROP TRIGGER fails')
  }
  assert.deepEqual((await manage(client)).json, client)
})

test('H12, R32: the database has neither secrets nor tokens', async () => {
  const { json: client } = await register(enrol)
  const row = JSON.stringify(database.prepare('SELECT * FROM clients WHERE client_id = ?').get(client.client_id))
  assert.ok(row.includes('app.example'))
  assert.ok(!row.includes(client.client_secret))
  assert.ok(!row.includes(client.registration_access_token))
})

test('H50: only the identifier of a deleted client stays', async () => {
  const { json: client } = await register(enrol)
  await manage(client, { method: 'DELETE' })
  const row = database.prepare('SELECT metadata, deleted_at FROM clients WHERE client_id = ?').get(client.client_id)
  assert.equal(row.metadata, '{}')
  assert.ok(Math.abs(row.deleted_at - Date.now() / 1000) < 60)
})

test('the cron trigger forgets clients that were deleted long ago, and no others', async () => {
  const [{ json: living }, { json: recent }, { json: old }] = await Promise.all([1, 2, 3].map(() => register(enrol)))
  for (const client of [recent, old]) await manage(client, { method: 'DELETE' })
  database.prepare('UPDATE clients SET deleted_at = 1 WHERE client_id = ?').run(old.client_id)
  const response = await enrol.scheduled()
  assert.equal(response.status, 200)
  const [line] = await enrol.lines.matching(1, ({ route }) => route === 'scheduled')
  assert.equal(line.forgotten, 1)
  const find = database.prepare('SELECT client_id FROM clients WHERE client_id = ?')
  const isStored = ({ client_id }) => find.get(client_id) !== undefined
  assert.deepEqual([living, recent, old].map(isStored), [true, true, false])
})

test('H51: with reads from replicas, a client gets tokens, and its updates go to the primary database', async () => {
  const reading = await startEnrol({ vars: { CLIENT_READS: 'replica', SCOPES_SUPPORTED: 'read write' } })
  try {
    const { json: client } = await register(reading, { grant_types: ['client_credentials'], scope: 'read' })
    const token = await tokenOf(reading, client)
    assert.equal((await introspect(reading, token, client)).json.active, true)
    const changed = await manage(client, { method: 'PUT', json: { ...withoutServerMembers(client), scope: 'write' } })
    assert.deepEqual([changed.status, changed.json.scope], [200, 'write'])
    assert.equal((await manage(client, { method: 'DELETE' })).status, 204)
    assert.equal((await manage(client)).status, 401)
  } finally {
    await reading.stop()
  }
})
