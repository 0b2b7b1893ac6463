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
  const fetch = async (url, { method = 'GET', headers }) => {
    assert.equal(headers.authorization, 'Bearer secret-token')
    const request = `${method} ${url.slice('https://as.example/admin/v1'.length)}`
    sent.push(request)
    const [status, body] = answers[request] ?? [404, { title: 'Not Found', detail: 'there is no user of this identifier' }]
    return new Response(status === 204 ? null : JSON.stringify(body), { status })
  }
  return { sent, fetch, env: { ENROL_TOKEN: 'secret-token' }, pause: async () => {} }
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
