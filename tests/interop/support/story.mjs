import { startEnrol } from '../../e2e/support/enrol.mjs'
import { SIGN_INS } from '../../e2e/support/sign-in.mjs'
import { startMcpServer } from './mcp-server.mjs'
import { startUser } from './user.mjs'

/** Starts an MCP server, an Enrol that issues tokens for it, and a user who has an account there. */
export async function startStory({ issuerPath = '' } = {}) {
  const mcp = await startMcpServer()
  const enrol = await startEnrol({ issuerPath, vars: { RESOURCES: mcp.url }, limits: SIGN_INS })
  mcp.trust(enrol)
  const user = await startUser(enrol)
  const stop = async () => {
    await user.stop()
    await enrol.stop()
    await mcp.stop()
  }
  return { enrol, mcp, user, stop }
}
