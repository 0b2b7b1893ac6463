import { setTimeout as after } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { warnOfUnknown } from './lib/check.mjs'
import { migrate } from './lib/database.mjs'
import { devVar, INITIAL_CLIENT, writeDevVars } from './lib/dev-vars.mjs'
import { commands } from './lib/first-commands.mjs'
import { firstUser, howToSignIn, knownUser } from './lib/first-user.mjs'
import { fetchTrusting, localCertificate } from './lib/local-certificate.mjs'
import { formerIssuers, rememberIssuer, rememberOrigin } from './lib/own-issuer.mjs'
import { chosenPort, firstFault, isFree, ready } from './lib/ports.mjs'
import { end } from './lib/processes.mjs'
import { setUpRules } from './lib/rules.mjs'
import { main, Problem, say } from './lib/say.mjs'
import { setUp } from './lib/set-up.mjs'
import { setUpTools } from './lib/tools.mjs'
import { build, isBuilt } from './lib/wasm.mjs'
import { startWrangler } from './lib/wrangler.mjs'

const FAULT_MS = 2000

main(async () => {
  const isHttps = wantsHttps(process.argv.slice(2))
  const port = chosenPort()
  await checkPort(port)
  await setUp()
  await buildAll()
  const isFirst = writeDevVars()
  if (isFirst) say('wrote .dev.vars with a new MASTER_SECRET')
  await warnOfUnknown()
  await migrate()
  const user = await (isFirst ? firstUser() : knownUser())
  await checkPort(port)
  await serve(port, isHttps && (await localCertificate()), user)
})

function wantsHttps(args) {
  try {
    return parseArgs({ args, options: { https: { type: 'boolean', default: false } } }).values.https
  } catch {
    throw new Problem(`npm start has one option: npm start -- --https`)
  }
}

async function checkPort(port) {
  if (await isFree(port)) return
  const other = port < 65535 ? port + 1 : port - 1
  throw new Problem(`port ${port} is in use: stop the program that listens there, or use PORT=${other} npm start`)
}

async function buildAll() {
  if (isBuilt()) return setUpRules(process.stdout)
  const tools = await setUpTools()
  // The Worker is linked on one core for most of its time.
  return Promise.all([build(tools), setUpRules(null)])
}

/** Serves over https if there are `files` of a certificate. Says how the `user` signs in. */
async function serve(port, files, user) {
  const origin = `${files ? 'https' : 'http'}://localhost:${port}`
  const get = files ? (url, options) => fetchTrusting(url, files, options) : fetch
  say('starting the server')
  const issuer = devVar('ISSUER')
  const path = pathOf(issuer)
  const flags = [...(await flagsFor(issuer, origin)), ...(files ? tlsFlags(files) : [])]
  const server = startWrangler(['dev', '--port', port, '--inspector-port', 0, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // The output passes through a pipe, where wrangler would not use colours.
    env: process.stdout.isTTY && !process.env.NO_COLOR ? { FORCE_COLOR: '1' } : {},
  })
  const log = holdBack(server)
  const fault = firstFault(server.stdout)
  const status = await ready(`${origin}/.well-known/oauth-authorization-server${path}`, server, get)
  if (status !== 200) {
    const cause = status && (await Promise.race([fault, after(FAULT_MS, 'its log above names the setting')]))
    log.show()
    await end(server)
    if (!status) throw new Problem('the server did not start; its log is above')
    throw new Problem(`the server refuses every request, so it was stopped: ${cause}${remedyFor(cause)}`)
  }
  await rememberIssuer(issuer ?? origin)
  rememberOrigin(origin)
  console.log(`
Enrol is ready at ${origin}${path}${issuer ? `, with the ISSUER ${issuer} of .dev.vars` : ''}.
${user ? howToSignIn(user, `${origin}${path}`) : ''}${await commands(origin, path, get, files)}
Press Ctrl-C to stop it. The log of its requests follows.
`)
  log.pass()
  await server.gone
  throw new Problem('wrangler dev has stopped')
}

/** Holds the output of wrangler back. `show` prints it, `pass` prints only later output. */
function holdBack({ stdout, stderr }) {
  const held = []
  let isPassed = false
  for (const [stream, to] of [[stdout, process.stdout], [stderr, process.stderr]]) {
    stream.on('data', (chunk) => (isPassed ? to.write(chunk) : held.push(chunk)))
  }
  return { show: () => process.stderr.write(Buffer.concat(held)), pass: () => (isPassed = true) }
}

const remedyFor = (cause) =>
  cause.includes(INITIAL_CLIENT) ? '\nRemove CLIENTS and CLIENT_SECRETS from .dev.vars if you do not need this client.' : ''

const tlsFlags = ({ certificate, key }) => ['--local-protocol', 'https', '--https-cert-path', certificate, '--https-key-path', key]

async function flagsFor(issuer, origin) {
  const flags = issuer ? [] : ['--var', `ISSUER:${origin}`]
  const former = devVar('FORMER_ISSUERS') === undefined ? await formerIssuers(issuer ?? origin) : []
  // Clients that registered at another port are sealed with another issuer.
  if (former.length > 0) flags.push('--var', `FORMER_ISSUERS:${former.join(' ')}`)
  // A proxy in front of this server has decrypted the requests.
  if (issuer?.startsWith('https:')) flags.push('--upstream-protocol', 'https')
  return flags
}

// The endpoints are below the path of the issuer. The Worker refuses an issuer that is not a URL.
function pathOf(issuer) {
  try {
    return new URL(issuer).pathname.replace(/\/$/, '')
  } catch {
    return ''
  }
}
