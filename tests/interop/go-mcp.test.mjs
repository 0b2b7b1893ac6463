import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { goProgram, lackOfGo } from '../../scripts/lib/go-programs.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { ask } from './support/program.mjs'
import { settingsFor, startResource } from './support/protected-resource.mjs'
import { livesOn, startStory } from './support/story.mjs'

const REDIRECT_URI = 'http://localhost:33418/callback'
const MACHINE = { client_name: 'Machine', grant_types: ['client_credentials'] }

const skip = lackOfGo()

const mcp = (task) => ask(goProgram('mcp'), [], task)

describe('the MCP SDK for Go and the default server', () => {
  let enrol, url
  before(async () => {
    if (skip) return
    enrol = await startEnrol()
    url = `${enrol.issuer}/register`
  })
  after(() => enrol?.stop())

  test('registers a client of the code grant with the defaults of RFC 7591', { skip }, async () => {
    const { client } = await mcp({ step: 'register', url, metadata: { redirect_uris: [REDIRECT_URI] } })
    assert.deepEqual(client.redirect_uris, [REDIRECT_URI])
    assert.deepEqual(client.grant_types, ['authorization_code'])
    assert.equal(client.token_endpoint_auth_method, 'client_secret_basic')
    assert.match(client.client_secret, /^[\w-]{86}$/)
  })

  // The SDK sends redirect_uris as null where a client has none.
  test('C4: registers a client of the client credentials grant', { skip }, async () => {
    const { client } = await mcp({ step: 'register', url, metadata: MACHINE })
    assert.deepEqual(client.grant_types, MACHINE.grant_types)
    assert.ok(client.client_secret)
  })

  test('tells a refused registration', { skip }, async () => {
    const { refusal } = await mcp({ step: 'register', url, metadata: { redirect_uris: [`${REDIRECT_URI}#x`] } })
    assert.equal(refusal.error, 'invalid_redirect_uri')
    assert.match(refusal.error_description, /^redirect_uris\[0\] must not have a fragment/)
  })

  test('discovers it as it stands', { skip }, async () => {
    const { server } = await mcp({ step: 'discover', url: enrol.issuer })
    assert.equal(server.authorization_endpoint, `${enrol.issuer}/authorize`)
  })
})

for (const issuerPath of ['', '/t1']) {
  describe(`the MCP SDK for Go beside a server where people sign in, issuer path "${issuerPath}"`, () => {
    let enrol, resource
    before(async () => {
      if (skip) return
      resource = await startResource()
      enrol = await startEnrol({ issuerPath, vars: settingsFor(resource) })
      resource.trust(enrol)
    })
    after(async () => {
      await enrol?.stop()
      await resource?.stop()
    })

    test('O1, O2: discovers the server', { skip }, async () => {
      const { server } = await mcp({ step: 'discover', url: enrol.issuer })
      assert.equal(server.issuer, enrol.issuer)
      assert.equal(server.registration_endpoint, `${enrol.issuer}/register`)
    })

    test('O11: goes from a refusal of the MCP server to the authorization request', { skip }, async () => {
      const metadata = { client_name: 'Go client', redirect_uris: [REDIRECT_URI] }
      const { authorization_url } = await mcp({ step: 'authorize', url: resource.url, metadata })
      const { origin, searchParams } = new URL(authorization_url)
      assert.equal(origin, 'https://login.example')
      assert.ok(searchParams.get('client_id'))
      assert.equal(searchParams.get('redirect_uri'), REDIRECT_URI)
      assert.equal(searchParams.get('resource'), resource.url)
    })

    // The SDK posts the secret wherever discovery has client_secret_post, whatever is registered.
    test('M1: reads the MCP server with a token that it got with the client credentials grant', { skip }, async () => {
      const { client } = await mcp({ step: 'register', url: `${enrol.issuer}/register`, metadata: MACHINE })
      assert.equal(client.token_endpoint_auth_method, 'client_secret_basic')
      const { client_id, client_secret } = client
      const known = { client_id, client_secret, issuer: enrol.issuer }
      const { status, claims } = await mcp({ step: 'token', url: resource.url, ...known })
      assert.equal(status, 200)
      assert.deepEqual([claims.sub, claims.aud], [client_id, resource.url])
    })
  })
}

for (const issuerPath of ['', '/t1']) {
  describe(`the MCP SDK for Go, an MCP server and a user, issuer path "${issuerPath}"`, () => {
    let story
    before(async () => {
      if (!skip) story = await startStory({ issuerPath })
    })
    after(() => story?.stop())

    test('O1, O2, O11: discovers, registers, signs the user in, and calls a tool', { skip }, async () => {
      const { mcp: server, user } = story
      const metadata = { client_name: 'Go client', redirect_uris: [REDIRECT_URI] }
      const { claims } = await mcp({ step: 'call', url: server.url, metadata, user: user.url })
      assert.deepEqual([claims.aud, claims.sub], [server.url, user.sub])
    })

    // The SDK says that the client is unknown, and does not register again by itself: an app then begins anew.
    test('O1, O2, O11, O20: signs in, and refreshes until its client is deleted', { skip }, async () => {
      const grant_types = ['authorization_code', 'refresh_token']
      const metadata = { client_name: 'Go client', redirect_uris: [REDIRECT_URI], grant_types }
      await livesOn(story, async (task) => {
        const { told, refusal } = await mcp({ step: 'live', ...task, metadata })
        assert.match(refusal, /oauth2: "invalid_client"/)
        return told
      })
    })
  })
}
