import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { after, before, test } from 'node:test'
import { commands as providers } from '../../scripts/lib/commands/provider.mjs'
import { commands } from '../../scripts/lib/commands/user.mjs'
import { startEnrol } from './support/enrol.mjs'
import { send } from './support/http.mjs'
import { mintSecret } from './support/oauth.mjs'

const SECRET = mintSecret()
const PASSWORD = 'battery staple'

let enrol, database, administrator
before(async () => {
  const operations = { grant_types: ['client_credentials'], scope: 'admin' }
  enrol = await startEnrol({
    vars: {
      CLIENTS: JSON.stringify({ operations }),
      CLIENT_SECRETS: `operations:${SECRET}`,
      IDENTITY_PROVIDERS: JSON.stringify({ company: { issuer: 'https://login.example.com', client_id: 'enrol', allow: 'everybody' } }),
      IDENTITY_PROVIDER_SECRETS: 'company:secret-of-company',
      LOCAL_USERS: 'on',
    },
    // Many sign-ins come from one address here.
    limits: { SIGN_IN_LIMIT: 600, ACCOUNT_LIMIT: 600 },
  })
  database = enrol.database()
  const authorization = `Basic ${Buffer.from(`operations:${SECRET}`).toString('base64')}`
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  const { json } = await send(`${enrol.issuer}/token`, { method: 'POST', body, headers: { authorization } })
  administrator = json.access_token
})
after(async () => {
  database?.close()
  await enrol?.stop()
})

const query = async (sql) => database.prepare(sql).all()
const ask = (path, options) => send(`${enrol.issuer}/admin/v1${path}`, { token: administrator, ...options })
const post = (path, headers = {}) => ask(path, { method: 'POST', headers })

async function create(username, email) {
  const input = new PassThrough()
  input.end(`${PASSWORD}\n`)
  const { json } = await commands.create(query, { ask: true, email }, username, '--local', { input })
  return json.user_id
}

const formOf = (form) => ({
  method: 'POST',
  body: new URLSearchParams(form),
  headers: { origin: new URL(enrol.issuer).origin },
  redirect: 'manual',
})

/** Returns true if the name and the password sign in. */
async function signsIn(username, password = PASSWORD) {
  const page = await fetch(`${enrol.issuer}/sign-in`)
  const cookie = page.headers.getSetCookie().map((set) => set.split(';')[0]).join('; ')
  const [, request] = /name="request" value="([^"]*)"/.exec(await page.text())
  const form = formOf({ request, username, password })
  const response = await fetch(`${enrol.issuer}/sign-in`, { ...form, headers: { ...form.headers, cookie } })
  await response.body?.cancel()
  return response.status === 303
}

test('a user is found, read, shut out, let in again and signed out', async () => {
  const id = await create('ana', 'Ana@Example.com')
  await create('bo', 'bo@example.com')
  assert.ok(await signsIn('ana'))
  for (const search of ['username=ANA', 'email=ana%40example.com', 'state=active&username=ana']) {
    const { json } = await ask(`/users?${search}`)
    assert.deepEqual(json.users.map(({ user_id }) => user_id), [id], search)
  }
  const { json: first } = await ask('/users?limit=1')
  const { json: second } = await ask(`/users?limit=1&after=${first.next}`)
  assert.deepEqual([...first.users, ...second.users].map(({ username }) => username).sort(), ['ana', 'bo'])

  const read = await ask(`/users/${id}`)
  const { sessions, claims, state, has_password } = read.json
  assert.deepEqual([state, has_password, sessions.length, claims.email], ['active', true, 1, 'Ana@Example.com'])
  assert.doesNotMatch(JSON.stringify(read.json), /argon2/)
  const disabled = await post(`/users/${id}/disable`, { 'if-match': read.headers.get('etag') })
  assert.deepEqual([disabled.status, disabled.json.state], [200, 'disabled'])
  assert.equal(await signsIn('ana'), false)
  assert.equal((await post(`/users/${id}/enable`, { 'if-match': read.headers.get('etag') })).status, 412)
  assert.equal((await post(`/users/${id}/enable`)).json.state, 'active')
  assert.ok(await signsIn('ana'))
  assert.equal((await post(`/users/${id}/sign-out`)).status, 200)
  assert.deepEqual((await ask(`/users/${id}`)).json.sessions, [])
  const { json: log } = await ask(`/audit/administration?user_id=${id}`)
  assert.deepEqual(log.events.map(({ kind }) => kind), ['sessions-ended', 'user-enabled', 'user-disabled'])
})

test('the identity providers of the settings are listed without their secrets', async () => {
  const { status, json } = await ask('/identity-providers')
  const company = { name: 'company', label: 'company', issuer: 'https://login.example.com', protocol: 'openid', client_id: 'enrol', asserts_identities: false }
  const [{ scope, ...shown }] = json.identity_providers
  assert.deepEqual([status, shown], [200, company])
  assert.doesNotMatch(JSON.stringify(json), /secret-of-company/)
  const forbidden = () => assert.fail('the database is not asked')
  const { text } = await providers.list(forbidden, { url: enrol.issuer }, undefined, '--local', { env: { ENROL_TOKEN: administrator } })
  assert.match(text, /^company .* https:\/\/login\.example\.com {2}client enrol/)
  const missing = await ask('/identity-providers/other')
  assert.deepEqual([missing.status, missing.headers.get('content-type')], [404, 'application/problem+json'])
})

test('an account is recovered with a link, once', async () => {
  const id = await create('cy')
  const { json } = await post(`/users/${id}/recovery`)
  assert.equal(await signsIn('cy'), false, 'the former password is gone')
  const code = new URL(json.link).searchParams.get('code')
  const set = () => fetch(`${enrol.issuer}/sign-in/reset`, formOf({ code, password: 'another one', password_again: 'another one' }))
  assert.deepEqual([(await set()).status, (await set()).status], [200, 400])
  assert.ok(await signsIn('cy', 'another one'))
})

test('a user is made, gets a link, and loses passkeys and second factor by commands that ask the admin API', async () => {
  const forbidden = () => assert.fail('the database is not asked')
  const run = (command, options = {}) =>
    commands[command](forbidden, { url: enrol.issuer, ...options }, 'Eve', '--local', { env: { ENROL_TOKEN: administrator } })
  const { json: made } = await run('create', { 'display-name': 'Eve', email: 'eve@example.com', claim: ['groups=["staff"]'] })
  const set = async (link, password) => {
    const code = new URL(link).searchParams.get('code')
    const { status } = await fetch(`${enrol.issuer}/sign-in/reset`, formOf({ code, password, password_again: password }))
    return status
  }
  assert.deepEqual([await set(made.link, PASSWORD), await set(made.link, PASSWORD)], [200, 400])
  assert.ok(await signsIn('eve'))
  const { json: read } = await ask(`/users/${made.user_id}`)
  const claims = { name: 'Eve', email: 'eve@example.com', email_verified: true, groups: ['staff'] }
  assert.deepEqual([read.username, read.claims, read.created_at <= made.expires_at - 86_400], ['eve', claims, true])
  await assert.rejects(run('create'), /username must not be the name of another user/)

  database.exec(
    'INSERT INTO passkeys (user_id, passkey_id, name, public_key, counter, backup, created_at) ' +
      `VALUES ('${made.user_id}', 'key-of-eve', 'Key', '{}', 0, 0, 1)`,
  )
  database.exec(
    'INSERT INTO second_factors (user_id, sealed, last_step, failures, recovery_codes, since) ' +
      `VALUES ('${made.user_id}', 'x', 0, 0, '["d"]', 1)`,
  )
  assert.match((await run('passkeys')).text, /^"Key" .* never used {2}device-bound$/)
  assert.match((await run('factor')).text, /recovery codes left: 1$/)
  assert.match((await run('passkeys', { remove: true })).text, /^removed 1 passkey of eve/)
  assert.match((await run('factor', { remove: true })).text, /^removed the second factor that eve had/)
  assert.equal((await run('passkeys')).text, 'eve has no passkeys')
  assert.equal((await run('factor')).text, 'eve has no second factor')

  const { json: linked } = await run('password')
  assert.ok(await signsIn('eve'), 'the former password works until then')
  assert.equal(await set(linked.link, 'another one'), 200)
  assert.deepEqual([await signsIn('eve'), await signsIn('eve', 'another one')], [false, true])
  const { json: log } = await ask(`/audit/administration?user_id=${made.user_id}`)
  assert.deepEqual(log.events.map(({ kind }) => kind), ['recovery-link-made', 'totp-removed', 'passkey-removed', 'user-created'])
  const written = `${JSON.stringify(log)}${enrol.lines.text}`
  for (const { link } of [made, linked]) assert.ok(!written.includes(new URL(link).searchParams.get('code')))
})

test('nothing is left of a deleted user, also in the audit log', async () => {
  const id = await create('di')
  assert.ok(await signsIn('di'))
  await post(`/users/${id}/disable`)
  assert.equal((await ask(`/users/${id}`, { method: 'DELETE' })).status, 204)
  const gone = await ask(`/users/${id}`)
  assert.deepEqual([gone.status, gone.headers.get('content-type')], [404, 'application/problem+json'])
  assert.deepEqual((await ask(`/audit/administration?user_id=${id}`)).json.events, [])
  assert.equal((await ask('/audit/administration')).json.events[0].kind, 'user-deleted')
  for (const table of ['users', 'audit']) {
    assert.equal(database.prepare(`SELECT count(*) AS count FROM ${table} WHERE user_id = ?`).get(id).count, 0, table)
  }
})
