import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { TRUST } from '../e2e/support/elsewhere.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { authorize, browserOf, createUser, SIGN_INS } from '../e2e/support/sign-in.mjs'
import { inMemoryProvider } from './node/provider.mjs'
import { startMcpServer } from './support/mcp-server.mjs'
import { startSite } from './support/story.mjs'

const METADATA = { client_name: 'MCP client', redirect_uris: ['http://localhost:33418/callback'] }

/** The metadata that the clients of the SDK register. */
const KINDS = {
  'the defaults of the SDK': {},
  'a public client': {
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  },
}

for (const issuerPath of ['', '/t1']) {
  describe(`the MCP SDK, an MCP server and a user, issuer path "${issuerPath}"`, () => {
    let enrol, mcp, site, alice
    before(async () => {
      mcp = await startMcpServer()
      site = await startSite()
      const vars = { RESOURCES: mcp.url, LOOPBACK_FETCH: 'on' }
      enrol = await startEnrol({ issuerPath, vars, limits: SIGN_INS, env: TRUST })
      alice = createUser(enrol)
      mcp.trust(enrol)
    })
    after(async () => {
      await enrol?.stop()
      await site?.stop()
      await mcp?.stop()
    })

    const connect = async (authProvider) => {
      const client = new Client({ name: 'test', version: '1.0.0' })
      const transport = new StreamableHTTPClientTransport(new URL(mcp.url), { authProvider })
      return { client, transport, connected: client.connect(transport) }
    }

    /** Connects without a token, signs the user in, and connects again. */
    const signIn = async (provider) => {
      const first = await connect(provider)
      await assert.rejects(first.connected, UnauthorizedError)
      const { code, iss } = await authorize(browserOf(enrol), provider.redirectedTo, alice)
      assert.equal(iss, enrol.issuer)
      await first.transport.finishAuth(code)
      const { client, connected } = await connect(provider)
      await connected
      return client
    }

    const call = async (client, name) => JSON.parse((await client.callTool({ name, arguments: {} })).content[0].text)

    for (const [kind, members] of Object.entries(KINDS)) {
      test(`O1, O2, O11: from a refusal to a call of a tool in the user's name: ${kind}`, async () => {
        const provider = inMemoryProvider({ ...METADATA, ...members })
        const client = await signIn(provider)
        const claims = await call(client, 'whoami')
        assert.deepEqual([claims.aud, claims.client_id], [mcp.url, provider.information.client_id])
        assert.match(claims.sub, /^u[\w-]{22}$/)
        await client.close()
      })
    }

    test('the SDK refreshes a token that the MCP server does not take any more', async () => {
      const provider = inMemoryProvider({ ...METADATA, ...KINDS['a public client'] })
      const client = await signIn(provider)
      const before = provider.tokens()
      await call(client, 'expire')
      const { client_id } = await call(client, 'whoami')
      assert.equal(client_id, provider.information.client_id)
      assert.notEqual(provider.tokens().refresh_token, before.refresh_token)
      await client.close()
    })

    test('O10, N22: with clientMetadataUrl the SDK does not register, and refreshes as the client of its document', async () => {
      const metadata = { ...METADATA, ...KINDS['a public client'] }
      const clientMetadataUrl = site.publish(metadata)
      const provider = { ...inMemoryProvider(metadata), clientMetadataUrl }
      const client = await signIn(provider)
      assert.equal(provider.information.client_id, clientMetadataUrl)
      assert.equal((await call(client, 'expire')).client_id, clientMetadataUrl)
      const claims = await call(client, 'whoami')
      assert.deepEqual([claims.aud, claims.client_id], [mcp.url, clientMetadataUrl])
      await client.close()
      assert.equal(site.asked.length, 1)
    })

    // With its defaults the client has no refresh token, so the SDK never learns that the client is gone.
    test('O20: the SDK registers again after its client was deleted', async () => {
      const provider = inMemoryProvider({ ...METADATA, ...KINDS['a public client'] })
      const client = await signIn(provider)
      const { client_id: old } = await call(client, 'unregister')
      await assert.rejects(call(client, 'whoami'), UnauthorizedError)
      await client.close()
      assert.notEqual(provider.information.client_id, old)
      const again = await signIn(provider)
      assert.equal((await call(again, 'whoami')).client_id, provider.information.client_id)
      await again.close()
    })
  })
}
