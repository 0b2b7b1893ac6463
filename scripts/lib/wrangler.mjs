import { setTimeout as after } from 'node:timers/promises'
import { end, run, runQuietly, start } from './processes.mjs'
import { at } from './project.mjs'
import { Problem } from './say.mjs'

// wrangler refuses Node 20, so the Node of package-lock.json runs it.
export const node = at('node_modules/.bin/node')
const wrangler = at('node_modules/wrangler/bin/wrangler.js')

// What the program above starts with its own arguments.
const inner = ['--no-warnings', '--import', at('scripts/lib/hidden-arguments.mjs'), at('node_modules/wrangler/wrangler-dist/cli.js')]

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

const NOT_LOGGED_IN = 'wrangler is not logged in to Cloudflare: npx wrangler login, or set CLOUDFLARE_API_TOKEN'

const LIMIT_MS = 60_000

/**
 * Runs wrangler without a terminal, so that it asks no questions; returns its exit code and its output.
 *
 * Other users of the machine do not see the arguments in `hidden`, which follow the others.
 */
export async function askWrangler(args, { limit = LIMIT_MS, hidden, ...options } = {}) {
  const program = hidden ? inner : [wrangler]
  const child = start(...command(args, { ...options, stdio: [hidden ? 'pipe' : 'ignore', 'pipe', 'pipe'] }, program))
  // A program that ends at once does not read its input.
  child.stdin?.on('error', () => {}).end(JSON.stringify(hidden))
  const output = { stdout: '', stderr: '' }
  for (const stream of Object.keys(output)) child[stream].setEncoding('utf8').on('data', (chunk) => (output[stream] += chunk))
  const over = new AbortController()
  const isOver = after(limit, true, { signal: over.signal }).catch(() => false)
  const code = await Promise.race([child.gone.then(([code]) => code), isOver.then((isOver) => isOver && 'over')])
  over.abort()
  await end(child)
  if (code === 'over') throw new Problem(`wrangler ${args[0]} was stopped, because it took more than ${limit / 1000} seconds`)
  if (code !== 0 && isNotLoggedIn(`${output.stdout}${output.stderr}`)) throw new Problem(NOT_LOGGED_IN)
  return { ...output, code }
}

const LOGIN = [
  /CLOUDFLARE_API_TOKEN environment variable|not (logged in|authenticated)|"loggedIn":\s*false/,
  /Failed to fetch auth token|Authentication error|\[code: (10000|10001|9109|6003)\]/,
]

/** Returns whether wrangler failed because nobody is logged in to Cloudflare. */
export const isNotLoggedIn = (output) => LOGIN.some((words) => words.test(output))

// Each command of Enrol is for the server of one configuration.
function configured(args) {
  const { ENROL_CONFIG } = process.env
  return ENROL_CONFIG && !args.includes('--config') ? ['--config', at(ENROL_CONFIG)] : []
}

const command = (args, { env, ...options } = {}, program = [wrangler]) => [
  node,
  [...program, ...args, ...configured(args)],
  // Without a terminal as its input, wrangler asks nothing and uses its defaults.
  { stdio: ['ignore', 'inherit', 'inherit'], ...options, env: { ...quiet, ...env } },
]
