import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { commands as epochs } from '../../scripts/lib/commands/epoch.mjs'
import { commands as keys } from '../../scripts/lib/commands/key.mjs'
import { commands as statements } from '../../scripts/lib/commands/statement.mjs'
import { commands as tokens } from '../../scripts/lib/commands/token.mjs'
import { at, temporaryFolder } from '../../scripts/lib/project.mjs'
import { emptyDatabase } from './support/database.mjs'

const NOW = 100_000_000
const DAY = 86_400

/** Creates a database whose clock stands still, years from the clock of the machine. */
function elsewhere() {
  const { database, query } = emptyDatabase()
  database.function('unixepoch', () => NOW)
  return { database, query }
}

test('K17: an epoch begins with the next second of the database clock', async () => {
  const { query } = elsewhere()
  const { json, text } = await epochs.begin(query, { all: true })
  assert.deepEqual(json, [{ name: 'all', since: NOW + 1 }])
  assert.match(text, /^all {2}refused if registered before 1973-03-03T/)
})

test('a token expires by the clock of the database', async () => {
  const { query } = elsewhere()
  const { json } = await tokens.create(query, { expires: '2d' })
  assert.equal(json.expires_at, NOW + 2 * DAY)
  const [{ created_at, expires_at }] = (await tokens.list(query)).json
  assert.deepEqual([created_at, expires_at], [NOW, NOW + 2 * DAY])
})

test('the state of a signing key follows the clock of the database', async () => {
  const { database, query } = elsewhere()
  const insert = database.prepare("INSERT INTO signing_keys VALUES (?, 'ES256', '{}', '', 'k1', ?, NULL)")
  for (const [kid, begins_at] of [['before', NOW - 1], ['now', NOW]]) insert.run(kid, begins_at)
  await keys.rotate(query, { algorithm: 'ES256' })
  const rows = (await keys.list(query)).json.map(({ kid, state, due_at }) => [kid, state, due_at])
  assert.deepEqual(rows, [['before', 'retired', NOW], ['now', 'current', NOW]])
})

test('recent use of a client is counted by the clock of the database', async () => {
  const { database, query } = elsewhere()
  const use = database.prepare('INSERT INTO uses (client_id, first_used_at, last_used_at) VALUES (?1, ?2, ?2)')
  const store = database.prepare(
    'INSERT INTO clients (client_id, metadata, issued_at, secret_key, secret_generation, token_key, token_generation, ' +
      "revision) VALUES (?, '{}', 0, 'k1', 0, 'k1', 0, 0)",
  )
  for (const [id, at] of [['c1', NOW - 90 * DAY + 1], ['c2', NOW - 90 * DAY]]) {
    use.run(id, at)
    store.run(id)
  }
  const { json } = await keys.orphans(query, {}, 'k1', '--remote')
  assert.deepEqual([json.stored_lately, json.stored_used], [1, 2])
})

test('a software statement is issued and expires by the clock of the database', async () => {
  const folder = temporaryFolder()
  try {
    const { query } = elsewhere()
    const options = { 'software-id': ['app'], issuer: 'https://as.example', key: join(folder.path, 'key'), expires: '30m' }
    for (const time of ['the first', 'the second']) {
      const { json } = await statements.issue(query, options)
      assert.deepEqual([json.issued_at, json.expires_at], [NOW, NOW + 1800], time)
    }
  } finally {
    folder.remove()
  }
})

test('the command line never reads the clock of the operator', () => {
  const files = readdirSync(at('scripts/lib'), { recursive: true }).filter((name) => name.endsWith('.mjs'))
  const reading = files.filter((name) => /Date\.now|new Date\(\)/.test(readFileSync(at('scripts/lib', name), 'utf8')))
  // The certificate of this machine is for its own clock. The name of a new key has the date; nothing depends on it.
  assert.deepEqual(reading.sort(), ['local-certificate.mjs', 'master-secret.mjs'])
})
