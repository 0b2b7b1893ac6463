import { join } from 'node:path'
import { mint } from '../../../scripts/lib/master-secret.mjs'
import { freePort, ready } from '../../../scripts/lib/ports.mjs'
import { end } from '../../../scripts/lib/processes.mjs'
import { temporaryFolder } from '../../../scripts/lib/project.mjs'
import { runWranglerQuietly, startWrangler } from '../../../scripts/lib/wrangler.mjs'
import { writeConfiguration } from './configuration.mjs'
import { openDatabase } from './database.mjs'
import { LogLines } from './log-lines.mjs'

const STARTS = 3

/**
 * Starts Enrol in its own `wrangler dev`, with the bundle in build/.
 *
 * Registration is open unless `vars` says otherwise. `limits` are those of bindings; by default tests can store more than
 * an unauthenticated client. A server with the `folder` of an earlier server finds its data; the caller removes the folder.
 * `env` is the environment of the runtime. `hook` is the wrangler.toml of a Worker that runs beside and is bound as `HOOK`.
 */
export async function startEnrol(options = {}) {
  for (let tries = STARTS; ; tries--) {
    const enrol = await start(options)
    if (enrol) return enrol
    if (tries === 1) throw new Error(`${STARTS} free ports were taken before wrangler dev came to listen`)
  }
}

/** Returns `undefined` if another process has taken the port in the meantime. */
async function start(options) {
  const { vars = {}, limits = { STORAGE_LIMIT: 600 }, issuerPath = '', masterSecret = mint('k1'), folder, scheme = 'http', env = {}, hook } = options
  const own = folder ?? temporaryFolder()
  const state = join(own.path, 'state')
  const port = await freePort()
  const origin = `${scheme}://localhost:${port}`
  const issuer = origin + issuerPath
  const settings = { ISSUER: issuer, MASTER_SECRET: masterSecret, REGISTRATION_MODE: 'open', ...vars }
  const configuration = writeConfiguration(own.path, settings, limits, hook)
  const where = ['--config', configuration, '--persist-to', state]
  const surroundings = { cwd: own.path, env: { WRANGLER_LOG_PATH: join(own.path, 'logs'), XDG_CONFIG_HOME: own.path } }

  const migrated = await runWranglerQuietly(['d1', 'migrations', 'apply', 'DB', '--local', ...where], surroundings)
  if (migrated !== 0) throw new Error('the migrations failed')

  const listening = ['--port', port, '--inspector-port', 0, '--local-protocol', scheme]
  const beside = hook ? ['--config', hook] : []
  const server = startWrangler(['dev', ...where, ...beside, ...listening], {
    ...surroundings,
    env: { ...surroundings.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines = new LogLines(server.stdout, server.stderr)
  const stop = async () => {
    await end(server)
    if (!folder) own.remove()
  }
  // Another program may answer at the port, so the log has to say that this server listens.
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
    scheduled: (cron = '17 * * * *') => fetch(`${origin}/cdn-cgi/local/scheduled?${new URLSearchParams({ cron })}`),
  }
}
