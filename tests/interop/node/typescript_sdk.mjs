import { json } from 'node:stream/consumers'
import { Client, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client'
import { inMemoryProvider, live, signIn } from './provider.mjs'

const { url, metadata, user } = await json(process.stdin)
const authProvider = inMemoryProvider(metadata)

async function open() {
  const client = new Client({ name: 'test', version: '1.0.0' })
  const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider })
  return { client, transport, refusal: await client.connect(transport).then(() => undefined, (error) => error) }
}

async function connect() {
  let { client, transport, refusal } = await open()
  if (refusal) {
    if (!(refusal instanceof UnauthorizedError)) throw refusal
    await transport.finishAuth((await signIn(user, authProvider.redirectedTo)).searchParams)
    ;({ client, refusal } = await open())
  }
  if (refusal) throw refusal
  const call = async (name) => JSON.parse((await client.callTool({ name, arguments: {} })).content[0].text)
  return { call, close: () => client.close() }
}

console.log(JSON.stringify(await live(connect, (error) => error instanceof UnauthorizedError)))
