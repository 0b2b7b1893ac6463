import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { JWT_BEARER, startCompany } from './support/company.mjs'
import { startEnrol } from './support/enrol.mjs'
import { send } from './support/http.mjs'
import { post } from './support/oauth.mjs'
import { claimsOf, registered, SIGN_INS } from './support/sign-in.mjs'

const NOTES = 'https://notes.example/mcp'
const CLIENT = { grant_types: [JWT_BEARER], response_types: [], scope: 'notes:read notes:write' }

let enrol, company, client
before(async () => {
  company = await startCompany()
  enrol = await startEnrol({ vars: { ...company.vars, RESOURCES: NOTES }, limits: SIGN_INS })
  client = await registered(enrol, CLIENT)
})
after(async () => {
  await enrol?.stop()
  await company?.stop()
})

const assertion = (claims) =>
  company.assert({ aud: enrol.issuer, client_id: client.client_id, resource: NOTES, scope: 'notes:read', ...claims })
const exchange = (text) => post(enrol, '/token', { grant_type: JWT_BEARER, assertion: text }, client)
const isActive = async (token) => (await post(enrol, '/introspect', { token }, client)).json.active

const query = (statement, ...values) => {
  const database = enrol.database()
  const rows = database.prepare(statement).all(...values)
  database.close()
  return rows
}

test('an assertion of the identity provider gives an access token of its user, once', async () => {
  const text = await assertion({ amr: ['pwd', 'otp'] })
  const answers = await Promise.all([exchange(text), exchange(text)])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400], 'of two requests at once one gets the token')
  const { json } = answers.find(({ status }) => status === 200)
  assert.deepEqual(Object.keys(json).sort(), ['access_token', 'expires_in', 'scope', 'token_type'])
  const claims = await claimsOf(enrol, json.access_token, { audience: NOTES, typ: 'at+jwt' })
  assert.deepEqual([claims.scope, claims.client_id, claims.amr], ['notes:read', client.client_id, ['pwd', 'otp']])
  const [user] = query('SELECT * FROM users')
  assert.deepEqual([user.user_id, user.issuer, user.subject], [claims.sub, company.issuer, 'U019488227'])
  assert.deepEqual(JSON.parse(user.claims), { email: 'joe@example.com', email_verified: true })
  const [grant] = query('SELECT * FROM grants')
  assert.deepEqual([grant.client_id, grant.resources], [client.client_id, JSON.stringify([NOTES])])
  assert.equal(await isActive(json.access_token), true)
  assert.equal((await exchange(text)).json.error, 'invalid_grant')
  assert.ok(await enrol.lines.saying('assertion_replayed'))
})

test('a disabled user has no access, and a known user is not stored again', async () => {
  const { json } = await exchange(await assertion({ name: 'Another name' }))
  assert.deepEqual(query('SELECT claims FROM users').map(({ claims }) => 'name' in JSON.parse(claims)), [false])
  query("UPDATE users SET disabled_at = 1 WHERE subject = 'U019488227' RETURNING 1")
  assert.equal(await isActive(json.access_token), false)
  const refused = await exchange(await assertion())
  assert.deepEqual([refused.status, refused.json.error], [400, 'invalid_grant'])
  query('UPDATE users SET disabled_at = NULL RETURNING 1')
  assert.equal((await exchange(await assertion())).status, 200)
})

test('discovery says that the server takes identity assertions', async () => {
  const { json } = await send(`${enrol.origin}/.well-known/oauth-authorization-server`)
  assert.deepEqual(json.authorization_grant_profiles_supported, ['urn:ietf:params:oauth:grant-profile:id-jag'])
  assert.ok(json.grant_types_supported.includes(JWT_BEARER))
})
