import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { manage, register, send } from '../e2e/support/http.mjs'
import { mintSecret } from '../e2e/support/oauth.mjs'
import { share } from './support/share.mjs'

const FLOOD = share(20_000)
const ROWS = share(100_000)
const AT_ONCE = 16
/** The most keys of a metric in an hour, with the key of all others. */
const MOST_KEYS = 51
const SECRET = mintSecret()

let enrol, database, token
before(async () => {
  const operations = { grant_types: ['client_credentials'], scope: 'admin' }
  enrol = await startEnrol({
    vars: {
      APPROVAL: 'unverified',
      CLIENTS: JSON.stringify({ operations }),
      CLIENT_SECRETS: `operations:${SECRET}`,
      POLICIES: 'database',
    },
    limits: { REGISTRATION_LIMIT: 1_000_000, STORAGE_LIMIT: 1_000_000 },
  })
  database = enrol.database()
  const authorization = `Basic ${Buffer.from(`operations:${SECRET}`).toString('base64')}`
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  token = (await send(`${enrol.issuer}/token`, { method: 'POST', body, headers: { authorization } })).json.access_token
})
after(async () => {
  database?.close()
  await enrol?.stop()
})

const ask = (path, options) => send(`${enrol.issuer}/admin/v1${path}`, { token, ...options })

/** Returns the numbers of rows of all tables of clients. */
function clientRows() {
  const tables = ['clients', 'approvals', 'disabled_clients']
  return tables.map((table) => database.prepare(`SELECT count(*) AS n FROM ${table}`).get().n)
}

test(`${FLOOD} anonymous registrations leave no client, few counts, and the list as it was`, async () => {
  await ask('/policies/open', { method: 'POST', json: { protected_names: ['Example Bank'], lifetime: 86_400 } })
  assert.equal((await ask('/policies/open/1/activate', { method: 'POST' })).status, 200)
  const { json: minted } = await ask('/initial-access-tokens', { method: 'POST', json: { description: 'Partners' } })
  const kept = (await register(enrol, { redirect_uris: ['https://kept.example/cb'] }, { token: minted.initial_access_token })).json
  const [before, listed] = [clientRows(), (await ask('/clients')).json]

  let sent = 0
  const outcomes = new Map()
  const stream = async () => {
    while (sent < FLOOD) {
      const number = sent++
      const client = { client_name: `App ${number}`, redirect_uris: [`https://${number}.example/cb`], software_id: `${number}` }
      const { status } = await register(enrol, number % 4 ? client : { ...client, client_name: 'Example Bank' })
      outcomes.set(status, (outcomes.get(status) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, stream))
  const refused = Math.ceil(FLOOD / 4)
  assert.deepEqual(Object.fromEntries(outcomes), { 201: FLOOD - refused, 400: refused })

  const lines = await enrol.lines.matching(FLOOD, ({ route }) => route === 'client_registration')
  const costs = lines.map(({ d1_statements }) => d1_statements)
  // The policies are read again after 30 s.
  assert.ok(costs.filter((statements) => statements > 0).length < FLOOD / 100, 'a registration asks for nothing')
  assert.ok(Math.max(...costs) <= 2, `${Math.max(...costs)} statements`)
  await enrol.scheduled()
  assert.deepEqual(clientRows(), before)
  assert.deepEqual((await ask('/clients')).json, listed)
  assert.equal((await manage(kept)).status, 200)

  const keys = database.prepare('SELECT metric, count(*) AS keys, sum(count) AS sum FROM counts GROUP BY metric, hour').all()
  assert.ok(keys.length > 0)
  for (const { metric, keys: number } of keys) assert.ok(number <= MOST_KEYS, `${number} keys of ${metric}`)
  const registrations = keys.filter(({ metric }) => metric === 'registration').reduce((sum, { sum: count }) => sum + count, 0)
  assert.equal(registrations, lines.length)
})

test(`${ROWS} clients that nobody used are swept in one run, and the used one stays`, async () => {
  const used = (await register(enrol, { redirect_uris: ['https://used.example/cb'], client_name: 'Used' })).json
  const insert = database.prepare(`INSERT INTO clients (client_id, metadata, issued_at, secret_key, secret_generation,
    token_key, token_generation, revision, unused) VALUES (?, '{}', 1, 'k1', 0, 'k1', 0, 0, 2)`)
  database.exec('BEGIN')
  for (let number = 0; number < ROWS; number++) insert.run(`cidle-${number}`)
  database.exec('COMMIT')
  const runs = enrol.lines.all.filter(({ unused }) => unused !== undefined).length
  await enrol.scheduled()
  const lines = await enrol.lines.matching(runs + 1, ({ unused }) => unused !== undefined)
  assert.equal(lines.at(-1).unused, ROWS)
  assert.equal(database.prepare("SELECT count(*) AS n FROM clients WHERE client_id LIKE 'cidle-%'").get().n, 0)
  assert.equal((await manage(used)).status, 200)
})
