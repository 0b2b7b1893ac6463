import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { commands as audit } from '../../scripts/lib/commands/audit.mjs'
import { commands as clients } from '../../scripts/lib/commands/client.mjs'
import { commands as epochs } from '../../scripts/lib/commands/epoch.mjs'
import { commands as metrics } from '../../scripts/lib/commands/metrics.mjs'
import { commands as tokens } from '../../scripts/lib/commands/token.mjs'
import { runAt as run, server } from './support/admin-server.mjs'

const DIGEST = 'A'.repeat(43)
const TOKEN = { digest: DIGEST, label: 'CI', uses_left: 2, created_at: 0, expires_at: 86_400, bounds: { templates: ['mobile'] } }

test('a token is created at the admin API with its limits', async () => {
  const body = '{"label":"CI","uses":2,"expires_in":86400,"bounds":{"scope":["a","b"],"templates":["mobile"]}}'
  const at = server({ [`POST /initial-access-tokens ${body}`]: [201, { ...TOKEN, token: 'secret' }] })
  const { json, text, isNoted } = await run(
    tokens.create,
    undefined,
    { label: 'CI', uses: '2', expires: '1d', template: ['mobile'], scope: ['a b', 'a'] },
    at,
  )
  assert.deepEqual(json, { token: 'secret', digest: DIGEST, expires_at: 86_400, uses_left: 2 })
  assert.match(text, /^secret\nThis is the only time that the token is shown\. Uses: 2; expires 1970-01-02/)
  assert.equal(isNoted, true, 'the admin API writes the event')
  const bare = server({ 'POST /initial-access-tokens {}': [201, { ...TOKEN, token: 'secret' }] })
  await run(tokens.create, undefined, {}, bare)
  await assert.rejects(run(tokens.create, undefined, { uses: '0' }, at), /--uses must be a whole number/)
  await assert.rejects(run(tokens.create, undefined, { expires: '1y' }, at), /--expires must be minutes/)
  const refused = server({ 'POST /initial-access-tokens {}': [400, { detail: 'label must be short' }] })
  await assert.rejects(run(tokens.create, undefined, {}, refused), /the server answered 400: label must be short/)
})

test('a token is revoked however many others come before it', async () => {
  const others = (page) => Array.from({ length: 200 }, (_, index) => ({ ...TOKEN, digest: `B${page}-${index}` }))
  const answers = { [`DELETE /initial-access-tokens/${DIGEST}`]: [204] }
  for (let page = 0; page < 6; page++) {
    const place = page === 0 ? '' : `&after=${page}`
    answers[`GET /initial-access-tokens?limit=200${place}`] = [200, { initial_access_tokens: others(page), next: String(page + 1) }]
  }
  answers['GET /initial-access-tokens?limit=200&after=6'] = [200, { initial_access_tokens: [TOKEN] }]
  const at = server(answers)
  assert.match((await run(tokens.revoke, 'AAAAAA', {}, at)).text, /^revoked A{43}/)
  assert.equal(at.sent.at(-1), `DELETE /initial-access-tokens/${DIGEST}`)
})

test('a server that repeats itself, or answers without the list, is a problem', async () => {
  const page = { initial_access_tokens: [], next: 'x' }
  const at = server({ 'GET /initial-access-tokens?limit=200': [200, page], 'GET /initial-access-tokens?limit=200&after=x': [200, page] })
  await assert.rejects(run(tokens.list, undefined, {}, at), /the server repeats itself/)
  const other = server({ 'GET /initial-access-tokens?limit=200': [200, {}] })
  await assert.rejects(run(tokens.list, undefined, {}, other), /without initial_access_tokens: is this the ISSUER/)
})

test('tokens are listed and revoked at the admin API', async () => {
  const other = { ...TOKEN, digest: `B${'A'.repeat(42)}`, label: '', uses_left: 0 }
  const list = [200, { initial_access_tokens: [TOKEN, other] }]
  const at = server({ 'GET /initial-access-tokens?limit=200': list, [`DELETE /initial-access-tokens/${DIGEST}`]: [204] })
  const { json, text } = await run(tokens.list, undefined, {}, at)
  assert.deepEqual(json, [TOKEN, other])
  assert.match(text, /^A{43} {2}CI {2}uses 2 {2}expires .*\nBA{42} {2}- {2}used up or revoked/)
  const revoked = await run(tokens.revoke, 'AAAAAA', {}, at)
  assert.deepEqual([revoked.json, revoked.isNoted], [[{ digest: DIGEST, label: 'CI' }], true])
  assert.equal(at.sent.at(-1), `DELETE /initial-access-tokens/${DIGEST}`)
  const typed = { ...at, input: Readable.from(['AAAAAA\n']) }
  assert.match((await run(tokens.revoke, undefined, {}, typed)).text, /^revoked A{43} \(CI\)/)
  await assert.rejects(run(tokens.revoke, 'CCCCCC', {}, at), /there is no such token/)
  await assert.rejects(run(tokens.revoke, 'A', {}, at), /the first 6 or more characters/)
  await assert.rejects(run(tokens.revoke, `enrol_iat_${DIGEST}`, {}, at), /other users of this machine/)
})

test('clients are found at the admin API', async () => {
  const client = { client_id: 'c1', client_name: 'Photo', state: 'disabled', registered_at: 86_400, last_used_at: 172_800 }
  const query = 'owner=ana&client_name=photo&redirect_host=a.example&state=disabled&limit=200'
  const at = server({ [`GET /clients?${query}`]: [200, { clients: [client] }], 'GET /clients?limit=200': [200, { clients: [] }] })
  const options = { owner: ['ana'], name: 'photo', 'redirect-host': ['a.example'], state: 'disabled' }
  const { json, text } = await run(clients.list, undefined, options, at)
  assert.deepEqual(json, [client])
  assert.match(text, /^registered .*\n1970-01-02 {2}1970-01-03 {2}disabled {2}c1 {2}Photo {2}- /)
  assert.match((await run(clients.list, undefined, {}, at)).text, /^there are no such clients/)
  const inDatabase = { url: undefined, name: 'photo' }
  await assert.rejects(async () => run(clients.list, undefined, inDatabase, at), /--name is for the admin API alone/)
  const hosts = { 'redirect-host': ['a.example', 'b.example'] }
  await assert.rejects(run(clients.list, undefined, hosts, at), /--redirect-host may come only once here/)
})

test('a client is shown, shut out, let in, deleted, and gets another secret', async () => {
  const state = (state) => [200, { client_id: 'a/b', state }]
  const at = server({
    'GET /clients/a%2Fb': [200, { client_id: 'a/b', kind: 'imported', state: 'active' }],
    'POST /clients/a%2Fb/disable': state('disabled'),
    'POST /clients/a%2Fb/enable': state('active'),
    'POST /clients/a%2Fb/secret': [200, { client_id: 'a/b', client_secret: 's3cret', client_secret_expires_at: 86_400 }],
    'DELETE /clients/a%2Fb': [204],
    'POST /clients/c/secret': [400, { detail: 'the client has no secret' }],
  })
  assert.equal(JSON.parse((await run(clients.show, 'a/b', {}, at)).text).kind, 'imported')
  assert.equal((await run(clients.disable, 'a/b', {}, at)).text, 'disabled a/b  disabled')
  assert.equal((await run(clients.enable, 'a/b', {}, at)).text, 'enabled a/b  active')
  const { json, text } = await run(clients['rotate-secret'], 'a/b', {}, at)
  assert.equal(json.client_secret, 's3cret')
  assert.match(text, /^s3cret\nThis is the only time that the secret is shown\..* Expires 1970-01-02/)
  assert.deepEqual((await run(clients.delete, 'a/b', {}, at)).json, { client_id: 'a/b', state: 'deleted' })
  for (const command of ['show', 'disable', 'enable', 'delete', 'rotate-secret', 'approve']) {
    await assert.rejects(run(clients[command], 'unknown', {}, at), /unknown is unknown: it never registered here/, command)
    await assert.rejects(run(clients[command], '', {}, at), /name a client by the client_id/, command)
  }
  await assert.rejects(run(clients['rotate-secret'], 'c', {}, at), /400: the client has no secret/)
})

test('epochs begin, are listed and end at the admin API', async () => {
  const at = server({
    'POST /epochs {"software_id":"x"}': [201, { software_id: 'x', since: 60 }],
    'POST /epochs {"all":true}': [201, { all: true, since: 60 }],
    'GET /epochs': [200, { epochs: [{ all: true, since: 60 }, { statement_issuer: 'https://i.example', since: 120 }] }],
    'DELETE /epochs?statement_issuer=https%3A%2F%2Fi.example': [204],
    'DELETE /epochs?all=true': [204],
  })
  const begun = await run(epochs.begin, undefined, { 'software-id': ['x'] }, at)
  assert.deepEqual([begun.json, begun.isNoted], [[{ name: 'software_id x', since: 60 }], true])
  assert.equal((await run(epochs.begin, undefined, { all: true }, at)).json[0].name, 'all')
  const { json, text } = await run(epochs.list, undefined, {}, at)
  assert.deepEqual(json.map(({ name }) => name), ['all', 'statement_issuer https://i.example'])
  assert.match(text, /^all {2}refused if registered before 1970-01-01T00:01:00/)
  const lifted = await run(epochs.lift, undefined, { 'statement-issuer': ['https://i.example'] }, at)
  assert.deepEqual([lifted.text, lifted.isNoted], ['lifted statement_issuer https://i.example', true])
  assert.equal((await run(epochs.lift, undefined, { all: true }, at)).text, 'lifted all')
  await assert.rejects(run(epochs.lift, undefined, { template: ['x'] }, at), /there is no such epoch/)
  await assert.rejects(run(epochs.begin, undefined, {}, at), /give one of --all/)
})

test('the audit log is listed and exported at the admin API', async () => {
  const event = (sequence) => ({ sequence, at: 60, kind: 'epoch-begun', actor: 'client', actor_id: 'ops', details: { name: 'all' } })
  const lines = (...sequences) => sequences.map((it) => `${JSON.stringify({ journal: 'clients', ...event(it) })}\n`).join('')
  const all = Array.from({ length: 200 }, (_, index) => index + 1)
  const at = server({
    'GET /audit/administration?kind=epoch-begun&client_id=ops&limit=200': [200, { events: [event(2)], next: '2' }],
    'GET /audit/administration?kind=epoch-begun&client_id=ops&limit=200&after=2': [200, { events: [event(1)] }],
    'GET /audit/clients/export?after=0&limit=200': [200, lines(...all), 'application/jsonl'],
    'GET /audit/clients/export?after=200&limit=200': [200, lines(201), 'application/jsonl'],
    'GET /audit/users/export?after=0&limit=200': [200, '', 'application/jsonl'],
  })
  const listed = await run(audit.list, undefined, { event: 'epoch-begun', client: 'ops' }, at)
  assert.equal(listed.text.split('\n')[1], '1  1970-01-01T00:01:00.000Z  epoch-begun  client  ops  {"name":"all"}')
  const { json, text } = await run(audit.export, 'clients', {}, at)
  assert.deepEqual([json.length, text.split('\n').length, json.at(-1).sequence], [201, 201, 201])
  assert.deepEqual((await run(audit.export, 'users', {}, at)).json, [])
  await assert.rejects(run(audit.list, 'other', {}, at), /a journal is one of/)
})

test('counts are listed at the admin API', async () => {
  const count = { at: 3600, metric: 'refusal', key: 'invalid_redirect_uri', count: 3 }
  const at = server({ 'GET /metrics?metric=refusal&by=hour&since=3600&limit=200': [200, { counts: [count] }] })
  const { json, text } = await run(metrics.list, undefined, { metric: 'refusal', since: '1970-01-01T01:00Z' }, at)
  assert.deepEqual([json, text], [[count], '1970-01-01T01:00:00.000Z  refusal  invalid_redirect_uri  3'])
  const none = server({ 'GET /metrics?by=day&limit=200': [200, { counts: [] }] })
  assert.equal((await run(metrics.list, undefined, { by: 'day' }, none)).text, 'nothing was counted')
  await assert.rejects(run(metrics.list, undefined, { by: 'week' }, at), /--by must be hour or day/)
  for (const since of ['x', '2027-01-31T08:00', '2027-13-01', '1969-12-31']) {
    await assert.rejects(run(metrics.list, undefined, { since }, at), /--since must be a date/, since)
  }
})

test('an address that no server has is refused with the name of its option', async () => {
  const options = { url: 'https://as.example/?a' }
  await assert.rejects(run(epochs.list, undefined, options, server({})), /^Error: --url must not have a query/)
})
