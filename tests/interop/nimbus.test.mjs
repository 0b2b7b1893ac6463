import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { javaProgram, lackOfJava } from '../../scripts/lib/java-programs.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { ask } from './support/program.mjs'

const skip = lackOfJava()

let enrol
before(async () => {
  if (!skip) enrol = await startEnrol()
})
after(() => enrol?.stop())

const nimbus = (task, { issuer } = enrol) => ask('java', javaProgram('Nimbus'), { issuer, ...task })

test('the Java oauth2-oidc-sdk registers, reads, updates and deletes its documented client', { skip }, async () => {
  const { registered, read, updated, deleted, gone, refused } = await nimbus({ step: 'manage' })
  assert.equal(registered.client_name, 'My Cool App')
  assert.equal(registered.client_uri, 'http://client.example.org')
  assert.equal(registered.logo_uri, 'http://client.example.org/logo.png')
  assert.deepEqual(registered.redirect_uris, ['https://client.example.org/callback'])
  assert.equal(registered.token_endpoint_auth_method, 'client_secret_basic')
  assert.match(registered.client_secret, /^[\w-]{86}$/)
  assert.deepEqual(read, registered)
  assert.deepEqual(updated, { ...registered, client_name: 'My Cooler App' })
  assert.equal(deleted, 204)
  assert.equal(gone.error, 'invalid_token')
  assert.equal(refused.status, 400)
  assert.equal(refused.error, 'invalid_client_metadata')
  assert.match(refused.error_description, /^logo_uri must /)
})

test('the Java oauth2-oidc-sdk registers an OpenID Connect client with its defaults', { skip }, async () => {
  const { asked, registered, read } = await nimbus({ step: 'openid' })
  for (const [name, value] of Object.entries(asked)) assert.deepEqual(registered[name], value, name)
  assert.deepEqual(read, registered)
})

const METHODS = ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt']

for (const method of METHODS) {
  test(`M17: the Java oauth2-oidc-sdk gets a token by ${method}, verifies it, and revokes it`, { skip }, async () => {
    await holds(await nimbus({ step: 'token', method, alg: 'ES256' }), enrol)
  })
}

test('the Java oauth2-oidc-sdk verifies a token where ACCESS_TOKEN_SIGNING_ALG is RS256', { skip }, async (context) => {
  const other = await startEnrol({ vars: { ACCESS_TOKEN_SIGNING_ALG: 'RS256' } })
  context.after(other.stop)
  await holds(await nimbus({ step: 'token', method: 'client_secret_basic', alg: 'RS256' }, other), other)
})

function holds({ client_id, answer, claims, other_audience, before, revoked, after }, { issuer }) {
  assert.equal(answer.token_type, 'Bearer')
  const { iss, aud, sub } = claims
  assert.deepEqual([iss, aud, sub, claims.client_id], [issuer, issuer, client_id, client_id])
  assert.equal(other_audience, 'JWT aud claim rejected')
  assert.deepEqual([before.active, before.client_id], [true, client_id])
  assert.equal(revoked, 200)
  assert.deepEqual(after, { active: false })
}
