import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commands } from '../../scripts/lib/commands/key.mjs'
import { emptyDatabase } from './support/database.mjs'

const DAY = 86_400
const now = Math.floor(Date.now() / 1000)

/** Creates a database with keys, each given by kid, algorithm and begin; returns the function that queries it. */
function databaseWith(...keys) {
  const { database, query } = emptyDatabase()
  const insert = database.prepare(
    "INSERT INTO signing_keys (kid, algorithm, public, sealed, sealed_with, begins_at) VALUES (?, ?, '{}', '', 'k1', ?)",
  )
  for (const key of keys) insert.run(...key)
  return query
}

const statesOf = async (query) =>
  Object.fromEntries((await commands.list(query)).json.map(({ kid, state, due_at }) => [kid, due_at ? `${state}, due` : state]))

test('a key is retired, current or next', async () => {
  const query = databaseWith(
    ['oldest', 'ES256', now - 100 * DAY],
    ['second', 'ES256', now - DAY],
    ['third', 'ES256', now + DAY],
    ['young', 'RS256', now],
  )
  assert.deepEqual(await statesOf(query), { oldest: 'retired', second: 'current', third: 'next', young: 'current' })
  const { text, json } = await commands.list(query)
  assert.match(text, /^oldest {2}ES256 {2}retired {2}from \d{4}-.*Z\nsecond/)
  assert.deepEqual(Object.keys(json[0]), ['kid', 'algorithm', 'begins_at', 'due_at', 'state'])
  assert.match((await commands.list(databaseWith())).text, /there are no signing keys/)
})

test('the next key signs if no key has begun', async () => {
  assert.deepEqual(await statesOf(databaseWith(['a', 'ES256', now + DAY], ['b', 'ES256', now + 2 * DAY])), {
    a: 'current',
    b: 'next',
  })
})

test('a rotation marks the keys of the wanted algorithm', async () => {
  const query = databaseWith(['a', 'ES256', now - DAY], ['b', 'RS256', now - DAY])
  assert.deepEqual((await commands.rotate(query, { algorithm: 'RS256' })).json, [{ algorithm: 'RS256' }])
  assert.deepEqual(await statesOf(query), { a: 'current', b: 'current, due' })
  assert.match((await commands.list(query)).text, /^b .* due$/m)
  const both = await commands.rotate(query, {})
  assert.deepEqual(both.json, [{ algorithm: 'ES256' }, { algorithm: 'RS256' }])
  assert.deepEqual(await statesOf(query), { a: 'current, due', b: 'current, due' })
})

test('a rotation is refused while there is a next key', async () => {
  const query = databaseWith(['a', 'ES256', now - DAY], ['b', 'ES256', now + DAY], ['c', 'RS256', now - DAY])
  await assert.rejects(commands.rotate(query, { algorithm: 'ES256' }), /ES256: nothing to rotate/)
  const { json, text } = await commands.rotate(query, {})
  assert.deepEqual(json, [{ algorithm: 'RS256' }])
  assert.match(text, /^ES256: nothing to rotate.*\nRS256: .* one day later$/)
  assert.deepEqual(await statesOf(query), { a: 'current', b: 'next', c: 'current, due' })
  await assert.rejects(commands.rotate(databaseWith(), {}), /ES256: .*\n! RS256: /)
  await assert.rejects(commands.rotate(query, { algorithm: "x'" }), /--algorithm must be ES256 or RS256/)
})

test('a key is revoked by its kid or the first characters of the kid, and no other key', async () => {
  const query = databaseWith(['abcdef-1', 'ES256', now], ['abcdeF-2', 'RS256', now])
  for (const name of [undefined, 'abcde', "abcdef' --", 'a'.repeat(23)]) {
    await assert.rejects(commands.revoke(query, {}, name), /name a key/)
  }
  await assert.rejects(commands.revoke(query, {}, 'xxxxxx'), /no such key/)
  const { json, text } = await commands.revoke(query, {}, 'abcdef')
  assert.deepEqual(json, [{ kid: 'abcdef-1', algorithm: 'ES256' }])
  assert.match(text, /^revoked abcdef-1 of ES256/)
  assert.deepEqual(await statesOf(query), { 'abcdeF-2': 'current' })
})
