import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import { mint } from '../../scripts/lib/master-secret.mjs'
import { end, start } from '../../scripts/lib/processes.mjs'
import { at } from '../../scripts/lib/project.mjs'
import { Problem } from '../../scripts/lib/say.mjs'
import { node, runWranglerQuietly } from '../../scripts/lib/wrangler.mjs'
import { database, limit, namespace, variable } from './bindings.mjs'
import { schemaOfEnrol } from './database.mjs'
import { startWorker } from './workerd.mjs'

// Enrol accepts http only on the own machine.
export const ISSUER = 'http://localhost:8787'

const LIMITS = [
  'REGISTRATION_LIMIT',
  'STORAGE_LIMIT',
  'USE_LIMIT',
  'CLIENT_ASSERTION_LIMIT',
  'ASSERTION_LIMIT',
  'OUTBOUND_LIMIT',
  'FETCH_LIMIT',
  'FAILURE_LIMIT',
  'SIGN_IN_LIMIT',
  'PASSWORD_LIMIT',
  'ACCOUNT_LIMIT',
]

/** Bundles the servers into a folder: Enrol as wrangler would deploy it. */
export async function bundle(folder) {
  const enrol = join(folder, 'enrol')
  // Nothing is deployed: the settings of wrangler.toml, which lack an ISSUER, are not those of the benchmark.
  const code = await runWranglerQuietly(['deploy', '--dry-run', '--outdir', enrol], { env: { ENROL_CHECK: 'off' } })
  if (code !== 0) throw new Problem('wrangler could not bundle Enrol; its output is above')
  const provider = join(folder, 'oauth-provider.mjs')
  await build({
    entryPoints: [at('benches/workers/oauth-provider.mjs')],
    outfile: provider,
    bundle: true,
    format: 'esm',
    external: ['cloudflare:*'],
    logLevel: 'warning',
  })
  return { enrol, provider }
}

/** Enrol with open registration, further settings, and SQL statements that fill its database. */
export const enrol = (vars = {}, seeds = []) => ({
  name: 'Enrol',
  logs: true,
  start: (bundles, { log, isEmpty } = {}) => {
    const settings = { ISSUER, MASTER_SECRET: mint('k1'), REGISTRATION_MODE: 'open', SCOPES_SUPPORTED: 'openid read', ...vars }
    const bindings = [database('DB'), namespace('CACHE'), ...LIMITS.map(limit)]
    for (const [name, value] of Object.entries(settings)) bindings.push(variable(name, value))
    const schema = [...schemaOfEnrol(), ...seeds]
    return startWorker({ modules: folder(bundles.enrol), bindings, schema: isEmpty ? undefined : schema, log })
  },
})

/** A Worker of plain JavaScript that does one thing with the least possible cost. */
export const bare = (name, does, { schema, vars = {}, limits = [], modules = [], files = {} } = {}) => ({
  name: `bare Worker that ${does}`,
  start: () => {
    const bindings = [...limits.map(limit), ...Object.entries(vars).map(([key, value]) => variable(key, value))]
    if (schema) bindings.push(database('DB'))
    const own = [name, ...modules].map((it) => [`${it}.mjs`, at('benches/workers', `${it}.mjs`)])
    return startWorker({ modules: { ...Object.fromEntries(own), ...files }, bindings, schema })
  },
})

export const oauthProvider = {
  name: 'workers-oauth-provider',
  start: ({ provider }) =>
    startWorker({ modules: { 'index.mjs': provider }, bindings: [namespace('OAUTH_KV')] }),
}

export const oidcProvider = {
  name: 'oidc-provider on Node',
  async start() {
    const program = at('benches/workers/oidc-provider.mjs')
    const env = { NODE_ENV: 'production' }
    const child = start(node, [program], { env, stdio: ['ignore', 'pipe', 'ignore'] })
    for await (const port of createInterface({ input: child.stdout })) {
      return { origin: `http://127.0.0.1:${port}`, pid: child.pid, stop: () => end(child) }
    }
    throw new Error('oidc-provider did not come to listen')
  },
}

/** Returns the path of Enrol's WebAssembly in its bundle. */
export const wasmOf = ({ enrol }) => Object.entries(folder(enrol)).find(([name]) => name.endsWith('.wasm'))[1]

function folder(path) {
  const names = readdirSync(path).filter((name) => /\.(js|wasm)$/.test(name))
  // The entry comes first.
  names.sort((a, b) => Number(b === 'index.js') - Number(a === 'index.js'))
  return Object.fromEntries(names.map((name) => [name, join(path, name)]))
}
