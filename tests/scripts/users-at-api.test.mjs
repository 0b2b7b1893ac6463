import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commands } from '../../scripts/lib/commands/user.mjs'

const OPTIONS = { url: 'https://as.example' }
const ID = `u${'A'.repeat(22)}`
const USER = { user_id: ID, username: 'alice', name: 'Alice', state: 'active', created_at: 1, has_password: true, passkey_count: 0 }
const GUEST = { user_id: `u${'B'.repeat(22)}`, issuer: 'https://p.example', subject: 's', state: 'disabled', created_at: 1, disabled_at: 2, has_password: false, passkey_count: 2, second_factor_since: 3 }

/** A server with these answers by method and path. */
function server(answers) {
  const sent = []
  const bodies = []
  const fetch = async (url, { method = 'GET', headers, body: text }) => {
    assert.equal(headers.authorization, 'Bearer secret-token')
    if (text !== undefined) bodies.push([headers['content-type'], JSON.parse(text)])
    const request = `${method} ${url.slice('https://as.example/admin/v1'.length)}`
    sent.push(request)
    const [status, body] = answers[request] ?? [404, { title: 'Not Found', detail: 'there is no user of this identifier' }]
    return new Response(status === 204 ? null : JSON.stringify(body), { status })
  }
  return { sent, bodies, fetch, env: { ENROL_TOKEN: 'secret-token' }, pause: async () => {} }
}

const forbidden = () => assert.fail('the database is not asked')
const run = (command, options, name, surroundings) => commands[command](forbidden, { ...OPTIONS, ...options }, name, '--local', surroundings)

test('with the address of a server the admin API is asked, and the list is like that of the database', async () => {
  const at = server({
    'GET /users?limit=200': [200, { users: [USER], next: ID }],
    [`GET /users?limit=200&after=${ID}`]: [200, { users: [GUEST] }],
  })
  const { json, text } = await run('list', {}, undefined, at)
  assert.deepEqual(json[0], {
    user_id: ID,
    username: 'alice',
    issuer: null,
    subject: null,
    created_at: 1,
    disabled_at: null,
    reset_until: null,
    passkeys: 0,
    factor_since: null,
    claims: { name: 'Alice' },
    has_password: true,
  })
  const [alice, guest] = text.split('\n')
  assert.match(alice, /alice {2}since .* {2}\{"name":"Alice"\}$/)
  assert.match(guest, /s at https:\/\/p\.example .* disabled .* 2 passkeys {2}second factor since/)
  assert.match((await run('list', {}, undefined, server({ 'GET /users?limit=200': [200, { users: [] }] }))).text, /^there are no users/)
})

test('a user is found by name or by user_id, and steered', async () => {
  for (const [name, first] of [['alice', 'GET /users?username=alice'], [ID, `GET /users/${ID}`]]) {
    for (const [command, request, words] of [
      ['disable', `POST /users/${ID}/disable`, /^disabled alice/],
      ['enable', `POST /users/${ID}/enable`, /^alice can sign in again/],
      ['sign-out', `POST /users/${ID}/sign-out`, /^alice is signed out everywhere/],
      ['delete', `DELETE /users/${ID}`, /^deleted alice/],
    ]) {
      const found = name === ID ? USER : { users: [USER] }
      const at = server({ [first]: [200, found], [request]: command === 'delete' ? [204] : [200, { user_id: ID, state: 'active' }] })
      const { json, text } = await run(command, {}, name, at)
      assert.deepEqual([at.sent, json], [[first, request], { user_id: ID, username: 'alice', issuer: null }])
      assert.match(text, words)
    }
  }
})

test('a user is shown as the admin API has it', async () => {
  const all = { ...USER, sessions: [], passkeys: [] }
  const at = server({ 'GET /users?username=alice': [200, { users: [USER] }], [`GET /users/${ID}`]: [200, all] })
  const { json, text } = await run('show', {}, 'alice', at)
  assert.deepEqual([json, JSON.parse(text)], [all, all])
})

test('an account is recovered with a link of the server', async () => {
  const link = 'https://as.example/sign-in/reset?code=enrol_reset_x'
  for (const [options, query] of [[{}, ''], [{ 'remove-factor': true }, '?remove_factor=true']]) {
    const at = server({
      'GET /users?username=alice': [200, { users: [USER] }],
      [`POST /users/${ID}/recovery${query}`]: [200, { user_id: ID, state: 'active', link, expires_at: 9 }],
    })
    const { json, text } = await run('recover', options, 'alice', at)
    assert.deepEqual(json, { user_id: ID, username: 'alice', link, expires_at: 9 })
    assert.match(text, /^https:\/\/as\.example\/sign-in\/reset\?code=enrol_reset_x\nThis is the only time .* typed at https:\/\/as\.example\/sign-in\/reset, alice sets/)
  }
})

test('a user is made with a link of the server', async () => {
  const link = 'https://as.example/sign-in/reset?code=enrol_reset_x'
  const answers = { 'POST /users': [201, { user_id: ID, state: 'active', link, expires_at: 9 }] }
  const at = server(answers)
  const options = { 'display-name': 'Ann', email: 'ann@example.com', claim: ['groups=["staff"]', 'locale=pt-BR'] }
  const { json, text } = await run('create', options, 'Ann@Example.com', at)
  assert.deepEqual(json, { user_id: ID, username: 'ann@example.com', link, expires_at: 9 })
  assert.match(text, /^https:\/\/as\.example\/sign-in\/reset\?code=enrol_reset_x\nThis is the only time .* ann@example\.com sets/)
  const body = { username: 'Ann@Example.com', name: 'Ann', email: 'ann@example.com', claims: { groups: ['staff'], locale: 'pt-BR' } }
  assert.deepEqual(at.bodies, [['application/json', body]])
  const bare = server(answers)
  await run('create', {}, 'ann', bare)
  assert.deepEqual(bare.bodies, [['application/json', { username: 'ann', claims: {} }]])
})

test('a user with a fault is not sent', async () => {
  for (const [options, name, problem] of [
    [{}, undefined, /the NAME of the new user is missing/],
    [{ ask: true }, 'ann', /--ask is for the database alone/],
    [{ email: 'ann' }, 'ann', /--email must be an e-mail address/],
    [{ email: 'a@example.com', claim: ['email=b'] }, 'ann', /email comes twice/],
    [{ claim: ['sub=x'] }, 'ann', /sub is set by the server/],
  ]) {
    const at = server({})
    await assert.rejects(run('create', options, name, at), problem)
    assert.deepEqual(at.sent, [])
  }
  await assert.rejects(run('password', { ask: true }, 'alice', server({})), /--ask is for the database alone/)
  const taken = server({ 'POST /users': [400, { title: 'Bad Request', detail: 'username must not be the name of another user' }] })
  await assert.rejects(run('create', {}, 'alice', taken), /the server answered 400: username must not be the name of another user/)
})

test('a link to set a password is made by the server', async () => {
  const link = 'https://as.example/sign-in/reset?code=enrol_reset_x'
  const made = { [`POST /users/${ID}/password-link`]: [200, { user_id: ID, state: 'active', link, expires_at: 9 }] }
  const { json } = await run('password', {}, 'alice', server({ 'GET /users?username=alice': [200, { users: [USER] }], ...made }))
  assert.deepEqual(json, { user_id: ID, username: 'alice', link, expires_at: 9 })
})

test('passkeys and the second factor are shown and removed', async () => {
  const passkeys = [{ kind: 'synced', name: 'My "key"', created_at: 1 }, { kind: 'device-bound', name: '', created_at: 1, last_used_at: 86_400 }]
  const found = { 'GET /users?username=alice': [200, { users: [USER] }] }
  const read = (members) => ({ ...found, [`GET /users/${ID}`]: [200, { ...USER, passkeys: [], ...members }] })
  const listed = await run('passkeys', {}, 'alice', server(read({ passkeys })))
  assert.deepEqual(listed.json, passkeys)
  assert.match(listed.text, /^"My \\"key\\"" {2}since 1970-01-01.* {2}never used {2}synced\n"" .* {2}last used 1970-01-02.* {2}device-bound$/)
  assert.equal((await run('passkeys', {}, 'alice', server(read({})))).text, 'alice has no passkeys')
  const removing = server({ ...read({ passkeys }), [`DELETE /users/${ID}/passkeys`]: [204] })
  assert.equal((await run('passkeys', { remove: true }, 'alice', removing)).text, 'removed 2 passkeys of alice; sessions go on')
  assert.equal(removing.sent.at(-1), `DELETE /users/${ID}/passkeys`)

  const second_factor = { kind: 'totp', since: 86_400, recovery_codes: 2 }
  const shown = await run('factor', {}, 'alice', server(read({ second_factor })))
  assert.match(shown.text, /^alice has a second factor since 1970-01-02.*; recovery codes left: 2$/)
  const none = server(read({}))
  assert.equal((await run('factor', { remove: true }, 'alice', none)).text, 'alice has no second factor')
  const removed = server({ ...read({ second_factor }), [`DELETE /users/${ID}/second-factor`]: [204] })
  assert.match((await run('factor', { remove: true }, 'alice', removed)).text, /^removed the second factor that alice had since 1970-01-02/)
  assert.equal(removed.sent.at(-1), `DELETE /users/${ID}/second-factor`)
})

test('what the server refuses is a problem', async () => {
  const found = { 'GET /users?username=alice': [200, { users: [USER] }] }
  const refused = { [`POST /users/${ID}/recovery`]: [400, { title: 'Bad Request', detail: 'user_id must be that of a local user' }] }
  await assert.rejects(run('recover', {}, 'alice', server({ ...found, ...refused })), /the server answered 400: user_id must be/)
  const none = server({ 'GET /users?username=bob': [200, { users: [] }] })
  await assert.rejects(run('disable', {}, 'bob', none), /there is no user "bob"/)
  await assert.rejects(run('disable', {}, undefined, none), /the NAME of the user is missing/)
  const missing = { [`POST /users/${ID}/disable`]: [403, { detail: 'admin:users' }] }
  await assert.rejects(run('disable', {}, 'alice', server({ ...found, ...missing })), /lacks a right: admin:users/)
  await assert.rejects(run('list', {}, undefined, { ...server({}), env: {} }), /put an access token for the admin API/)
})
