import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commands } from '../../scripts/lib/commands/user.mjs'
import { typed, world } from './support/users.mjs'

const waiting = (database, kind = 'logout') =>
  database.prepare('SELECT * FROM deliveries WHERE kind = ? ORDER BY contents').all(kind).map((row) => ({ ...row }))

test('a new password signs the user out everywhere, and a link alone does not', async () => {
  const { query, row, count } = await world()
  const before = row('alice').password
  await commands.password(query, {}, 'Alice', '--local')
  assert.deepEqual([row('alice').password, count('sessions')], [before, 2])
  await commands.password(query, { ask: true }, 'alice', '--local', typed('another one'))
  const { password, reset_digest, reset_until } = row('alice')
  assert.notEqual(password, before)
  assert.deepEqual([reset_digest, reset_until, count('sessions')], [null, null, 1])
  assert.equal(count('passkeys'), 1, 'somebody who knew the former password may have added one')
  await assert.rejects(commands.password(query, {}, 'uguest', '--local'), /signs in at https:\/\/p.example/)
})

test('passkeys of a user are counted, listed and removed, and sessions go on', async () => {
  const { query, count } = await world()
  const { json: users, text: lines } = await commands.list(query)
  assert.deepEqual(users.map(({ passkeys }) => passkeys).sort(), [0, 1, 1])
  assert.equal(lines.match(/1 passkey /g).length, 2, lines)
  const { json, text } = await commands.passkeys(query, {}, 'Alice')
  assert.deepEqual(json, [
    { passkey_id: 'key-of-alice', name: 'My "key"', counter: 7, backup: 2, created_at: 1, last_used_at: null },
  ])
  assert.match(text, /^key-of-alice {2}"My \\"key\\"" {2}since 1970-01-01.* {2}never used {2}backed up$/)
  assert.match((await commands.passkeys(query, { remove: true }, 'alice')).text, /^removed 1 passkey of alice/)
  assert.deepEqual([count('passkeys'), count('sessions')], [1, 2])
  assert.equal((await commands.passkeys(query, {}, 'alice')).text, 'alice has no passkeys')
  await assert.rejects(commands.passkeys(query, { remove: true }, 'nobody'), /there is no user/)
})

test('a disabled user is out until an operator lets the user in again', async () => {
  const { database, query, row, count } = await world()
  const { user_id } = row('alice')
  await commands.disable(query, {}, user_id)
  assert.ok(row('alice').disabled_at > 0)
  assert.equal(count('sessions'), 1)
  const ended = database.prepare('SELECT grant_id FROM grants WHERE ended_at IS NOT NULL').all()
  assert.deepEqual(ended.map(({ grant_id }) => grant_id), [`${user_id}.1`])
  await commands.enable(query, {}, 'alice')
  assert.equal(row('alice').disabled_at, null)
  assert.equal(row('bob').disabled_at, null)
  await commands.disable(query, {}, 'uguest')
})

test('clients learn of the sessions that an operator ends, and of no others', async () => {
  for (const [command, ...rest] of [['sign-out', {}], ['disable', {}], ['delete', {}], ['password', { ask: true }], ['recover', {}]]) {
    const { database, query, row, count } = await world()
    const { user_id } = row('alice')
    await commands[command](query, ...rest, 'Alice', '--local', typed('another one'))
    assert.equal(count('sessions'), 1, command)
    const [{ created_at, ...told }, ...more] = waiting(database)
    const session = `${user_id}.s.1`
    const expected = { name: `${session} c`, kind: 'logout', recipient: 'c', contents: session, due_at: created_at, attempts: 0 }
    assert.deepEqual([told, more], [expected, []], command)
  }
  const { database, query } = await world()
  database.exec('DELETE FROM sessions')
  await commands['sign-out'](query, {}, 'alice')
  assert.deepEqual(waiting(database), [], 'the sessions had ended before')
  await assert.rejects(commands['sign-out'](query, {}, 'nobody'), /there is no user/)
})

test('nobody signs in again while the sessions of an account end', async () => {
  for (const [command, options] of [['recover', {}], ['password', { ask: true }]]) {
    const { query, count } = await world()
    let passkeys
    const observed = async (sql) => {
      // Bob has one too.
      if (/^DELETE FROM sessions/.test(sql)) passkeys = count('passkeys') - 1
      return query(sql)
    }
    await commands[command](observed, options, 'alice', '--local', typed('another one'))
    assert.equal(passkeys, 0, command)
  }
})

test('an account that is recovered is nobody’s until its user sets a password with the link', async () => {
  const { query, row, count } = await world()
  const { json } = await commands.recover(query, {}, 'Alice', '--local')
  assert.match(json.link, /\/sign-in\/reset\?code=enrol_reset_/)
  const { password, reset_digest, reset_until } = row('alice')
  assert.deepEqual([password, reset_until, count('sessions')], [null, json.expires_at, 1])
  assert.ok(!json.link.includes(reset_digest))
  await assert.rejects(commands.recover(query, {}, 'uguest', '--local'), /signs in at https:\/\/p.example: the account is recovered there/)
  await commands.disable(query, {}, 'bob')
  await assert.rejects(commands.recover(query, {}, 'bob', '--local'), /bob is disabled: enrol user enable bob/)
  await assert.rejects(commands.recover(query, {}, 'nobody', '--local'), /there is no user/)
})

test('an operator sees who has a second factor, and removes it with its recovery codes', async () => {
  const { database, query, row, count } = await world()
  const { user_id } = row('alice')
  database.exec(
    'INSERT INTO second_factors (user_id, sealed, last_step, failures, recovery_codes, since) ' +
      `VALUES ('${user_id}', 'S3ALED', 1, 0, '["digest-1","digest-2"]', 86400)`,
  )
  const shown = await commands.factor(query, {}, 'Alice')
  assert.match(shown.text, /^alice has a second factor since 1970-01-02.*; recovery codes left: 2$/)
  assert.equal((await commands.factor(query, {}, 'bob')).text, 'bob has no second factor')
  const listed = await commands.list(query)
  assert.match(listed.text, /alice {2}since [^\n]* second factor since 1970-01-02/)
  assert.ok(![shown, listed].some((answer) => /S3ALED|digest-/.test(JSON.stringify(answer))))
  const removed = await commands.factor(query, { remove: true }, 'alice')
  assert.match(removed.text, /^removed the second factor that alice had since 1970-01-02/)
  assert.deepEqual(['second_factors', 'sessions', 'grants'].map(count), [0, 2, 2])
  assert.equal((await commands.factor(query, { remove: true }, 'alice')).text, 'alice has no second factor')
  await assert.rejects(commands.factor(query, { remove: true }, 'nobody'), /there is no user/)
})

test('each step of an operator is an event without a secret', async () => {
  for (const [command, options, ...kinds] of [
    ['password', {}, 'recovery-link-made'],
    ['password', { ask: true }, 'passkey-removed', 'password-set', 'sessions-ended'],
    ['recover', {}, 'passkey-removed', 'recovery-link-made', 'sessions-ended'],
    ['recover', { 'remove-factor': true }, 'passkey-removed', 'recovery-link-made', 'sessions-ended', 'totp-removed'],
    ['passkeys', { remove: true }, 'passkey-removed'],
    ['factor', { remove: true }, 'totp-removed'],
    ['disable', {}, 'sessions-ended', 'user-disabled'],
    ['enable', {}, 'user-enabled'],
    ['sign-out', {}, 'sessions-ended'],
    ['delete', {}, 'user-deleted'],
  ]) {
    const { database, query, row } = await world()
    const { user_id } = row('alice')
    database.exec(`INSERT INTO second_factors (user_id, sealed, last_step, failures, recovery_codes, since) VALUES ('${user_id}', 'x', 0, 0, '[]', 1)`)
    await commands[command](query, options, 'alice', '--local', typed('another one'))
    const events = waiting(database, 'event')
    assert.deepEqual(events.map(({ contents }) => JSON.parse(contents)), kinds.map((e) => ({ e, u: user_id, b: 'admin' })), command)
    assert.ok(events.every(({ name, recipient }) => new RegExp(`^event ${user_id}\\.[\\w-]{22}$`).test(name) && recipient === user_id))
  }
})
