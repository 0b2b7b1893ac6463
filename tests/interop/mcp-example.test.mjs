import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { lackOfExample, resourceAt, settingsFor, startExample } from '../../scripts/lib/example-mcp.mjs'
import { lackOfNodePrograms, nodeProgram } from '../../scripts/lib/node-programs.mjs'
import { freePort, ready } from '../../scripts/lib/ports.mjs'
import { end, start } from '../../scripts/lib/processes.mjs'
import { at, temporaryFolder } from '../../scripts/lib/project.mjs'
import { lackOfPython, python } from '../../scripts/lib/python.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { SIGN_INS } from '../e2e/support/sign-in.mjs'
import { ask } from './support/program.mjs'
import { startUser } from './support/user.mjs'

const METADATA = {
  client_name: 'MCP client',
  redirect_uris: ['http://localhost:33418/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  token_endpoint_auth_method: 'none',
}

const valuesOf = (scope) => scope.split(' ').sort()

const quiet = { stdio: ['ignore', 'pipe', 'pipe'] }

const SERVERS = [
  { name: 'the Worker', lack: lackOfExample() || lackOfNodePrograms(), startServer: startExample },
  {
    name: 'the server in Python',
    lack: lackOfPython() || lackOfNodePrograms(),
    startServer: ({ issuer, port }, options) =>
      start(python('python'), [at('examples/mcp-server/python/server.py')], { ...options, env: { ISSUER: issuer, RESOURCE: resourceAt(port) } }),
  },
]

for (const { name, lack: skip, startServer } of SERVERS) {
  describe(`examples/mcp-server, ${name}, and the MCP SDK 2 for TypeScript`, () => {
    let enrol, user, server, folder, resource
    before(async () => {
      if (skip) return
      const port = await freePort()
      resource = resourceAt(port)
      folder = temporaryFolder()
      enrol = await startEnrol({ vars: settingsFor(resource), limits: SIGN_INS })
      user = await startUser(enrol)
      server = startServer({ issuer: enrol.issuer, port, state: folder.path }, quiet)
      const { origin, pathname } = new URL(resource)
      assert.equal(await ready(`${origin}/.well-known/oauth-protected-resource${pathname}`, server), 200)
    })
    after(async () => {
      if (server) await end(server)
      await user?.stop()
      await enrol?.stop()
      folder?.remove()
    })

    test('O2, O6, O8: discovers Enrol, registers, signs in, calls tools with the scope that they need, and refreshes', { skip }, async () => {
      const task = { url: resource, user: user.url, metadata: METADATA }
      const told = await ask(process.execPath, [nodeProgram('notes.mjs')], task)
      // The SDK asks for `offline_access` where the metadata of the server has it.
      const all = ['notes:read', 'notes:write', 'offline_access']
      // Only the Worker asks for the scope of a tool when the tool is called.
      const steps = name === 'the Worker' ? [['notes:read', 'offline_access'], all] : [all]
      assert.deepEqual(told.asked.map(({ scope, resource }) => [valuesOf(scope), resource]), steps.map((scope) => [scope, resource]))
      assert.deepEqual([told.granted, told.more, told.kept].map(valuesOf), [steps[0], all, all])
      assert.deepEqual([told.read, told.written, told.again], ['You have no note.', 'The note is kept.', 'buy milk'])
      assert.equal(told.isRefreshed, true)
    })
  })
}
