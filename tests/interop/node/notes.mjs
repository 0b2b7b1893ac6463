import { json } from 'node:stream/consumers'
import { Client, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client'
import { inMemoryProvider, signIn } from './provider.mjs'

// Lives with the MCP server of examples/mcp-server: signs in, asks for more scope where a tool needs it, and refreshes.
const { url, metadata, user } = await json(process.stdin)
const authProvider = inMemoryProvider(metadata)
const asked = []

let client, transport
async function connect() {
  client = new Client({ name: 'test', version: '1.0.0' })
  transport = new StreamableHTTPClientTransport(new URL(url), { authProvider })
  await client.connect(transport)
}

/** Does this; if the SDK sends the user away for it, lets the user sign in or consent, and does it again. */
async function authorized(act) {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof UnauthorizedError)) throw error
    const { searchParams } = authProvider.redirectedTo
    asked.push({ scope: searchParams.get('scope'), resource: searchParams.get('resource') })
    await transport.finishAuth((await signIn(user, authProvider.redirectedTo)).searchParams)
    return act()
  }
}

const call = (name, args = {}) => authorized(async () => (await client.callTool({ name, arguments: args })).content[0].text)

await authorized(connect)
const read = await call('read_note')
const granted = authProvider.kept.scope
const written = await call('write_note', { text: 'buy milk' })
const more = authProvider.kept.scope
const old = authProvider.kept.refresh_token
// As if the token had expired: the SDK refreshes after a 401.
authProvider.kept = { ...authProvider.kept, access_token: 'x' }
const again = await call('read_note')
const isRefreshed = authProvider.kept.refresh_token !== old && authProvider.kept.access_token !== 'x'
await client.close()
console.log(JSON.stringify({ asked, read, granted, written, more, again, isRefreshed, kept: authProvider.kept.scope }))
