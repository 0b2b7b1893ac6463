import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commands } from '../../scripts/lib/commands/client.mjs'

const ID = `c${'-'.repeat(21)}A`
const SEALED = `s${'-'.repeat(42)}A`
const ROW = {
  client_id: ID,
  issued_at: 0,
  revision: 3,
  deleted_at: null,
  bounds: null,
  metadata: '{"client_name":"My app"}',
}

const never = async () => assert.fail('the database was asked')

test('a client is shown with its metadata', async () => {
  const { json, text } = await commands.show(async () => [{ ...ROW, bounds: '{}' }], {}, ID)
  assert.deepEqual(json, { ...ROW, bounds: {}, state: 'registered', metadata: { client_name: 'My app' } })
  assert.equal(text, `${ID}  registered 1970-01-01T00:00:00.000Z  revision 3\n{\n  "client_name": "My app"\n}`)
})

test('a deleted client is shown with its time of deletion and its bounds', async () => {
  const row = { ...ROW, deleted_at: 60, metadata: '{}', bounds: '{"scope":["openid"]}' }
  const { json, text } = await commands.show(async () => [row], {}, ID)
  assert.deepEqual(json, { ...row, state: 'deleted', metadata: {}, bounds: { scope: ['openid'] } })
  assert.match(text, /registered 1970-.* {2}deleted 1970-01-01T00:01:00.000Z {2}revision 3\nbounds \{"scope":\["openid"\]\}$/)
})

test('a client without a row is unknown', async () => {
  await assert.rejects(commands.show(async () => [], {}, ID), /^Error: c-+A is unknown: it never registered here, or/)
})

test('a sealed client with a row is shown as a stored client', async () => {
  const row = { ...ROW, client_id: SEALED }
  const { json, text } = await commands.show(async () => [row], {}, SEALED)
  assert.deepEqual(json, { ...row, state: 'registered', metadata: { client_name: 'My app' } })
  assert.match(text, /^s-+A {2}registered 1970-.* {2}revision 3\n/)
  const { json: deleted } = await commands.show(async () => [{ ...row, deleted_at: 60, metadata: '{}' }], {}, SEALED)
  assert.deepEqual([deleted.state, deleted.metadata], ['deleted', {}])
})

test('a sealed client without a row is not an error', async () => {
  for (const id of [SEALED, 's'.padEnd(40, 'A'), 's'.padEnd(1024, 'A')]) {
    const asked = []
    const query = async (sql) => (asked.push(sql), [])
    const { json, text } = await commands.show(query, {}, id)
    assert.deepEqual(json, { client_id: id, state: 'sealed' })
    assert.equal(text, `${id}  sealed into its client_id: the database has no row for it, because it was never updated or deleted`)
    assert.ok(asked.length === 1 && asked[0].includes(`'${id}'`))
  }
})

test('a client_id that no client registered with is refused unless a client with it was imported', async () => {
  for (const [id, reason] of [
    ['s'.padEnd(39, 'A'), 'too short'],
    ['s'.padEnd(1025, 'A'), 'too long'],
    [`s${'A'.repeat(40)}B`, 'no bytes have this spelling'],
    [`s${'A'.repeat(41)}B`, 'another spelling of bytes'],
    [`s${'A'.repeat(43)}=`, 'padded'],
    [`s${'A'.repeat(42)}+/`, 'another alphabet'],
    [`S${'A'.repeat(44)}`, 'another tag'],
    [`s${'A'.repeat(44)}' OR 1`, 'no word'],
  ]) {
    await assert.rejects(commands.show(async () => [], {}, id), /name a client by the client_id/, reason)
  }
  const imported = { ...ROW, client_id: 'my app' }
  assert.equal((await commands.show(async () => [imported], {}, 'my app')).json.client_id, 'my app')
})

test('an impossible client_id is refused without a query', async () => {
  for (const id of [`s${'A'.repeat(44)}\n`, '', 'https://app.example/client.json', 'é']) {
    await assert.rejects(commands.show(never, {}, id), /name a client by the client_id/, id)
  }
})

test('a client of the settings is refused', async () => {
  for (const id of [undefined, 'partner', ID.toLowerCase(), `${ID}A`, ID.slice(1), `${ID}' --`]) {
    await assert.rejects(commands.show(async () => [], {}, id), /clients of the setting CLIENTS are in \.dev\.vars/, id)
  }
})

test('an entry of CLIENT_SECRETS has a fresh secret each time', async () => {
  const secret = (id, clients = ['-my.portal~1', 'other']) => commands.secret(never, {}, id, '--local', clients)
  const { json, text } = await secret('-my.portal~1')
  assert.match(json.client_secret, /^[\w-]{86}$/)
  assert.equal(text, `-my.portal~1:${json.client_secret}`)
  assert.notEqual((await secret('-my.portal~1')).text, text)
  for (const id of [undefined, 'my portal', 'a:b', 'x'.repeat(65), ID, SEALED, 'https', 'grün']) {
    await assert.rejects(secret(id), /name a client of the setting CLIENTS/, id)
  }
  await assert.rejects(secret('othr'), /^Error: the setting CLIENTS in .* has no client othr: add it first; did you mean other\?$/)
  await assert.rejects(secret('other', []), /^Error: the setting CLIENTS in .dev.vars and wrangler.toml has no client other: add it first$/)
})

test('clients are listed with their last use', async () => {
  const row = {
    client_id: ID, client_name: null, software_id: 'nightly', redirect_host: null, template: null,
    first_used_at: 0, last_used_at: 86_400,
  }
  const asked = []
  const query = async (sql) => asked.push(sql) && [row]
  const { json, text } = await commands.list(query, { 'software-id': ["o'x", 'y'], template: ['t'] })
  assert.deepEqual(json, [row])
  const [names, ...lines] = text.split('\n')
  assert.match(names, /^last_used {3}client_id {2}client_name {2}software_id {2}.* {2}statement_issuer$/)
  assert.deepEqual(lines, [`1970-01-02  ${ID}  -  nightly  -  -  -  -`])
  assert.match(asked[0], /software_id IN \('o''x', 'y'\) AND uses\.template IN \('t'\) ORDER BY last_used_at DESC/)
  assert.match((await commands.list(async () => [], {})).text, /^there are no clients/)
})

test('a client is approved at the admin API', async () => {
  const asked = []
  const respond = (status, body) => async (url, init) => (asked.push([url, init.method, init.headers.authorization]), Response.json(body, { status }))
  const approve = (id, status, body) =>
    commands.approve(never, { url: 'https://as.example' }, id, '--remote', { env: { ENROL_TOKEN: 'at' }, fetch: respond(status, body) })
  const { json, text } = await approve('my app', 200, { client_id: 'my app', state: 'active' })
  assert.deepEqual([json, text], [{ client_id: 'my app', state: 'active' }, 'approved my app  active'])
  assert.deepEqual(asked, [['https://as.example/admin/v1/clients/my%20app/approve', 'POST', 'Bearer at']])
  await assert.rejects(approve('', 200, {}), /name a client by the client_id/)
  await assert.rejects(approve(ID, 404, { title: 'Not found' }), /is unknown: it never registered here, or it was deleted/)
  await assert.rejects(approve(ID, 400, { detail: 'client_id must be that of a registered client' }), /answered 400: client_id must be/)
})
