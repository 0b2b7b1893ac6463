import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { commands, newUser } from '../../scripts/lib/commands/user.mjs'
import { claimsOf } from '../../scripts/lib/commands/user-claims.mjs'
import { firstUser, howToSignIn, knownUser } from '../../scripts/lib/first-user.mjs'
import { checkLinks } from '../../scripts/lib/local-users.mjs'
import { askTwice } from '../../scripts/lib/passwords.mjs'
import { ask } from '../../scripts/lib/rules.mjs'
import { emptyDatabase } from './support/database.mjs'

const PASSWORD = 'battery staple'

/** Standard input with these lines, which is no terminal. */
function typed(...lines) {
  const input = new PassThrough()
  input.end(lines.map((line) => `${line}\n`).join(''))
  return { input }
}

/** A database with the users alice and bob, who have a session and a grant each. */
async function world() {
  const { database, query } = emptyDatabase()
  for (const name of ['alice', 'bob']) {
    await commands.create(query, { ask: true }, name, '--local', typed(PASSWORD))
    const { user_id } = database.prepare('SELECT user_id FROM users WHERE username = ?').get(name)
    database.exec(`INSERT INTO sessions (session_id, authenticated_at, expires_at, methods, device) VALUES ('${user_id}.s.1', 1, 9, '[]', '')`)
    database.exec(
      'INSERT INTO grants (grant_id, client_id, session_id, scope, resources, claims, authenticated_at, methods, created_at, ' +
        `expires_at, is_offline, generation, refreshed_at, is_repeated) VALUES ('${user_id}.1', 'c', '${user_id}.s.1', '[]', '[]', '{}', 1, '[]', 1, 9, 1, 0, 1, 0)`,
    )
    database.exec(
      'INSERT INTO consents (user_id, client_id, redirect_uri, scope, resources, can_start, granted_at) ' +
        `VALUES ('${user_id}', 'c', 'https://c.example/cb', '[]', '[]', 0, 1)`,
    )
    database.exec(
      'INSERT INTO passkeys (user_id, passkey_id, name, public_key, counter, backup, created_at) ' +
        `VALUES ('${user_id}', 'key-of-${name}', 'My "key"', '{}', 7, 2, 1)`,
    )
  }
  database.exec(
    "INSERT INTO users (user_id, issuer, subject, claims, created_at) VALUES ('uguest', 'https://p.example', '1', '{}', 1)",
  )
  const row = (name) => ({ ...database.prepare('SELECT * FROM users WHERE username = ?').get(name) })
  const count = (table) => database.prepare(`SELECT count(*) AS count FROM ${table}`).get().count
  return { database, query, row, count }
}

test('a user is made with a link that sets a password, and the database has only the digest of its code', async () => {
  const { query, row } = await world()
  const options = { 'display-name': "Ana O'Hara", email: 'ana@example.com', claim: ['groups=["staff"]', 'locale=pt-BR'] }
  const { json, text } = await commands.create(query, options, 'Ana@Example.com', '--local')
  assert.match(json.link, /^http:\/\/localhost:\d+\/sign-in\/reset\?code=enrol_reset_[\w-]{43}$/)
  assert.ok(text.startsWith(`${json.link}\nThis is the only time`), text)
  const stored = row('ana@example.com')
  assert.match(stored.user_id, /^u[\w-]{22}$/)
  assert.equal(stored.password, null)
  assert.deepEqual(JSON.parse(stored.claims), {
    name: "Ana O'Hara",
    email: 'ana@example.com',
    email_verified: true,
    groups: ['staff'],
    locale: 'pt-BR',
  })
  assert.match(stored.reset_digest, /^[\w-]{43}$/)
  assert.ok(!json.link.includes(stored.reset_digest))
  assert.equal(stored.reset_until - stored.created_at, 86_400)
})

test('a user can be made with a password from standard input', async () => {
  const { row } = await world()
  const alice = row('alice')
  assert.match(alice.password, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  assert.notEqual(alice.password, row('bob').password, 'each hash has a salt of its own')
  assert.equal(alice.reset_digest, null)
})

test('a name is taken once, in any case', async () => {
  const { query } = await world()
  await assert.rejects(commands.create(query, {}, 'ALICE', '--local'), /there is a user alice already/)
  for (const name of [undefined, '', 'a b', 'alïce', "a'b", 'a'.repeat(129)]) {
    await assert.rejects(commands.create(query, {}, name, '--local'), /^.*the name must be 1 to 128 letters and digits/, name)
  }
})

test('a password keeps to the rules of the server', async () => {
  const { query } = await world()
  for (const [password, reason] of [
    ['1234567', 'have at least 8 characters'],
    ['x'.repeat(257), 'have at most 256 characters'],
    ['Password', 'not be one that everybody tries first'],
    ['new-user', 'not be one that everybody tries first'],
  ]) {
    const made = commands.create(query, { ask: true }, 'new-user', '--local', typed(password))
    await assert.rejects(made, { message: `the password must ${reason}` }, password)
  }
  await assert.rejects(askTwice({ input: typed().input }), /no password on standard input/)
})

test('a password is the same however a keyboard composes it', async () => {
  const salt = 'A'.repeat(22)
  const hashOf = (password) => ask('password-hash', { username: 'anna', password, salt }, 'the password must')
  for (const [typedText, expected] of [
    ['fu\u0308r immer', 'f\u00fcr immer'],
    ['f\u00fcr\u00a0immer', 'f\u00fcr immer'],
    ['\u30cf\u309a\u30b9\u3000passphrase', '\u30d1\u30b9 passphrase'],
    ['passphrase \ufb01', 'passphrase \ufb01'],
    ['abcd\u0085efgh', 'abcd\u0085efgh'],
  ]) {
    assert.equal(await hashOf(await askTwice({ input: typed(typedText).input })), await hashOf(expected))
  }
  for (const [one, other] of [['passphrase \ufb01', 'passphrase fi'], ['abcd\u0085efgh', 'abcd efgh']]) {
    assert.notEqual(await hashOf(await askTwice({ input: typed(one).input })), await hashOf(other))
  }
})

test('claims that the server sets are not those of the operator', () => {
  for (const [options, problem] of [
    [{ claim: ['sub=x'] }, /sub is set by the server/],
    [{ claim: ['x'] }, /NAME=VALUE/],
    [{ claim: ['a=1', 'a=2'] }, /a comes twice/],
    [{ 'display-name': 'A', claim: ['name=B'] }, /name comes twice/],
    [{ email: 'nobody' }, /--email/],
  ]) {
    assert.throws(() => claimsOf(options), problem)
  }
  assert.deepEqual(claimsOf({ claim: ['n=1', 's="1"', 't=a=b'] }), { n: 1, s: '1', t: 'a=b' })
})

test('the list shows all users and their state, and no secret', async () => {
  const { query, row } = await world()
  await commands.disable(query, {}, 'bob')
  await commands.password(query, {}, 'alice', '--local')
  const { json, text } = await commands.list(query)
  assert.deepEqual(json.map(({ username }) => username).sort(), ['alice', 'bob', null])
  for (const [name, part] of [['alice', 'link valid until'], ['bob', 'disabled'], ['1 at https://p.example', 'since']]) {
    assert.ok(text.split('\n').some((line) => line.includes(name) && line.includes(part)), text)
  }
  assert.ok(!`${text}${JSON.stringify(json)}`.includes(row('alice').password))
  assert.ok(!`${text}${JSON.stringify(json)}`.includes(row('alice').reset_digest))
  const { query: none } = emptyDatabase()
  assert.match((await commands.list(none)).text, /^there are no users/)
})

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

const waiting = (database, kind = 'logout') =>
  database.prepare('SELECT * FROM deliveries WHERE kind = ? ORDER BY contents').all(kind).map((row) => ({ ...row }))

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

test('no link is made where nobody signs in with a password', () => {
  assert.throws(() => checkLinks('off'), /LOCAL_USERS is off, so no link is made/)
  checkLinks('on')
})

test('nothing is left of a deleted user, and other users stay', async () => {
  const { query, row, count } = await world()
  await commands.delete(query, {}, 'alice')
  assert.equal(row('alice').user_id, undefined)
  assert.deepEqual(['users', 'sessions', 'grants', 'consents', 'passkeys'].map(count), [2, 1, 1, 1, 1])
  for (const name of ['alice', '', "' OR 1=1 --", undefined]) {
    await assert.rejects(commands.delete(query, {}, name), name ? /there is no user/ : /the NAME of the user is missing/, name)
  }
  assert.equal(count('users'), 2)
})

test('a user can be made only if there is none yet', async () => {
  const { query, row } = await world()
  const { sql } = await newUser('demo', {}, { password: PASSWORD, condition: '1 = 1' })
  assert.deepEqual(await query(sql), [])
  assert.equal(row('demo').user_id, undefined)
  const { query: none } = emptyDatabase()
  assert.equal((await none(sql)).length, 1)
})

test('a start says how to sign in: with the password of a new user, later with the command that sets one', async () => {
  const { query } = emptyDatabase()
  assert.equal(await knownUser(query, 'on'), undefined)
  const made = await firstUser(query, 'on')
  assert.ok(howToSignIn(made, 'https://a').includes(`password  ${made.password}\n`))
  assert.equal(await firstUser(query, 'on'), undefined)
  const known = await knownUser(query, 'on')
  const text = howToSignIn(known, 'https://a')
  assert.match(text, /name {6}demo\n[^]*enrol user password demo\n\n$/)
  assert.ok(!text.includes('undefined') && !text.includes(made.password), text)
  assert.equal(await knownUser(query, 'off'), undefined)
  await commands.disable(query, {}, 'demo')
  assert.equal(await knownUser(query, 'on'), undefined)
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

test('a user is shown with the numbers of passkeys and sessions', async () => {
  const { database, query, row } = await world()
  const { user_id } = row('alice')
  database.exec(`UPDATE sessions SET expires_at = 4000000000 WHERE session_id LIKE '${user_id}.%'`)
  const { json, text } = await commands.show(query, {}, 'ALICE')
  const { username, passkeys, sessions, has_password } = json
  assert.deepEqual([username, passkeys, sessions, has_password, json.user_id], ['alice', 1, 1, true, user_id])
  assert.deepEqual(JSON.parse(text), json)
  assert.ok(!text.includes(row('alice').password))
})
