import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startEnrol } from './support/enrol.mjs'
import { register, send } from './support/http.mjs'
import { mintSecret } from './support/oauth.mjs'

const SECRET = mintSecret()

let enrol, database
before(async () => {
  const operations = { grant_types: ['client_credentials'], scope: 'admin:metrics:read' }
  enrol = await startEnrol({
    vars: { CLIENTS: JSON.stringify({ operations }), CLIENT_SECRETS: `operations:${SECRET}` },
  })
  database = enrol.database()
})
after(async () => {
  database?.close()
  await enrol?.stop()
})

const isOfMetrics = ({ route }) => route === 'metrics'
const stored = () => database.prepare('SELECT metric, key, sum(count) AS count FROM counts GROUP BY metric, key').all()
const sums = () => Object.fromEntries(stored().map(({ metric, key, count }) => [`${metric} ${key}`, count]))

async function token() {
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  const authorization = `Basic ${Buffer.from(`operations:${SECRET}`).toString('base64')}`
  return send(`${enrol.issuer}/token`, { method: 'POST', body, headers: { authorization } })
}

test('an isolate stores its first counts after the answer, and lets no answer wait', async () => {
  assert.equal((await send(`${enrol.issuer}/register`)).status, 405)
  for (let tries = 0; tries < 100 && stored().length === 0; tries++) await send(`${enrol.issuer}/healthz`)
  assert.deepEqual(sums(), { 'refusal invalid_request': 1 })
})

test('requests are counted in the isolate, and the cron trigger stores the counts', async () => {
  const app = { client_name: 'Photo \u2764', redirect_uris: ['https://app.example/cb'] }
  const registered = []
  for (let number = 0; number < 3; number++) registered.push((await register(enrol, app)).json.client_id)
  assert.equal((await register(enrol, { ...app, redirect_uris: ['https://app.example/#'] })).status, 400)
  const { json: { access_token } } = await token()
  assert.equal((await enrol.scheduled('* * * * *')).status, 200)
  const expected = {
    'redirect_host app.example': 3,
    'refusal invalid_redirect_uri redirect_uris': 1,
    'refusal invalid_request': 1,
    'registrant nobody': 3,
    'registration refused': 1,
    'registration registered': 3,
    ...Object.fromEntries(registered.map((id) => [`sealed_client ${id}`, 1])),
    'software Photo \u2764': 3,
    'token client_credentials issued': 1,
  }
  assert.deepEqual(sums(), expected)

  const { json } = await send(`${enrol.issuer}/admin/v1/metrics?by=day`, { token: access_token })
  const listed = json.counts.map(({ metric, key, count }) => [`${metric} ${key}`, count])
  assert.deepEqual(Object.fromEntries(listed), expected)
  const next = await send(`${enrol.issuer}/admin/v1/metrics?metric=software&limit=1`, { token: access_token })
  const after = new URLSearchParams({ metric: 'software', after: next.json.next })
  assert.deepEqual((await send(`${enrol.issuer}/admin/v1/metrics?${after}`, { token: access_token })).json, { counts: [] })
})

test('the statement of the counts is none of the request, and a flood of names has few rows', async () => {
  const lines = await enrol.lines.matching(4, ({ route, method }) => route === 'client_registration' && method === 'POST')
  assert.deepEqual(lines.map(({ d1_statements }) => d1_statements), [0, 0, 0, 0])
  const named = (number) => ({ client_name: `n${number}`, redirect_uris: [`https://h${number}.example/`] })
  for (let number = 0; number < 60; number++) assert.equal((await register(enrol, named(number))).status, 201)
  assert.equal((await enrol.scheduled('* * * * *')).status, 200)
  const counts = sums()
  assert.equal(counts['registration registered'], 63)
  assert.ok(counts['software other'] >= 40, JSON.stringify(counts))
  assert.ok(stored().filter(({ metric }) => metric === 'software').length <= 22)
})

test('counts that cannot be stored are in the log, and are stored the next time', async () => {
  database.exec('ALTER TABLE counts RENAME TO gone')
  assert.equal((await register(enrol)).status, 201)
  assert.equal((await enrol.scheduled('* * * * *')).status, 200)
  const [line] = await enrol.lines.matching(1, isOfMetrics)
  assert.equal(line.code, 'temporarily_unavailable')
  assert.match(line.fault, /no such table: counts/)
  database.exec('ALTER TABLE gone RENAME TO counts')
  assert.equal((await enrol.scheduled('17 * * * *')).status, 200)
  assert.equal(sums()['registration registered'], 64)
})

test('a data point that cannot be written costs no answer, and one that can is no line', async (context) => {
  const isOfClient = (id) => ({ client_id }) => client_id === id
  const earlier = enrol.lines.all.filter(isOfMetrics).length
  const registered = await register(enrol, { redirect_uris: ['https://app.example/cb'] })
  assert.equal(registered.status, 201)
  // The line of a data point comes before the line of its request.
  await enrol.lines.matching(1, isOfClient(registered.json.client_id))
  assert.equal(enrol.lines.all.filter(isOfMetrics).length, earlier)
  const without = await startEnrol({ vars: { ANALYTICS: 'no dataset' } })
  context.after(without.stop)
  assert.equal((await register(without, { redirect_uris: ['https://app.example/cb'] })).status, 201)
  const [line] = await without.lines.matching(1, isOfMetrics)
  assert.equal(line.code, 'temporarily_unavailable')
})
