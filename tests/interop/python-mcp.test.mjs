import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { exportJWK, exportPKCS8, generateKeyPair } from 'jose'
import { lackOfPython } from '../../scripts/lib/python.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { register } from '../e2e/support/http.mjs'
import { settingsFor, startResource } from './support/protected-resource.mjs'
import { runScript } from './support/python.mjs'
import { livesOn, startStory } from './support/story.mjs'

const REDIRECT_URI = 'http://localhost:3030/callback'
const METADATA = { redirect_uris: [REDIRECT_URI] }
const MACHINE = { client_name: 'Machine', grant_types: ['client_credentials'] }

/** The major versions of the SDK, and the environments that have them. */
const ENVIRONMENTS = { 1: 'python-mcp-1', 2: 'python' }

const skip = lackOfPython()

const mcp = (task) => runScript('mcp_client.py', task)

describe('the MCP SDK for Python and the default server', () => {
  let enrol
  before(async () => {
    if (!skip) enrol = await startEnrol()
  })
  after(() => enrol?.stop())

  test('reads the document, and registers with its defaults', { skip }, async () => {
    const { server, client } = await mcp({ step: 'register', issuer: enrol.issuer, metadata: METADATA })
    assert.equal(server.authorization_endpoint, `${enrol.issuer}/authorize`)
    assert.deepEqual(client.redirect_uris, [REDIRECT_URI])
    assert.deepEqual(client.grant_types, ['authorization_code', 'refresh_token'])
    assert.equal(client.application_type, 'native')
    assert.match(client.client_secret, /^[\w-]{86}$/)
  })

  test('tells a refused registration', { skip }, async () => {
    const metadata = { redirect_uris: [`${REDIRECT_URI}#fragment`] }
    const { refusal } = await mcp({ step: 'register', issuer: enrol.issuer, metadata })
    assert.match(refusal, /^Registration failed: 400 .*"invalid_redirect_uri"/)
  })
})

for (const issuerPath of ['', '/t1']) {
  describe(`the MCP SDK for Python beside a server where people sign in, issuer path "${issuerPath}"`, () => {
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

    const machine = async (members) => (await register(enrol, { ...MACHINE, ...members })).json

    test('O1, O2: discovers the server', { skip }, async () => {
      const { server, client } = await mcp({ step: 'register', issuer: enrol.issuer, metadata: METADATA })
      assert.equal(server.issuer, enrol.issuer)
      assert.equal(server.registration_endpoint, `${enrol.issuer}/register`)
      assert.ok(client.client_id)
    })

    test('O11: goes from a refusal of the MCP server to the authorization request', { skip }, async () => {
      const { client, authorization_url } = await mcp({ step: 'authorize', url: resource.url, metadata: METADATA })
      const { origin, searchParams } = new URL(authorization_url)
      assert.equal(origin, 'https://login.example')
      assert.equal(searchParams.get('client_id'), client.client_id)
      assert.equal(searchParams.get('resource'), resource.url)
    })

    for (const method of ['client_secret_basic', 'client_secret_post']) {
      test(`M1: reads the MCP server as a client of ${method}, its secret in the header`, { skip }, async () => {
        const { client_id, client_secret } = await machine({ token_endpoint_auth_method: method })
        const known = { url: resource.url, issuer: enrol.issuer, client_id, client_secret }
        holds(await mcp({ step: 'token', ...known }), client_id)
      })
    }

    test('M17: reads the MCP server by an assertion with the defaults of the SDK', { skip }, async () => {
      const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
      const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: '1' }] }
      const { client_id } = await machine({ token_endpoint_auth_method: 'private_key_jwt', jwks })
      const known = { url: resource.url, issuer: enrol.issuer, client_id, pem: await exportPKCS8(privateKey) }
      holds(await mcp({ step: 'token_by_key', ...known }), client_id)
    })

    function holds({ status, claims }, client_id) {
      assert.equal(status, 200)
      assert.deepEqual([claims.sub, claims.aud], [client_id, resource.url])
    }
  })
}

for (const issuerPath of ['', '/t1']) {
  describe(`the MCP SDK for Python, an MCP server and a user, issuer path "${issuerPath}"`, () => {
    let story
    before(async () => {
      if (!skip) story = await startStory({ issuerPath })
    })
    after(() => story?.stop())

    test('O1, O2, O11: discovers, registers, signs the user in, and calls a tool', { skip }, async () => {
      const { mcp: server, user } = story
      const { client, claims } = await mcp({ step: 'call', url: server.url, metadata: METADATA, user: user.url })
      assert.deepEqual([claims.aud, claims.client_id, claims.sub], [server.url, client.client_id, user.sub])
    })

    for (const [version, environment] of Object.entries(ENVIRONMENTS)) {
      // The SDK keeps a client that is deleted, so that the user sees a page; an app then begins anew.
      test(`O1, O2, O11, O20: version ${version} signs in, and refreshes until its client is deleted`, { skip }, async () => {
        const live = async (task) => {
          const { told, refusal } = await runScript('mcp_life.py', { ...task, metadata: METADATA }, environment)
          assert.match(refusal, /^400 .*This app is not registered here/s)
          return told
        }
        await livesOn(story, live, { asked: 3 })
      })
    }

    test('O10, N22: with client_metadata_url, signs the user in without a registration', { skip }, async () => {
      const { mcp: server, site, user } = story
      const metadata = { ...METADATA, client_name: 'Python client', token_endpoint_auth_method: 'none' }
      const document = site.publish({ ...metadata, grant_types: ['authorization_code', 'refresh_token'] })
      const { client, claims } = await mcp({ step: 'call', url: server.url, metadata, user: user.url, document })
      assert.equal(client.client_id, document)
      assert.deepEqual([claims.aud, claims.client_id, claims.sub], [server.url, document, user.sub])
    })
  })
}
