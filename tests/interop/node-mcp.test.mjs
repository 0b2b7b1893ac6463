import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { lackOfNodePrograms, nodeProgram } from '../../scripts/lib/node-programs.mjs'
import { temporaryFolder } from '../../scripts/lib/project.mjs'
import { ask } from './support/program.mjs'
import { livesOn, startStory } from './support/story.mjs'

const skip = lackOfNodePrograms()

const METADATA = { client_name: 'MCP client', redirect_uris: ['http://localhost:33418/callback'] }

// An app of the AI SDK names its grants, as the examples of the SDK do.
const WITH_REFRESH = {
  ...METADATA,
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
}

const LIBRARIES = [
  { name: 'the MCP SDK 2 for TypeScript', program: 'typescript_sdk.mjs', metadata: METADATA },
  { name: 'the MCP SDK 2 for TypeScript as a public client', program: 'typescript_sdk.mjs', metadata: WITH_REFRESH },
  { name: 'the AI SDK', program: 'ai_sdk.mjs', metadata: WITH_REFRESH },
  { name: 'mcp-remote', program: 'mcp_remote.mjs' },
]

for (const issuerPath of ['', '/t1']) {
  describe(`clients of npm, an MCP server and a user, issuer path "${issuerPath}"`, () => {
    let story
    before(async () => {
      if (!skip) story = await startStory({ issuerPath })
    })
    after(() => story?.stop())

    for (const { name, program, metadata } of LIBRARIES) {
      test(`O1, O2, O11, O20: ${name} signs in, refreshes, and registers again after its deletion`, { skip }, async () => {
        const { path: folder, remove } = temporaryFolder()
        const live = (task) => ask(process.execPath, [nodeProgram(program)], { ...task, metadata, folder })
        await livesOn(story, live).finally(remove)
      })
    }

    test('O10, N22: mcp-remote with --client-metadata-url does not register, and refreshes as the client of its document', { skip }, async () => {
      const { path: folder, remove } = temporaryFolder()
      const { site, mcp, user } = story
      const redirect_uris = ['http://localhost:3334/oauth/callback']
      const clientMetadataUrl = site.publish({ ...WITH_REFRESH, redirect_uris })
      const task = { url: mcp.url, user: user.url, folder, clientMetadataUrl, tools: ['expire', 'whoami'] }
      const told = await ask(process.execPath, [nodeProgram('mcp_remote.mjs')], task).finally(remove)
      for (const { aud, client_id } of told) assert.deepEqual([aud, client_id], [mcp.url, clientMetadataUrl])
      assert.notEqual(told[1].jti, told[0].jti)
    })
  })
}
