import { setTimeout as after } from 'node:timers/promises'
import { end, run, runQuietly, start } from './processes.mjs'
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

const NOT_LOGGED_IN = 'wrangler is not logged in to Cloudflare: npx wrangler login, or set CLOUDFLARE_API_TOKEN'

const LIMIT_MS = 60_000

/** Runs wrangler to its end without a terminal, so that it waits for nobody; gives its exit code and what it said. */
export async function askWrangler(args, { limit = LIMIT_MS, ...options } = {}) {
  const child = startWrangler(args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  for (const stream of Object.keys(said)) child[stream].setEncoding('utf8').on('data', (chunk) => (said[stream] += chunk))
  const over = new AbortController()
  const isOver = after(limit, true, { signal: over.signal }).catch(() => false)
  const code = await Promise.race([child.gone.then(([code]) => code), isOver.then((isOver) => isOver && 'over')])
  over.abort()
  await end(child)
  if (code === 'over') throw new Problem(`wrangler ${args[0]} did not end within ${limit / 1000} seconds, so it was stopped`)
  if (code !== 0 && isNotLoggedIn(`${said.stdout}${said.stderr}`)) throw new Problem(NOT_LOGGED_IN)
  return { ...said, code }
}

const LOGIN = [
  /CLOUDFLARE_API_TOKEN environment variable|not (logged in|authenticated)|"loggedIn":\s*false/,
  /Failed to fetch auth token|Authentication error|\[code: (10000|10001|9109|6003)\]/,
]

/** Whether wrangler failed since Cloudflare does not know who asks. */
export const isNotLoggedIn = (said) => LOGIN.some((words) => words.test(said))

const command = (args, { env, ...options } = {}) => [
  node,
  [wrangler, ...args],
  // Without a terminal on its input wrangler asks nothing and takes its defaults.
  { stdio: ['ignore', 'inherit', 'inherit'], ...options, env: { ...quiet, ...env } },
]
