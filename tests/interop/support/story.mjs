import assert from 'node:assert/strict'
import { startElsewhere, TRUST } from '../../e2e/support/elsewhere.mjs'
import { startEnrol } from '../../e2e/support/enrol.mjs'
import { SIGN_INS } from '../../e2e/support/sign-in.mjs'
import { startMcpServer } from './mcp-server.mjs'
import { startUser } from './user.mjs'

/** Starts an MCP server, an Enrol that issues tokens for it, a user who has an account there, and a site for documents of clients. */
export async function startStory({ issuerPath = '' } = {}) {
  const mcp = await startMcpServer()
  const site = await startSite()
  const vars = { RESOURCES: mcp.url, LOOPBACK_FETCH: 'on' }
  const enrol = await startEnrol({ issuerPath, vars, limits: SIGN_INS, env: TRUST })
  mcp.trust(enrol)
  const user = await startUser(enrol)
  const stop = async () => {
    await user.stop()
    await enrol.stop()
    await site.stop()
    await mcp.stop()
  }
  return { enrol, mcp, site, user, stop }
}

/** Starts a site on which clients describe themselves: `publish` returns the address of a document. */
export async function startSite() {
  const documents = {}
  const { origin, asked, stop } = await startElsewhere(documents)
  const publish = (metadata, path = '/client.json') => {
    const document = JSON.stringify({ client_id: origin + path, ...metadata })
    documents[path] = (response) => response.writeHead(200, { 'content-type': 'application/json' }).end(document)
    return origin + path
  }
  return { publish, asked, stop }
}

/**
 * Lets a client live, and checks its life, for which the user is asked at the beginning, and for the new client: `asked` times.
 *
 * `live` returns the claims of its token before it expired, of the token that a refresh brought, and of the token after the
 * client was deleted.
 */
export async function livesOn(story, live, { asked = 2 } = {}) {
  const { mcp, user } = story
  const before = user.asked()
  livedOn(story, await live({ url: mcp.url, user: user.url }))
  assert.equal(user.asked() - before, asked)
}

/** Checks the claims of the three tokens of a client. */
export function livedOn({ mcp, user }, [first, refreshed, registeredAgain]) {
  for (const { aud, sub } of [first, refreshed, registeredAgain]) assert.deepEqual([aud, sub], [mcp.url, user.sub])
  assert.notEqual(refreshed.jti, first.jti)
  assert.equal(refreshed.client_id, first.client_id)
  assert.notEqual(registeredAgain.client_id, first.client_id)
}
