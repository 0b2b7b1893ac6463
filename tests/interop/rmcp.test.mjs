import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { exportJWK, exportPKCS8, generateKeyPair } from 'jose'
import { buildRustPrograms, rustProgram } from '../../scripts/lib/rust-programs.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { introspect } from '../e2e/support/oauth.mjs'
import { register } from '../e2e/support/http.mjs'
import { ask } from './support/program.mjs'
import { settingsFor, startResource } from './support/protected-resource.mjs'
import { livesOn, startStory } from './support/story.mjs'

const MACHINE = { client_name: 'Machine', grant_types: ['client_credentials'] }

before(async () => assert.ok(await buildRustPrograms(), 'the program builds'))

const rmcp = (task) => ask(rustProgram('rmcp'), [], task)

async function machine(enrol, members = {}) {
  const { status, json } = await register(enrol, { ...MACHINE, ...members })
  assert.equal(status, 201, JSON.stringify(json))
  return json
}

describe('the MCP SDK for Rust and the default server', () => {
  let enrol
  before(async () => (enrol = await startEnrol()))
  after(() => enrol?.stop())

  test('discovers it, and registers at the address that it names', async () => {
    const { is_discovered, metadata, outcome } = await rmcp({ step: 'register', url: enrol.issuer })
    assert.equal(is_discovered, true)
    assert.equal(metadata.registration_endpoint, `${enrol.issuer}/register`)
    assert.ok(outcome.client.client_id)
    assert.equal(outcome.client.client_secret, null)
  })

  test('tells a refused registration', async () => {
    const redirect_uri = 'http://127.0.0.1:33418/callback#fragment'
    const { outcome } = await rmcp({ step: 'register', url: enrol.issuer, redirect_uri })
    assert.match(outcome.refusal, /^HTTP 400 .*"invalid_redirect_uri"/)
  })

  // The SDK posts the secret. Its user names the server as a URL, which has a slash at its end.
  test('M1, O6: gets a token with the client credentials grant', async () => {
    const client = await machine(enrol)
    assert.equal(client.token_endpoint_auth_method, 'client_secret_basic')
    const { client_id, client_secret } = client
    const resource = new URL(enrol.issuer).href
    const { access_token } = await rmcp({ step: 'token', url: enrol.issuer, client_id, client_secret, resource })
    const { json: told } = await introspect(enrol, access_token, client)
    assert.deepEqual([told.active, told.client_id, told.aud], [true, client_id, enrol.issuer])
  })
})

for (const issuerPath of ['', '/t1']) {
  describe(`the MCP SDK for Rust beside a server where people sign in, issuer path "${issuerPath}"`, () => {
    let enrol, resource
    before(async () => {
      resource = await startResource()
      enrol = await startEnrol({ issuerPath, vars: settingsFor(resource) })
      resource.trust(enrol)
    })
    after(async () => {
      await enrol?.stop()
      await resource?.stop()
    })

    test('O1, O2, O11: finds the server from the MCP server, registers, and asks for authorization', async () => {
      const { is_discovered, metadata, outcome } = await rmcp({ step: 'register', url: resource.url })
      assert.ok(is_discovered)
      assert.equal(metadata.issuer, enrol.issuer)
      const { origin, searchParams } = new URL(outcome.authorization_url)
      assert.equal(origin, 'https://login.example')
      assert.equal(searchParams.get('client_id'), outcome.client.client_id)
      assert.equal(searchParams.get('resource'), resource.url)
    })

    test('M1: gets a token that the MCP server takes, its secret in the body', async () => {
      const { client_id, client_secret } = await machine(enrol)
      const asked = { url: resource.url, resource: resource.url, client_id, client_secret }
      await holds(await rmcp({ step: 'token', ...asked }), client_id)
    })

    test('M14: gets a token that the MCP server takes, by an assertion of the type that is its default', async () => {
      const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
      const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: '1', alg: 'ES256' }] }
      const { client_id } = await machine(enrol, { token_endpoint_auth_method: 'private_key_jwt', jwks })
      const asked = { url: resource.url, resource: resource.url, client_id, pem: await exportPKCS8(privateKey) }
      await holds(await rmcp({ step: 'token_by_key', ...asked }), client_id)
    })

    async function holds({ access_token, answer }, client_id) {
      assert.equal(answer.access_token, access_token)
      const response = await fetch(resource.url, { headers: { authorization: `Bearer ${access_token}` } })
      assert.equal(response.status, 200)
      assert.equal((await response.json()).sub, client_id)
    }
  })
}

for (const issuerPath of ['', '/t1']) {
  describe(`the MCP SDK for Rust, an MCP server and a user, issuer path "${issuerPath}"`, () => {
    let story
    before(async () => (story = await startStory({ issuerPath })))
    after(() => story?.stop())

    test('O1, O2, O11: discovers, registers, signs the user in, and calls a tool', async () => {
      const { mcp, user } = story
      const { claims } = await rmcp({ step: 'call', url: mcp.url, user: user.url })
      assert.deepEqual([claims.aud, claims.sub], [mcp.url, user.sub])
    })

    // The SDK tells the app that the client is unknown, and the app begins anew.
    test('O1, O2, O11, O20: signs in, and refreshes until its client is deleted', async () => {
      await livesOn(story, async (task) => {
        const { told, refusal } = await rmcp({ step: 'live', ...task })
        assert.match(refusal, /invalid_client/)
        return told
      })
    })
  })
}
