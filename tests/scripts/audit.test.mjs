import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { commands, erasureOf, eventOf } from '../../scripts/lib/commands/audit.mjs'
import { groups } from '../../scripts/lib/usage/index.mjs'
import { emptyDatabase } from './support/database.mjs'
import { statements } from './support/statements.mjs'

const SQL = statements()
const digest = (text) => createHash('sha256').update(text).digest('base64url')

/** A database whose journal of users has chained events, of which one is about a person. */
function journal(length = 3) {
  const { database, query } = emptyDatabase()
  const personal = digest(JSON.stringify(['salt', 'u1', null]))
  const add = (user, salt, of) =>
    database.prepare(SQL.AUDIT).run('users', 5, 'sign-in', 'user', null, 'pwd', 'c1', '{"é":"\\""}', user, null, salt, of, 1)
  for (let at = 0; at < length; at++) at === 1 ? add('u1', 'salt', personal) : add(null, null, null)
  let [last, links] = ['', []]
  for (let sequence = 1; sequence <= length; sequence++) {
    const of = sequence === 2 ? personal : null
    last = digest(last + JSON.stringify(['users', sequence, 5, 'sign-in', 'user', null, 'pwd', 'c1', '{"é":"\\""}', of]))
    links.push([sequence, last])
  }
  database.prepare(SQL.MOVE_CHAIN_END).all('users', length, last, 0, '')
  database.prepare(SQL.CHAIN_ROWS).run('users', JSON.stringify(links), last)
  return { database, query, last, change: (sql) => database.exec(sql) }
}

test('a journal whose events are as they were written is verified to its end', async () => {
  const { query, last } = journal()
  const { json, text } = await commands.verify(query)
  assert.deepEqual(json[2], { journal: 'users', events: 3, erased: 0, waiting: 0, sequence: 3, digest: last })
  assert.match(text, /^administration {2}0 events are as they were written$/m)
  assert.match(text, new RegExp(`^users {2}3 events are as they were written, the last is 3 with the digest ${last}$`, 'm'))
})

test('what was erased, what was cut off and what waits leaves a journal verified', async () => {
  const { query, change, database } = journal()
  change("UPDATE audit SET user_id = NULL, salt = NULL WHERE sequence = 2")
  change("UPDATE audit_chains SET cut_sequence = 1, cut_digest = (SELECT digest FROM audit WHERE sequence = 1)")
  change('DELETE FROM audit WHERE sequence = 1')
  database.prepare(SQL.AUDIT).run('users', 6, 'sign-in', 'user', null, null, null, '{}', null, null, null, null, 1)
  const { json, text } = await commands.verify(query)
  assert.deepEqual([json[2].events, json[2].erased, json[2].waiting], [2, 1, 1])
  assert.match(text, /, 1 without their user or address, which were erased, 1 are not chained yet$/)
})

test('every change of a journal is found', async () => {
  const changes = {
    "UPDATE audit SET details = '{}' WHERE sequence = 2": 'event 2 was changed, moved or put in',
    "UPDATE audit SET user_id = 'u2' WHERE sequence = 2": 'event 2 has another user or another address',
    'DELETE FROM audit WHERE sequence = 2': 'event 3 follows a row that is missing',
    'DELETE FROM audit WHERE sequence = 1': 'event 2 follows a row that is missing',
    'DELETE FROM audit WHERE sequence = 3': 'the chain ends with event 3, and the events with 2',
    'DELETE FROM audit': 'the chain ends with event 3, and the events with 0',
    'UPDATE audit SET digest = NULL WHERE sequence = 1': 'event 1 was changed, moved or put in',
  }
  for (const [sql, flaw] of Object.entries(changes)) {
    const { query, change } = journal()
    change(sql)
    await assert.rejects(commands.verify(query), ({ message }) => message.startsWith(`the journal users is broken: ${flaw}`), sql)
  }
})

test('events are listed the newest first, and exported the oldest first', async () => {
  const { query, last } = journal(2)
  const listed = await commands.list(query, {}, 'users')
  assert.deepEqual(listed.json.map(({ sequence }) => sequence), [2, 1])
  assert.equal(listed.text.split('\n')[0], '2  1970-01-01T00:00:05.000Z  sign-in  user  c1  u1  {"é":"\\""}')
  for (const [options, count] of [
    [{ event: 'sign-in' }, 2],
    [{ event: 'other' }, 0],
    [{ client: 'c1', user: 'u1' }, 1],
    [{ client: "c'" }, 0],
  ]) {
    assert.equal((await commands.list(query, options, 'users')).json.length, count, JSON.stringify(options))
  }
  const lines = (await commands.export(query, {}, 'users')).text.split('\n').map((line) => JSON.parse(line))
  assert.deepEqual(lines.map(({ sequence, journal: name }) => [sequence, name]), [[1, 'users'], [2, 'users']])
  assert.deepEqual([lines[1].salt, lines[1].digest, lines[1].details], ['salt', last, { é: '"' }])
  assert.equal((await commands.list(query, {})).text, 'there are no such events of administration')
  await assert.rejects(commands.list(query, {}, 'x'), /a journal is one of administration, clients, users/)
})

test('a command of the operator leaves an event with what its result names, and no secret', async () => {
  const { query } = journal()
  for (const [kind, json] of [
    ['initial-access-token-created', { token: 'secret', digest: 'd', uses_left: 2, expires_at: 9 }],
    ['epoch-begun', [{ name: "template o'x", since: 9 }]],
    ['signing-key-revoked', []],
  ]) {
    await query(eventOf(kind, { json }))
  }
  const { json } = await commands.list(query, {}, 'administration')
  const shown = json.map(({ sequence, kind, actor, details }) => [sequence, kind, actor, details])
  assert.deepEqual(shown, [
    [3, 'signing-key-revoked', 'command line', {}],
    [2, 'epoch-begun', 'command line', { name: "template o'x" }],
    [1, 'initial-access-token-created', 'command line', { digest: 'd', uses_left: 2 }],
  ])
})

test('an erased user is in no event, and the chain stays valid', async () => {
  const { query } = journal()
  await query(erasureOf({ user_id: 'u1' }))
  const { json } = await commands.list(query, {}, 'users')
  assert.ok(!JSON.stringify(json).includes('u1'))
  assert.deepEqual([json[1].salt, (await commands.verify(query)).json[2].erased], [undefined, 1])
})

test('every command that changes what the server trusts leaves an event', () => {
  const changing = Object.entries(groups).flatMap(([group, { commands }]) =>
    Object.entries(commands).flatMap(([name, { event }]) => (event ? [`${group} ${name}`] : [])),
  )
  const expected = ['token create', 'token revoke', 'key rotate', 'key revoke', 'epoch begin', 'epoch lift']
  assert.deepEqual(changing, [...expected, 'issuer trust', 'issuer distrust'])
})
