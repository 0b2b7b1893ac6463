import { setTimeout as after } from 'node:timers/promises'
import { warnOfUnknown } from './lib/check.mjs'
import { asInitialClient, devVar, hasInitialClient, INITIAL_CLIENT, writeDevVars } from './lib/dev-vars.mjs'
import { migrate } from './lib/database.mjs'
import { formerIssuers, rememberIssuer, rememberOrigin } from './lib/own-issuer.mjs'
import { chosenPort, isFree } from './lib/ports.mjs'
import { end } from './lib/processes.mjs'
import { firstFault, ready } from './lib/readiness.mjs'
import { main, Problem, say } from './lib/say.mjs'
import { setUp } from './lib/set-up.mjs'
import { setUpTools } from './lib/tools.mjs'
import { build, isBuilt } from './lib/wasm.mjs'
import { startWrangler } from './lib/wrangler.mjs'

const FAULT_MS = 2000

main(async () => {
  const port = chosenPort()
  await checkPort(port)
  await setUp()
  if (!isBuilt()) await build(await setUpTools())
  if (writeDevVars()) say('wrote .dev.vars with a fresh MASTER_SECRET')
  await warnOfUnknown()
  await migrate()
  await checkPort(port)
  await serve(port)
})

async function checkPort(port) {
  if (await isFree(port)) return
  const other = port < 65535 ? port + 1 : port - 1
  throw new Problem(`port ${port} is in use: end what listens there, or PORT=${other} npm start`)
}

async function serve(port) {
  const origin = `http://localhost:${port}`
  say(`starting wrangler dev on ${origin}`)
  const issuer = devVar('ISSUER')
  const path = pathOf(issuer)
  const server = startWrangler(['dev', '--port', port, '--inspector-port', 0, ...(await flagsFor(issuer, origin))], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // What wrangler says passes through here, on its way to where it would have gone.
    env: process.stdout.isTTY && !process.env.NO_COLOR ? { FORCE_COLOR: '1' } : {},
  })
  server.stdout.pipe(process.stdout)
  const fault = firstFault(server.stdout)
  const status = await ready(`${origin}/.well-known/oauth-authorization-server${path}`, server)
  if (status !== 200) {
    const cause = status && (await Promise.race([fault, after(FAULT_MS, 'see its log above for the setting')]))
    await end(server)
    if (!status) throw new Problem('the server did not come up')
    throw new Problem(`the server refused everything, so it was stopped: ${cause}${wayOut(cause)}`)
  }
  await rememberIssuer(issuer ?? origin)
  rememberOrigin(origin)
  console.log(`
Enrol is ready at ${origin}${path}${issuer ? `, with the ISSUER ${issuer} of .dev.vars` : ''}.
${await commands(origin, path)}
Ctrl-C ends it.
`)
  await server.gone
  throw new Problem('wrangler dev ended')
}

const wayOut = (cause) =>
  cause.includes(INITIAL_CLIENT) ? '\nTake CLIENTS and CLIENT_SECRETS out of .dev.vars if you do not need this client.' : ''

// What can be tried, as discovery says: a registration, and an access token for one.
async function commands(origin, path) {
  const address = `${origin}${path}`
  const answer = await fetch(`${origin}/.well-known/oauth-authorization-server${path}`)
  const { issuer, registration_endpoint, scopes_supported, token_endpoint } = await answer.json()
  if (!registration_endpoint) return 'Registration is off: see REGISTRATION_MODE in .dev.vars and wrangler.toml.'
  const register = `
  curl -s ${address}/register -H 'content-type: application/json' -d '{"client_name":"My app","redirect_uris":["https://app.example/callback"]}'
`
  const said = [`Register a client, where REGISTRATION_MODE is open:\n${register}`]
  const issuesTokens = token_endpoint === `${issuer}/token`
  const isListed = scopes_supported || devVar('SCOPES_SUPPORTED') !== undefined
  if (issuesTokens && !isListed && devVar('REGISTRATION_MODE') === 'open') {
    said.push(`Hint: REGISTRATION_MODE is open and SCOPES_SUPPORTED is not set, so that these clients get tokens without scope.
`)
  }
  const about = '--software-id my-app --redirect-uri https://app.example/callback'
  if (hasInitialClient() && issuesTokens) {
    said.push(`Get an access token to register with, where REGISTRATION_MODE is open or token:

  ${asInitialClient} | curl -s ${address}/token -K - -d grant_type=client_credentials -d scope=dcr

The secret of ${INITIAL_CLIENT} is in .dev.vars.
`)
  }
  said.push(`Vouch for a software, and register it, where REGISTRATION_MODE is open or statement:

  STATEMENT=$(npx --no-install enrol statement issue ${about})
  curl -s ${address}/register -H 'content-type: application/json' -d "{\\"software_statement\\":\\"$STATEMENT\\"}"
`)
  return said.join('\n')
}

async function flagsFor(issuer, origin) {
  const flags = issuer ? [] : ['--var', `ISSUER:${origin}`]
  const former = devVar('FORMER_ISSUERS') === undefined ? await formerIssuers(issuer ?? origin) : []
  // The clients of yesterday's port are sealed under its name.
  if (former.length > 0) flags.push('--var', `FORMER_ISSUERS:${former.join(' ')}`)
  // What brings requests here from an https address has taken their encryption off.
  if (issuer?.startsWith('https:')) flags.push('--upstream-protocol', 'https')
  return flags
}

// An issuer with a path has its endpoints under it; one that is no URL is the Worker's to refuse.
function pathOf(issuer) {
  try {
    return new URL(issuer).pathname.replace(/\/$/, '')
  } catch {
    return ''
  }
}
