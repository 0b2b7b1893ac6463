import { json } from 'node:stream/consumers'
import {
  Client,
  CrossAppAccessProvider,
  discoverAndRequestJwtAuthGrant,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client'

// As the documentation of the SDK shows it: the identity provider gives an assertion, and the provider exchanges it.
const { url, idpUrl, clientId, clientSecret, issuer } = await json(process.stdin)
const authProvider = new CrossAppAccessProvider({
  assertion: async ({ authorizationServerUrl, resourceUrl, scope, fetchFn }) => {
    const { jwtAuthGrant } = await discoverAndRequestJwtAuthGrant({
      idpUrl,
      audience: authorizationServerUrl,
      resource: resourceUrl,
      idToken: 'an-id-token',
      clientId: 'the-app-at-the-company',
      clientSecret: 'its-secret-there',
      scope,
      fetchFn,
    })
    return jwtAuthGrant
  },
  clientId,
  clientSecret,
  expectedIssuer: issuer,
})
const client = new Client({ name: 'test', version: '1.0.0' })
await client.connect(new StreamableHTTPClientTransport(new URL(url), { authProvider }))
const call = async (name) => JSON.parse((await client.callTool({ name, arguments: {} })).content[0].text)
const told = []
for (const name of ['expire', 'whoami']) told.push(await call(name))
await client.close()
console.log(JSON.stringify(told))
