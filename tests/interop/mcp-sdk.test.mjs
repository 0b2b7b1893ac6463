import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { auth, discoverAuthorizationServerMetadata, registerClient } from '@modelcontextprotocol/sdk/client/auth.js'
import { OAuthClientInformationFullSchema } from '@modelcontextprotocol/sdk/shared/auth.js'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { inMemoryProvider } from './node/provider.mjs'

const AUTHORIZATION_SERVER = JSON.stringify({
  authorization_endpoint: 'https://as.example/authorize',
  code_challenge_methods_supported: ['S256'],
  token_endpoint: 'https://as.example/token',
})

const METADATA = {
  client_name: 'MCP client',
  grant_types: ['authorization_code', 'refresh_token'],
  redirect_uris: ['http://localhost:33418/callback'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
}

for (const issuerPath of ['', '/t1']) {
  describe(`the MCP SDK, with an issuer ${issuerPath ? 'with' : 'without'} a path`, () => {
    let enrol, metadata
    before(async () => {
      enrol = await startEnrol({ issuerPath, vars: { AUTHORIZATION_SERVER } })
      metadata = await discoverAuthorizationServerMetadata(enrol.issuer)
    })
    after(() => enrol?.stop())

    test('O1, O2: discovers the server', () => {
      assert.equal(metadata.issuer, enrol.issuer)
      assert.equal(metadata.registration_endpoint, `${enrol.issuer}/register`)
      assert.deepEqual(metadata.code_challenge_methods_supported, ['S256'])
    })

    test('O11, O13, O15: registers a public client at a loopback address', async () => {
      const client = await registerClient(enrol.issuer, { metadata, clientMetadata: METADATA })
      assert.equal(client.client_secret, undefined)
      assert.equal(client.token_endpoint_auth_method, 'none')
      assert.deepEqual(client.grant_types, METADATA.grant_types)
      assert.deepEqual(client.redirect_uris, METADATA.redirect_uris)
    })

    test('O12: registers a confidential client, whose stored form its schema reads', async () => {
      const clientMetadata = {
        ...METADATA,
        client_uri: 'https://app.example/',
        token_endpoint_auth_method: 'client_secret_post',
      }
      const client = await registerClient(enrol.issuer, { metadata, clientMetadata })
      assert.ok(client.client_secret)
      const read = OAuthClientInformationFullSchema.parse(await registeredAndRead(metadata, clientMetadata))
      assert.equal(read.client_uri, 'https://app.example/')
    })

    test('tells a refused registration', async () => {
      const clientMetadata = { ...METADATA, redirect_uris: ['https://app.example/#fragment'] }
      const registered = registerClient(enrol.issuer, { metadata, clientMetadata })
      await assert.rejects(registered, /redirect_uris/)
    })

    test('goes the whole way to the authorization request', async () => {
      const provider = inMemoryProvider(METADATA)
      assert.equal(await auth(provider, { serverUrl: RESOURCE, fetchFn: beside(enrol.issuer) }), 'REDIRECT')
      assert.equal(provider.redirectedTo.origin, 'https://as.example')
      assert.equal(provider.redirectedTo.searchParams.get('client_id'), provider.information.client_id)
    })
  })
}

const RESOURCE = 'https://mcp.example/mcp'

/** Answers for an MCP server that names the issuer as its authorization server; everything else goes out. */
const beside = (issuer) => async (url, init) => {
  const { host, pathname } = new URL(url)
  if (host !== 'mcp.example') return fetch(url, init)
  if (!pathname.startsWith('/.well-known/oauth-protected-resource')) return new Response(null, { status: 404 })
  return Response.json({ resource: RESOURCE, authorization_servers: [issuer] })
}

// The SDK keeps the address and the token of the client configuration endpoint to itself.
async function registeredAndRead({ registration_endpoint: url }, metadata) {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(metadata) })
  const { registration_client_uri: uri, registration_access_token: token } = await response.json()
  return (await fetch(uri, { headers: { authorization: `Bearer ${token}` } })).json()
}
