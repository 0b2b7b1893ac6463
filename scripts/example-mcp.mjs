import { settingsIn } from './lib/configuration.mjs'
import { devVar, devVars } from './lib/dev-vars.mjs'
import { missingLines, resourceAt, setUpExample, startExample } from './lib/example-mcp.mjs'
import { chosenPort, isFree, ready } from './lib/ports.mjs'
import { at } from './lib/project.mjs'
import { main, Problem, say } from './lib/say.mjs'
import { setUp } from './lib/set-up.mjs'

/** Starts the MCP server of examples/mcp-server beside `npm start`. */
main(async () => {
  const port = chosenPort({ PORT: process.env.MCP_PORT ?? '8788' })
  const issuer = devVar('ISSUER') ?? `http://localhost:${chosenPort()}`
  const resource = resourceAt(port)
  await setUp()
  checkSettings(resource)
  await checkEnrol(issuer)
  if (!(await isFree(port))) throw new Problem(`port ${port} is in use: use MCP_PORT=${port + 1} npm run example:mcp, and name that address in RESOURCES`)
  await setUpExample()
  say('starting the MCP server')
  const server = startExample({ issuer, port, state: at('.wrangler/example-mcp') })
  const { origin, pathname } = new URL(resource)
  if ((await ready(`${origin}/.well-known/oauth-protected-resource${pathname}`, server)) !== 200) {
    throw new Problem('the MCP server did not start; its log is above')
  }
  console.log(`
The MCP server is ready at ${resource}, for users of ${issuer}.
Give this address to an MCP client: it registers at Enrol, and sends you there to sign in.

Press Ctrl-C to stop it. The log of its requests follows.
`)
  await server.gone
  throw new Problem('wrangler dev has stopped')
})

function checkSettings(resource) {
  const lines = missingLines(resource, { ...settingsIn(), ...devVars() })
  if (lines.length === 0) return
  throw new Problem(`Enrol does not know this MCP server yet. Add to .dev.vars, in place of lines with these names, and run npm start again:\n\n${lines.join('\n')}\n`)
}

async function checkEnrol(issuer) {
  const { origin, pathname } = new URL(issuer)
  const address = `${origin}/.well-known/oauth-authorization-server${pathname.replace(/\/$/, '')}`
  const status = await fetch(address).then((response) => response.status, () => undefined)
  if (status !== 200) throw new Problem(`Enrol does not answer at ${address}: run npm start in another terminal first`)
}
