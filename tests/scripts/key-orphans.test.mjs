import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { aboutRing, commands } from '../../scripts/lib/commands/key.mjs'
import { ask } from '../../scripts/lib/rules.mjs'
import { emptyDatabase } from './support/database.mjs'

const DAY = 86_400
const now = Math.floor(Date.now() / 1000)

const hintOf = (name) => createHash('sha256').update(name).digest()[0]

/** Returns the client_id of a client that is sealed with a key, with other bytes in place of the client. */
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

test('the first characters of a sealed client_id name the hint of its key', async () => {
  for (const name of ['k1', 'k2', 'a', 'z9']) {
    const { hint, beginnings } = await ask('key-name', name)
    assert.equal(Number.parseInt(hint, 16), hintOf(name))
    assert.equal(new Set(beginnings).size, 16)
    for (const next of [0, 1, 127, 254, 255]) {
      const startsWith = (byte) => beginnings.includes(`s${Buffer.from([byte, next, next]).toString('base64url').slice(0, 2)}`)
      assert.ok(startsWith(hintOf(name)), `${name} ${next}`)
      assert.ok(!startsWith((hintOf(name) + 1) % 256), `${name} ${next}`)
    }
  }
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
    hint: hintOf('k1').toString(16).padStart(2, '0'),
    is_in_ring: null,
    hint_shared_with: null,
    sealed_lately: 1,
    sealed_used: 2,
    stored_lately: 2,
    stored_used: 3,
    stored_registered: 4,
  })
  assert.match(text, /^sealed clients: 1 used in the last 90 days, 2 ever;.*\nstored clients: 2 used in the last 90 days, 3 ever, 4 in all;/m)
  assert.match(text, /^k1 {2}hint \w\w {2}check the other keys too/)
  assert.equal((await commands.orphans(query, {}, 'k3', '--remote')).json.stored_registered, 0)
})

test('an impossible name of a key is refused without a query', async () => {
  const never = async () => assert.fail('the database was asked')
  for (const name of [undefined, 'K1', "k1' --", 'k'.repeat(17)]) {
    const message = 'the name of a key of MASTER_SECRET must be 1 to 16 lower-case letters and digits'
    await assert.rejects(commands.orphans(never, {}, name), { message })
  }
})

test('other keys of the ring with the same hint are named', async () => {
  const names = Array.from({ length: 1000 }, (_, number) => `k${number}`)
  const twin = names.find((name) => name !== 'k1' && hintOf(name) === hintOf('k1'))
  const other = names.find((name) => hintOf(name) !== hintOf('k1'))
  const entries = ['k1', other, twin].map((name) => `${name}:${randomBytes(32).toString('base64url')}`)
  const ring = await ask('master-secret', ` ${entries.join('  ')}\n`)
  assert.deepEqual(ring.map(({ name }) => name), ['k1', other, twin])
  const [{ hint }] = ring
  assert.deepEqual(aboutRing('k1', hint, ring), { is_in_ring: true, hint_shared_with: [twin] })
  assert.deepEqual(aboutRing('k1', hint, ring.slice(0, 2)), { is_in_ring: true, hint_shared_with: [] })
  assert.equal(aboutRing('k1', hint, ring.slice(1, 2)).is_in_ring, false)
  assert.deepEqual(aboutRing('k1', hint, undefined), { is_in_ring: null, hint_shared_with: null })
})
