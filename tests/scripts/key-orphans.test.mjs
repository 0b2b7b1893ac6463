import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { aboutHint, beginningsOf, hintOf, namesIn } from '../../scripts/lib/key-orphans.mjs'
import { commands } from '../../scripts/lib/commands/key.mjs'
import { emptyDatabase } from './support/database.mjs'

const DAY = 86_400
const now = Math.floor(Date.now() / 1000)

// As the server seals, with nothing in it.
const sealedWith = (name, filling) => `s${Buffer.from([hintOf(name), ...Array(40).fill(filling)]).toString('base64url')}`

/** A database of clients that were used so many days ago, and of others that are stored with these keys. */
function databaseWith({ used = {}, stored = [] }) {
  const { database, query } = emptyDatabase()
  const use = database.prepare('INSERT INTO uses (client_id, first_used_at, last_used_at) VALUES (?1, ?2, ?2)')
  for (const [id, days] of Object.entries(used)) use.run(id, now - days * DAY)
  const store = database.prepare(
    'INSERT INTO clients (client_id, metadata, issued_at, secret_key, secret_generation, token_key, token_generation, ' +
      "revision, deleted_at) VALUES (?, '{}', 0, ?, 0, ?, 0, 0, ?)",
  )
  for (const client of stored) store.run(...client)
  return query
}

test('the beginning of a sealed client_id tells the hint of its key', () => {
  for (let hint = 0; hint < 256; hint++) {
    const beginnings = beginningsOf(hint)
    assert.equal(new Set(beginnings).size, 16)
    for (const next of [0, 1, 127, 254, 255]) {
      const id = `s${Buffer.from([hint, next, next]).toString('base64url')}`
      assert.ok(beginnings.includes(id.slice(0, 3)), `${hint} ${next}`)
      assert.ok(!beginningsOf((hint + 1) % 256).includes(id.slice(0, 3)), `${hint} ${next}`)
    }
  }
  assert.equal(hintOf('k1'), Number.parseInt(createHash('sha256').update('k1').digest('hex').slice(0, 2), 16))
})

test('clients that are sealed with a key, or have a credential of it, are counted by when they were used', async () => {
  const [lately, longAgo, changed, deleted] = [1, 2, 3, 4].map((filling) => sealedWith('k1', filling))
  const query = databaseWith({
    used: { [lately]: 1, [longAgo]: 91, [changed]: 1, [sealedWith('k2', 1)]: 1, c1: 89, c2: 200 },
    stored: [
      [changed, 'k1', 'k2', null],
      [deleted, 'k1', 'k1', 60],
      ['c1', 'k2', 'k1', null],
      ['c2', 'k1', 'k1', null],
      ['c3', 'k1', 'k1', null],
      ['c4', 'k2', 'k2', null],
    ],
  })
  const { json, text } = await commands.orphans(query, {}, 'k1', '--remote')
  assert.deepEqual(json, {
    name: 'k1',
    hint: hintOf('k1').toString(16),
    is_in_ring: null,
    hint_shared_with: null,
    sealed_lately: 1,
    sealed_used: 2,
    stored_lately: 2,
    stored_used: 3,
    stored_registered: 4,
  })
  assert.match(text, /: 1 used in the last 90 days, 2 ever;.*\n.*: 2 used in the last 90 days, 3 ever, 4 in all;/)
  assert.match(text, /^k1 {2}hint \w\w {2}ask for the other keys too/)
  assert.equal((await commands.orphans(query, {}, 'k3', '--remote')).json.stored_registered, 0)
})

test('what is no name of a key is not looked for', async () => {
  const never = async () => assert.fail('the database was asked')
  for (const name of [undefined, 'K1', "k1' --", 'k'.repeat(17)]) {
    await assert.rejects(commands.orphans(never, {}, name), /name a key of the master secret/)
  }
})

test('of a master secret nothing but the names of its keys is read', () => {
  assert.deepEqual(namesIn(' k2:abc  k1:def\n'), ['k2', 'k1'])
  assert.deepEqual(namesIn('k1 justasecret k2: :def Q:x'), [])
})

test('a hint that another key of the ring has is told', () => {
  const names = Array.from({ length: 1000 }, (_, number) => `k${number}`)
  const twin = names.find((name) => name !== 'k1' && hintOf(name) === hintOf('k1'))
  const other = names.find((name) => hintOf(name) !== hintOf('k1'))
  assert.deepEqual(aboutHint('k1', ['k1', other, twin]).hint_shared_with, [twin])
  assert.deepEqual(aboutHint('k1', ['k1', other]), { ...aboutHint('k1'), is_in_ring: true, hint_shared_with: [] })
  assert.equal(aboutHint('k1', [other]).is_in_ring, false)
})
