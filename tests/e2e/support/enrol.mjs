import { join } from 'node:path'
import { mint } from '../../../scripts/lib/master-secret.mjs'
import { freePort } from '../../../scripts/lib/ports.mjs'
import { end } from '../../../scripts/lib/processes.mjs'
import { ready } from '../../../scripts/lib/readiness.mjs'
import { temporaryFolder } from '../../../scripts/lib/temporary.mjs'
import { runWranglerQuietly, startWrangler } from '../../../scripts/lib/wrangler.mjs'
import { writeConfiguration } from './configuration.mjs'
import { openDatabase } from './database.mjs'
import { LogLines } from './log-lines.mjs'

const STARTS = 3

/**
 * Starts Enrol in a `wrangler dev` of its own, on the bundle that is in build/.
 *
 * `vars` are settings over the open registration that is the default here, `limits` those of bindings: tests have more
 * stored than a stranger may, unless they say otherwise. A server that shall find the data of an earlier one is given the
 * earlier one's `folder`, which its caller then removes; `env` is for the runtime itself.
 */
export async function startEnrol(options = {}) {
  for (let tries = STARTS; ; tries--) {
    const enrol = await start(options)
    if (enrol) return enrol
    if (tries === 1) throw new Error(`${STARTS} free ports were taken before wrangler dev came to listen`)
  }
}

/** Undefined when another process took the port that was free a moment ago. */
async function start(options) {
  const { vars = {}, limits = { STORAGE_LIMIT: 600 }, issuerPath = '', masterSecret = mint('k1'), folder, scheme = 'http', env = {} } = options
  const own = folder ?? temporaryFolder()
  const state = join(own.path, 'state')
  const port = await freePort()
  const origin = `${scheme}://localhost:${port}`
  const issuer = origin + issuerPath
  const settings = { ISSUER: issuer, MASTER_SECRET: masterSecret, REGISTRATION_MODE: 'open', ...vars }
  const configuration = writeConfiguration(own.path, settings, limits)
  const where = ['--config', configuration, '--persist-to', state]
  const surroundings = { cwd: own.path, env: { WRANGLER_LOG_PATH: join(own.path, 'logs'), XDG_CONFIG_HOME: own.path } }

  const migrated = await runWranglerQuietly(['d1', 'migrations', 'apply', 'DB', '--local', ...where], surroundings)
  if (migrated !== 0) throw new Error('the migrations failed')

  const listening = ['--port', port, '--inspector-port', 0, '--local-protocol', scheme]
  const server = startWrangler(['dev', ...where, ...listening], {
    ...surroundings,
    env: { ...surroundings.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines = new LogLines(server.stdout, server.stderr)
  const stop = async () => {
    await end(server)
    if (!folder) own.remove()
  }
  // Who answers first at the port may be a stranger, so the server itself has to say that it listens.
  const listens = await Promise.race([lines.saying(`Ready on ${origin}`), server.gone.then(() => false)])
  if (!listens || (await ready(origin, server)) === undefined) {
    await stop()
    if (lines.text.includes('Address already in use')) return undefined
    throw new Error(`wrangler dev did not come up:\n${lines.text}`)
  }
  return {
    origin,
    issuer,
    stop,
    lines,
    database: () => openDatabase(state),
    scheduled: () => fetch(`${origin}/cdn-cgi/local/scheduled`),
  }
}
