import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goProgram, lackOfGo } from '../../scripts/lib/go-programs.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { register } from '../e2e/support/http.mjs'
import { ask } from './support/program.mjs'

const skip = lackOfGo()

/** Registers a client by HTTP, for go-oidc cannot, and lets go-oidc discover the server and judge a token. */
async function judged(enrol, task = {}) {
  const { json: client } = await register(enrol, { grant_types: ['client_credentials'] })
  const { client_id, client_secret } = client
  const outcome = await ask(goProgram('oidc'), [], { issuer: enrol.issuer, client_id, client_secret, ...task })
  assert.equal(outcome.token_endpoint, `${enrol.issuer}/token`)
  assert.equal(outcome.token_type, 'Bearer')
  return { client_id, ...outcome }
}

function assertVerified({ client_id, claims, refusal, other_audience, spoilt }, { issuer }) {
  assert.equal(refusal, '')
  const { iss, aud, sub } = claims
  assert.deepEqual([iss, aud, sub, claims.client_id], [issuer, issuer, client_id, client_id])
  assert.match(other_audience, /expected audience/)
  assert.match(spoilt, /failed to verify/)
}

test('go-oidc discovers the default server, and verifies its token by default, or where it is told ES256', { skip }, async (context) => {
  const enrol = await startEnrol()
  context.after(enrol.stop)
  assertVerified(await judged(enrol), enrol)
  assertVerified(await judged(enrol, { algorithms: ['ES256'] }), enrol)
})

test('go-oidc verifies a token as it does by default where ACCESS_TOKEN_SIGNING_ALG is RS256', { skip }, async (context) => {
  const enrol = await startEnrol({ vars: { ACCESS_TOKEN_SIGNING_ALG: 'RS256' } })
  context.after(enrol.stop)
  assertVerified(await judged(enrol), enrol)
})
