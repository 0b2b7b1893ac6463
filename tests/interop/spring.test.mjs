import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { javaProgram, lackOfJava } from '../../scripts/lib/java-programs.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { authorize, browserOf, createUser, registered, request, SIGN_INS, WEB } from '../e2e/support/sign-in.mjs'
import { ask } from './support/program.mjs'

const skip = lackOfJava()

let enrol
before(async () => {
  if (!skip) enrol = await startEnrol({ limits: SIGN_INS })
})
after(() => enrol?.stop())

const spring = (client, task) => {
  const { client_id, client_secret, redirect_uris: [redirect_uri] } = client
  return ask('java', javaProgram('Spring'), { issuer: enrol.issuer, client_id, client_secret, redirect_uri, ...task })
}

test('L1: Spring Security finds the default server by its issuer alone', { skip }, async () => {
  const client = await registered(enrol, WEB)
  const { issuer } = enrol
  assert.deepEqual(await spring(client), {
    issuer,
    authorization: `${issuer}/authorize`,
    token: `${issuer}/token`,
    userinfo: `${issuer}/userinfo`,
    jwks: `${issuer}/jwks`,
    method: 'client_secret_basic',
  })
})

test('Spring Security redeems a code, verifies the ID token and reads the user', { skip }, async () => {
  const client = await registered(enrol, WEB)
  const user = createUser(enrol)
  const nonce = randomBytes(32).toString('base64url')
  const sent = createHash('sha256').update(nonce).digest('base64url')
  const { url, code_verifier, state } = request(enrol, client, { scope: 'openid profile', nonce: sent })
  const { code } = await authorize(browserOf(enrol), url, user)
  const answer = await spring(client, { code, code_verifier, state, nonce })
  assert.equal(answer.sub, user.sub)
  assert.equal(answer.name, user.claims.name)
  assert.deepEqual(answer.scopes.sort(), ['openid', 'profile'])
  assert.equal(answer.has_refresh_token, true)
})
