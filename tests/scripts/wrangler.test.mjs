import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { at, temporaryFolder } from '../../scripts/lib/project.mjs'
import { Problem } from '../../scripts/lib/say.mjs'
import { setUpNode } from '../../scripts/lib/set-up.mjs'
import { askWrangler, isNotLoggedIn } from '../../scripts/lib/wrangler.mjs'

const folder = temporaryFolder()
// The first command after a change of package-lock.json installs packages, and says so.
before(() => setUpNode(process.stderr))
after(() => folder.remove())

test('a missing login is reported in a sentence, without waiting for a browser', async () => {
  const { CLOUDFLARE_API_TOKEN, CLOUDFLARE_API_KEY, CLOUDFLARE_EMAIL, ...env } = process.env
  const own = { ...env, HOME: folder.path, XDG_CONFIG_HOME: folder.path, BROWSER: 'none' }
  // The standard input stays open, as with a person who does nothing.
  for (const words of [['enrol.mjs', 'token', 'list', '--remote'], ['migrate.mjs', '--remote']]) {
    const child = spawn(process.execPath, [at('scripts', words[0]), ...words.slice(1)], { env: own })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (chunk) => (said += chunk))
    const [code] = await once(child, 'close')
    assert.equal(said, '! wrangler is not logged in to Cloudflare: npx wrangler login, or set CLOUDFLARE_API_TOKEN\n')
    assert.equal(code, 1)
  }
})

test('the messages of wrangler without a login are recognised', () => {
  for (const said of [
    "In a non-interactive environment, it's necessary to set a CLOUDFLARE_API_TOKEN environment variable",
    'You are not logged in.',
    '{"loggedIn":false}',
    'You are not authenticated. Please run `wrangler login`.',
    'Failed to fetch auth token: 400 Bad Request',
    'A request to the Cloudflare API failed. Authentication error [code: 10000]',
  ]) {
    assert.equal(isNotLoggedIn(said), true, said)
  }
  for (const said of ['no such table: clients', 'fetch failed', "Couldn't find a D1 DB with the name"]) {
    assert.equal(isNotLoggedIn(said), false, said)
  }
})

test('wrangler is stopped after a time limit', async () => {
  await assert.rejects(askWrangler(['dev', '--help'], { limit: 1 }), (error) => {
    return error instanceof Problem && error.message === 'wrangler dev was stopped, because it took more than 0.001 seconds'
  })
})

test('hidden arguments reach wrangler, and no list of processes shows them', async () => {
  const secret = `SELECT '${randomUUID()}'`
  let isOver = false
  const asked = askWrangler(['d1', 'execute', 'DB'], { hidden: ['--help', '--command', secret] }).finally(() => (isOver = true))
  const shown = []
  while (!isOver) {
    shown.push(...commandLines())
    await wait(10)
  }
  const { code, stdout } = await asked
  assert.deepEqual([code, stdout.includes('wrangler d1 execute')], [0, true], stdout)
  assert.ok(shown.every((line) => !line.includes(secret)))
  if (existsSync('/proc/self/cmdline')) assert.ok(shown.some((line) => line.includes('d1\0execute\0DB')))
})

/** Returns the command lines of all processes, on systems that have them as files. */
function commandLines() {
  const ids = existsSync('/proc/self/cmdline') ? readdirSync('/proc').filter(Number) : []
  return ids.map((id) => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, 'utf8')
    } catch {
      return ''
    }
  })
}
