import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { startElsewhere, TRUST } from './support/elsewhere.mjs'
import { startEnrol } from './support/enrol.mjs'
import { send } from './support/http.mjs'

const AUD = '4714c1358e65fe4b408ad6d432a5f878f08194bdb4752441fd56faefa9b2b6f2'
const CERTS = '/cdn-cgi/access/certs'

let enrol, team
const published = []
const keys = {}
before(async () => {
  team = await startElsewhere({
    [CERTS]: (response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: published })),
  })
  await publish('1')
  const rights = { 'olga@example.com': 'admin:clients', 'a1b2.access': 'admin:tokens:read' }
  const ACCESS = JSON.stringify({ team: team.origin, aud: AUD, rights })
  enrol = await startEnrol({ vars: { LOOPBACK_FETCH: 'on', ACCESS }, env: TRUST })
})
after(async () => {
  await enrol?.stop()
  await team?.stop()
})

async function publish(kid) {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  published.push({ ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' })
  keys[kid] = privateKey
}

/** Signs the JWT that Cloudflare Access adds to a request. */
function jwt(claims = {}, { kid = '1', key = keys[kid] } = {}) {
  const now = Math.floor(Date.now() / 1000)
  const base = { iss: team.origin, aud: [AUD], type: 'app', email: 'olga@example.com', sub: '7335d417' }
  return new SignJWT({ ...base, iat: now, nbf: now, exp: now + 300, ...claims })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
    .sign(key)
}

const call = (path, assertion, { headers = {}, ...rest } = {}) =>
  send(`${enrol.issuer}/admin/v1${path}`, { headers: { 'cf-access-jwt-assertion': assertion, ...headers }, ...rest })

test('a member of the team and a service token have the rights of the setting', async () => {
  assert.equal((await call('/clients', await jwt())).status, 200)
  assert.equal((await call('/epochs', await jwt(), { method: 'POST', json: { software_id: 'a' } })).status, 201)
  assert.equal((await call('/initial-access-tokens', await jwt())).status, 403)
  const service = await jwt({ email: undefined, sub: '', common_name: 'a1b2.access' })
  assert.equal((await call('/initial-access-tokens', service)).status, 200)
  assert.equal((await call('/clients', service)).status, 403)
  const fetched = team.asked.filter(({ url }) => url === CERTS)
  assert.equal(fetched.length, 1)
})

test('another team, application, key or time is refused, and so is a page of a browser', async () => {
  const now = Math.floor(Date.now() / 1000)
  const stranger = await generateKeyPair('RS256')
  for (const [reason, assertion, headers] of [
    ['its iss is not the team', jwt({ iss: 'https://other.cloudflareaccess.com' })],
    ['its aud is not the application', jwt({ aud: [AUD, 'other'] })],
    ['it is not current', jwt({ exp: now - 61 })],
    ['none of the keys of the team', jwt({}, { key: stranger.privateKey })],
    ['it came from a page of a browser', jwt(), { origin: 'https://evil.example' }],
  ]) {
    const answer = await call('/clients', await assertion, { headers })
    assert.deepEqual([answer.status, answer.json.code], [401, 'invalid_token'], reason)
    await enrol.lines.matching(1, (line) => line.reason?.startsWith(reason))
  }
})

test('the cookie of Access is no credential', async () => {
  const cookie = `CF_Authorization=${await jwt()}`
  assert.equal((await send(`${enrol.issuer}/admin/v1/clients`, { headers: { cookie } })).status, 401)
})
