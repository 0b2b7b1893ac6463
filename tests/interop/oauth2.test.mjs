import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { buildRustPrograms, rustProgram } from '../../scripts/lib/rust-programs.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { register, send } from '../e2e/support/http.mjs'
import { ask } from './support/program.mjs'

let enrol
before(async () => {
  assert.ok(await buildRustPrograms(), 'the program builds')
  enrol = await startEnrol()
})
after(() => enrol?.stop())

const METHODS = ['client_secret_basic', 'client_secret_post']

for (const method of METHODS) {
  for (const in_body of [false, true]) {
    const way = in_body ? 'in the body' : 'in the header, as by default'
    test(`M1: the oauth2 crate gets and inspects a token as ${method}, its secret ${way}`, async () => {
      const metadata = { grant_types: ['client_credentials'], token_endpoint_auth_method: method }
      const { json: client } = await register(enrol, metadata)
      const { json: server } = await send(`${enrol.issuer}/.well-known/oauth-authorization-server`)
      const { answer, introspected, refused } = await ask(rustProgram('oauth2'), [], { ...server, ...client, in_body })
      assert.equal(answer.token_type, 'bearer')
      assert.equal(answer.expires_in, 600)
      assert.deepEqual(introspected, { active: true, client_id: client.client_id })
      assert.ok(refused.is_scope)
    })
  }
}
