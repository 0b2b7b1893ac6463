import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { commands } from '../../scripts/lib/commands/client.mjs'
import { startElsewhere, TRUST } from './support/elsewhere.mjs'
import { startEnrol } from './support/enrol.mjs'
import { assertRefused, manage, register, send } from './support/http.mjs'
import { askForToken, introspect, mintSecret, post, revoke, tokenOf } from './support/oauth.mjs'
import { assertInvalidClient, assertInvalidToken, change, MACHINE, registered, TOO_MUCH } from './support/sealed.mjs'

const named = (number) => ({ client_name: `Name ${number}`, redirect_uris: [`https://app.example/${number}`] })

const statusesOf = (answers) => answers.map(({ status }) => status)

const count = (answers, wanted) => answers.filter(({ status }) => status === wanted).length

/** Returns the rows of every table but that of the counts, which isolates store when they have time. */
function contents(database) {
  const condition = `type = 'table' AND name <> 'counts' AND name NOT GLOB '_cf_*'`
  const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE ${condition}`).all()
  assert.ok(tables.some(({ name }) => name === 'clients'))
  return tables.map(({ name }) => [name, database.prepare(`SELECT * FROM ${name}`).all()])
}

const rowsOf = (database, { client_id }) =>
  database.prepare('SELECT * FROM clients WHERE client_id = ?').all(client_id)

/** Asserts that no credential of a client is accepted. */
async function assertGone(enrol, client, token) {
  assertInvalidToken(await manage(client))
  assertInvalidToken(await change(client, { client_name: 'Back again' }))
  assertInvalidToken(await manage(client, { method: 'DELETE' }))
  assertInvalidClient(await askForToken(enrol, client))
  assertInvalidClient(await introspect(enrol, token, client))
  assertInvalidClient(await revoke(enrol, token, client))
}

describe('a server that seals', () => {
  const api = { client_id: 'api', client_secret: mintSecret(), token_endpoint_auth_method: 'client_secret_basic' }
  const manners = {}
  let enrol, database, elsewhere
  before(async () => {
    elsewhere = await startElsewhere(manners)
    const CLIENTS = JSON.stringify({ api: { grant_types: ['client_credentials'] } })
    enrol = await startEnrol({
      vars: { CLIENTS, CLIENT_SECRETS: `api:${api.client_secret}`, LOOPBACK_FETCH: 'on', SCOPES_SUPPORTED: 'read write' },
      env: TRUST,
    })
    database = enrol.database()
  })
  after(async () => {
    database?.close()
    await enrol?.stop()
    await elsewhere?.stop()
  })

  /**
   * Sends twenty concurrent updates and deletions. An update reads the client and then fetches its sector document, which
   * is served only after all have asked. So every update has read the same client before the first one is stored.
   */
  async function race(client, { updates = 20, ...options } = {}) {
    const path = `/${crypto.randomUUID()}`
    const redirectUris = JSON.stringify(Array.from({ length: updates }, (_, number) => named(number).redirect_uris[0]))
    const asked = []
    const all = Promise.withResolvers()
    manners[path] = (response) => asked.push(response) === updates && all.resolve()
    const sector = { sector_identifier_uri: elsewhere.origin + path }
    const made = Array.from({ length: updates }, (_, number) => change(client, { ...named(number), ...sector }, options))
    await Promise.race([all.promise, Promise.all(made)])
    assert.equal(asked.length, updates)
    const deletions = Array.from({ length: 20 - updates }, () => manage(client, { method: 'DELETE' }))
    for (const response of asked) response.writeHead(200, { 'content-type': 'application/json' }).end(redirectUris)
    return Promise.all([...made, ...deletions])
  }

  const query = async (sql) => database.prepare(sql).all()

  test('K1, K8: a registration changes nothing in the database, and neither does a read', async () => {
    const before = contents(database)
    const client = await registered(enrol)
    assert.deepEqual((await manage(client)).json, client)
    assert.deepEqual(contents(database), before)
    const shown = await commands.show(query, {}, client.client_id)
    assert.deepEqual(shown.json, { client_id: client.client_id, state: 'sealed' })
  })

  test('K7: an updated client has one row, after any number of updates', async () => {
    const client = await registered(enrol)
    for (const number of [1, 2]) {
      const { status, json } = await change(client, named(number))
      assert.equal(status, 200, JSON.stringify(json))
      assert.deepEqual(json, { ...client, ...named(number) })
      assert.deepEqual((await manage(client)).json, json)
      const [row, ...others] = rowsOf(database, client)
      assert.deepEqual([row.revision, row.deleted_at, others], [number, null, []])
      for (const secret of [client.client_secret, client.registration_access_token]) {
        assert.ok(!JSON.stringify(row).includes(secret))
      }
    }
    const { json: shown } = await commands.show(query, {}, client.client_id)
    assert.deepEqual([shown.state, shown.revision, shown.metadata.client_name], ['registered', 2, 'Name 2'])
  })

  test('an update that is refused or fails in the database stores nothing', async () => {
    const client = await registered(enrol)
    assertRefused(await change(client, { redirect_uris: ['http://app.example/'] }), 400)
    database.exec(`CREATE TRIGGER fails AFTER INSERT ON clients BEGIN SELECT RAISE(ABORT, 'no more'); END`)
    try {
      assertRefused(await change(client, named(1)), 503)
      assertRefused(await manage(client, { method: 'DELETE' }), 503)
    } finally {
      database.exec('DROP TRIGGER fails')
    }
    assert.deepEqual(rowsOf(database, client), [])
    assert.deepEqual((await manage(client)).json, client)
  })

  test('If-Match applies to a client without a row as to any other client', async () => {
    const client = await registered(enrol)
    const { headers } = await manage(client)
    const first = { headers: { 'if-match': headers.get('etag') } }
    assertRefused(await change(client, named(1), { headers: { 'if-match': '"other"' } }), 412)
    assertRefused(await manage(client, { method: 'DELETE', headers: { 'if-match': '"other"' } }), 412)
    assert.deepEqual(rowsOf(database, client), [])
    const updated = await change(client, named(1), first)
    assert.equal(updated.status, 200)
    assertRefused(await change(client, named(2), first), 412)
    assertRefused(await manage(client, { method: 'DELETE', ...first }), 412)
    const second = { headers: { 'if-match': updated.headers.get('etag') } }
    assert.equal((await manage(client, { method: 'DELETE', ...second })).status, 204)
  })

  test('H40: twenty concurrent first updates succeed, and the last one wins completely', async () => {
    const client = await registered(enrol)
    const answers = await race(client)
    assert.deepEqual(statusesOf(answers), Array(20).fill(200))
    const { json: last } = await manage(client)
    const made = answers.map(({ json }) => json)
    assert.deepEqual(last, made.find(({ client_name }) => client_name === last.client_name))
    assert.deepEqual(last.redirect_uris, [last.client_name.replace('Name ', 'https://app.example/')])
    const [row, ...others] = rowsOf(database, client)
    assert.deepEqual([row.revision, others], [made.length, []])
  })

  test('of twenty concurrent first updates with the same entity tag, one succeeds', async () => {
    const client = await registered(enrol)
    const { headers } = await manage(client)
    const answers = await race(client, { headers: { 'if-match': headers.get('etag') } })
    assert.deepEqual(statusesOf(answers).sort(), [200, ...Array(19).fill(412)])
    const winner = answers.find(({ status }) => status === 200).json
    assert.deepEqual((await manage(client)).json, winner)
    assert.equal(rowsOf(database, client)[0].revision, 1)
  })

  test('K17: concurrent first updates and deletions end in one state', async () => {
    for (const updates of [4, 10]) {
      const client = await registered(enrol)
      const answers = await race(client, { updates })
      for (const status of statusesOf(answers)) assert.ok([200, 204, 401].includes(status), `status ${status}`)
      const deletions = count(answers, 204)
      assert.ok(deletions <= 1, `deleted ${deletions} times`)
      assert.ok(deletions === 1 || count(answers, 401) === 0, 'nobody is refused unless it was deleted')
      const [row, ...others] = rowsOf(database, client)
      assert.deepEqual([row.revision, others], [count(answers, 200), []])
      assert.deepEqual([row.deleted_at !== null, row.metadata === '{}'], Array(2).fill(deletions === 1))
      assert.equal((await manage(client)).status, deletions === 1 ? 401 : 200)
    }
  })

  for (const method of ['client_secret_basic', 'client_secret_post', 'client_secret_jwt']) {
    test(`K6, K17, H45, H50: a client gets tokens by ${method} until it is deleted`, async () => {
      const client = await registered(enrol, { ...MACHINE, token_endpoint_auth_method: method })
      assertInvalidClient(await askForToken(enrol, { ...client, client_secret: mintSecret() }))
      const nobody = { client_id: client.client_id, token_endpoint_auth_method: 'none' }
      assertInvalidClient(await askForToken(enrol, nobody))
      const first = await tokenOf(enrol, client)
      assert.deepEqual(rowsOf(database, client), [])
      assert.equal((await change(client, { scope: 'read write' })).status, 200)
      const second = await tokenOf(enrol, client)
      for (const [token, scope] of [[first, 'read'], [second, 'read write']]) {
        const { json } = await introspect(enrol, token, client)
        assert.deepEqual([json.active, json.client_id, json.scope], [true, client.client_id, scope])
      }
      assert.equal((await manage(client, { method: 'DELETE' })).status, 204)
      await assertGone(enrol, client, second)
      for (const token of [first, second]) {
        assert.deepEqual((await introspect(enrol, token, api)).json, { active: false })
      }
      const { json: shown } = await commands.show(query, {}, client.client_id)
      assert.deepEqual([shown.state, shown.metadata], ['deleted', {}])
    })
  }

  test('K17: a client that is deleted without an update is gone too', async () => {
    const client = await registered(enrol, MACHINE)
    const token = await tokenOf(enrol, client)
    assert.equal((await manage(client, { method: 'DELETE' })).status, 204)
    const [row, ...others] = rowsOf(database, client)
    assert.deepEqual([row.metadata, others], ['{}', []])
    assert.ok(Math.abs(row.deleted_at - Date.now() / 1000) < 60)
    await assertGone(enrol, client, token)
    assert.deepEqual(rowsOf(database, client), [row])
  })

  test('H45, K16, K17: the cron trigger forgets deleted stored clients, and deleted sealed clients after the end of their life', async () => {
    const sealed = await registered(enrol, MACHINE)
    const token = await tokenOf(enrol, sealed)
    const { json: stored } = await register(enrol, TOO_MUCH)
    assert.match(stored.client_id, /^c[\w-]{22}$/)
    for (const client of [sealed, stored]) {
      assert.equal((await manage(client, { method: 'DELETE' })).status, 204)
      database.prepare('UPDATE clients SET deleted_at = 1 WHERE client_id = ?').run(client.client_id)
    }
    assert.equal((await enrol.scheduled()).status, 200)
    const [line] = await enrol.lines.matching(1, ({ route }) => route === 'scheduled')
    assert.equal(line.forgotten, 1)
    assert.deepEqual([sealed, stored].map((client) => rowsOf(database, client).length), [1, 0])
    await assertGone(enrol, sealed, token)

    const { json: unused } = await register(enrol, TOO_MUCH)
    const age = database.prepare('UPDATE clients SET issued_at = 1 WHERE client_id = ?')
    for (const client of [sealed, unused]) age.run(client.client_id)
    assert.equal((await enrol.scheduled()).status, 200)
    const [, later] = await enrol.lines.matching(2, ({ route }) => route === 'scheduled')
    assert.equal(later.unused, 2)
    assert.deepEqual([sealed, unused].map((client) => rowsOf(database, client).length), [0, 0])
    assert.deepEqual({ ...database.prepare("SELECT since FROM epochs WHERE name = 'unused'").get() }, { since: 1 })
    assert.equal((await manage(unused)).status, 401)
  })

  test('K1, A27: without the table of clients, a client that fits into an identifier is registered, and accepted when the table is back', async () => {
    const earlier = await registered(enrol, MACHINE)
    database.exec('ALTER TABLE clients RENAME TO away')
    let client
    try {
      client = await registered(enrol, MACHINE)
      assertRefused(await register(enrol, TOO_MUCH), 503)
      for (const one of [earlier, client]) {
        assertRefused(await manage(one), 503)
        assertRefused(await change(one, { client_name: 'Other' }), 503)
        assertRefused(await manage(one, { method: 'DELETE' }), 503)
        assertRefused(await askForToken(enrol, one), 503)
      }
    } finally {
      database.exec('ALTER TABLE away RENAME TO clients')
    }
    assert.deepEqual((await manage(client)).json, client)
    for (const one of [earlier, client]) await tokenOf(enrol, one)
  })

  test('R35, R46: the log has the client_id, and no sealed or secret values', async () => {
    const contents = { ...MACHINE, client_name: 'Not for the log', contacts: ['nobody@log.example'] }
    const named = (name) => ({ headers: { 'cf-ray': `sealed-${name}` } })
    const client = await registered(enrol, contents, named(1))
    await manage(client, named(2))
    await change(client, {}, named(3))
    const { json } = await post(enrol, '/token', { grant_type: 'client_credentials' }, client, named(4).headers)
    await manage(client, { method: 'DELETE', ...named(5) })
    await manage(client, named(6))
    const forged = `${client.client_id.slice(0, -4)}AAAA`
    await send(`${enrol.issuer}/register/${forged}`, { token: client.registration_access_token, ...named(7) })
    const lines = await enrol.lines.matching(7, ({ ray_id }) => ray_id?.startsWith('sealed-'))
    const told = lines.map(({ status, client_id = null }) => [status, client_id])
    const id = client.client_id
    assert.deepEqual(told, [[201, id], [200, id], [200, id], [200, id], [204, id], [401, id], [401, null]])
    const text = JSON.stringify(enrol.lines.all)
    const { client_secret, registration_access_token } = client
    const secrets = [client_secret, registration_access_token, json.access_token, forged]
    for (const secret of [...secrets, ...contents.contacts, contents.client_name]) assert.ok(!text.includes(secret), secret)
  })
})
