import { run, runQuietly, start } from './processes.mjs'
import { at } from './project.mjs'
import { Problem } from './say.mjs'

// wrangler refuses Node 20. The Node that package-lock.json pins for this kind of machine runs it.
export const node = at('node_modules/.bin/node')
const wrangler = at('node_modules/wrangler/bin/wrangler.js')

const quiet = {
  WRANGLER_LOG_PATH: at('.wrangler/logs'),
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  WRANGLER_SEND_METRICS: 'false',
}

export const runWrangler = (args, options) => run(...command(args, options))
export const runWranglerQuietly = (args, options) => runQuietly(...command(args, options))
export const startWrangler = (args, options) => start(...command(args, options))

const UNMADE = 'the database is not made yet: npm run migrate, or npm run migrate -- --remote'

/** Runs one statement in the local or the deployed database; gives its rows. */
export async function queryDatabase(sql, where, options = {}) {
  const args = ['d1', 'execute', 'DB', where, '--json', '--yes', '--command', sql]
  const child = startWrangler(args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  for (const stream of Object.keys(said)) child[stream].setEncoding('utf8').on('data', (chunk) => (said[stream] += chunk))
  const [code] = await child.gone
  if (code !== 0 && `${said.stdout}${said.stderr}`.includes('no such table')) throw new Problem(UNMADE)
  if (code !== 0) throw new Problem(`the database did not answer:\n${said.stderr || said.stdout}`)
  return JSON.parse(said.stdout)[0].results
}

const command = (args, { env, ...options } = {}) => [
  node,
  [wrangler, ...args],
  // Without a terminal on its input wrangler asks nothing and takes its defaults.
  { stdio: ['ignore', 'inherit', 'inherit'], ...options, env: { ...quiet, ...env } },
]
