import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commands, newUser } from '../../scripts/lib/commands/user.mjs'
import { claimsOf } from '../../scripts/lib/commands/user-claims.mjs'
import { firstUser, howToSignIn, knownUser } from '../../scripts/lib/first-user.mjs'
import { checkLinks } from '../../scripts/lib/local-users.mjs'
import { askTwice } from '../../scripts/lib/passwords.mjs'
import { ask } from '../../scripts/lib/rules.mjs'
import { emptyDatabase } from './support/database.mjs'
import { PASSWORD, typed, world } from './support/users.mjs'

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
