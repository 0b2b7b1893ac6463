import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { lackOfNodePrograms, nodeProgram } from '../../scripts/lib/node-programs.mjs'
import { JWT_BEARER, startCompany } from '../e2e/support/company.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { registered, SIGN_INS } from '../e2e/support/sign-in.mjs'
import { startMcpServer } from './support/mcp-server.mjs'
import { ask } from './support/program.mjs'

const skip = lackOfNodePrograms()

let mcp, company, enrol
before(async () => {
  if (skip) return
  ;[mcp, company] = await Promise.all([startMcpServer(), startCompany()])
  enrol = await startEnrol({ vars: { ...company.vars, RESOURCES: mcp.url }, limits: SIGN_INS })
  mcp.trust(enrol)
})
after(() => Promise.all([enrol, company, mcp].map((it) => it?.stop())))

test('O1, O11: the MCP SDK 2 for TypeScript gets tokens by the identity provider of a company, with IDENTITY_ASSERTIONS', { skip }, async () => {
  const client = await registered(enrol, { client_name: 'App', grant_types: [JWT_BEARER], response_types: [] })
  company.know(client)
  const { client_id: clientId, client_secret: clientSecret } = client
  const task = { url: mcp.url, idpUrl: company.issuer, clientId, clientSecret, issuer: enrol.issuer }
  const [first, second] = await ask(process.execPath, [nodeProgram('cross_app_access.mjs')], task)
  for (const { aud, client_id } of [first, second]) assert.deepEqual([aud, client_id], [mcp.url, clientId])
  assert.equal(second.sub, first.sub)
  assert.notEqual(second.jti, first.jti, 'a refused token is replaced by means of a new assertion')
  assert.deepEqual(company.exchanges.map(({ resource }) => resource), [mcp.url, mcp.url])
})
