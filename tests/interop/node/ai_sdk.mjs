import { json } from 'node:stream/consumers'
import { auth, createMCPClient, UnauthorizedError } from '@ai-sdk/mcp'
import { inMemoryProvider, live, signIn } from './provider.mjs'

const { url, metadata, user } = await json(process.stdin)
const authProvider = inMemoryProvider(metadata)
const transport = { type: 'http', url, authProvider }

const isUnauthorized = (error) => error instanceof UnauthorizedError || error?.cause instanceof UnauthorizedError

async function connect() {
  const client = await createMCPClient({ transport }).catch(async (error) => {
    if (!isUnauthorized(error)) throw error
    const { searchParams } = await signIn(user, authProvider.redirectedTo)
    const [authorizationCode, callbackState, callbackIssuer] = ['code', 'state', 'iss'].map((name) => searchParams.get(name))
    await auth(authProvider, { serverUrl: url, authorizationCode, callbackState, callbackIssuer })
    return createMCPClient({ transport })
  })
  const call = async (name) => JSON.parse((await client.callTool({ name, arguments: {} })).content[0].text)
  return { call, close: () => client.close() }
}

console.log(JSON.stringify(await live(connect, isUnauthorized)))
