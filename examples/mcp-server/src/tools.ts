import { fromJsonSchema, McpServer, requireScopes, type AuthInfo } from '@modelcontextprotocol/server'
import { type Notes, WRITE } from './settings.ts'

const LONGEST_NOTE = 2000

const NOTE = fromJsonSchema<{ text: string }>({
  type: 'object',
  properties: { text: { type: 'string', minLength: 1, maxLength: LONGEST_NOTE } },
  required: ['text'],
  additionalProperties: false,
})

/** Makes the server of one request, for the user of its token. */
export function serverFor(authInfo: AuthInfo | undefined, notes: Notes): McpServer {
  const server = new McpServer({ name: 'notes', version: '1.0.0' })
  const sub = authInfo?.extra?.sub
  // Without a user there is nothing to show. The Worker lets nobody in without a token; this is the second lock.
  if (typeof sub !== 'string') return server
  server.registerTool('read_note', { description: 'Reads your note.' }, async () => said((await notes.get(sub)) ?? 'You have no note.'))
  // A token without the scope value gets 403 `insufficient_scope`, and the client asks the user for more.
  const config = { description: 'Replaces your note.', inputSchema: NOTE, scopeChallenge: requireScopes(WRITE) }
  server.registerTool('write_note', config, async ({ text }) => {
    await notes.put(sub, text)
    return said('The note is kept.')
  })
  return server
}

const said = (text: string) => ({ content: [{ type: 'text' as const, text }] })
