import { join } from 'node:path'
import { mint } from '../../../scripts/lib/master-secret.mjs'
import { freePort } from '../../../scripts/lib/ports.mjs'
import { end } from '../../../scripts/lib/processes.mjs'
import { ready } from '../../../scripts/lib/ready.mjs'
import { temporaryFolder } from '../../../scripts/lib/temporary.mjs'
import { runWranglerQuietly, startWrangler } from '../../../scripts/lib/wrangler.mjs'
import { writeConfiguration } from './configuration.mjs'
import { openDatabase } from './database.mjs'
import { LogLines } from './log-lines.mjs'

/**
 * Starts Enrol in a `wrangler dev` of its own, on the bundle that is in build/.
 *
 * `vars` are settings over the open registration that is the default here; a server that shall find the data of an
 * earlier one is given the earlier one's `folder`, which its caller then removes; `env` is for the runtime itself.
 */
export async function startEnrol(options = {}) {
  const { vars = {}, issuerPath = '', masterSecret = mint('k1'), folder, scheme = 'http', env = {} } = options
  const own = folder ?? temporaryFolder()
  const state = join(own.path, 'state')
  const port = await freePort()
  const origin = `${scheme}://localhost:${port}`
  const issuer = origin + issuerPath
  const settings = { ISSUER: issuer, MASTER_SECRET: masterSecret, REGISTRATION_MODE: 'open', ...vars }
  const configuration = writeConfiguration(own.path, settings)
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
  if ((await ready(origin, server)) === undefined) {
    await stop()
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
