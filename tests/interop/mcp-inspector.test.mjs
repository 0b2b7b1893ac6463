import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { lackOfNodePrograms, nodeProgram } from '../../scripts/lib/node-programs.mjs'
import { freePort } from '../../scripts/lib/ports.mjs'
import { end, start } from '../../scripts/lib/processes.mjs'
import { temporaryFolder } from '../../scripts/lib/project.mjs'
import { launch, openPage, skip as lackOfBrowser } from '../browser/support/walk.mjs'
import { PASSWORD } from '../e2e/support/sign-in.mjs'
import { livedOn, startStory } from './support/story.mjs'

const PROGRAM = 'node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js'
const LIMIT_MS = 60_000

const skip = lackOfNodePrograms() || lackOfBrowser

let story, browser, inspector
before(async () => {
  if (skip) return
  story = await startStory()
  browser = await launch()
  inspector = await startInspector(story.mcp.url)
})
after(async () => {
  await browser?.close()
  await inspector?.stop()
  await story?.stop()
})

test('O1, O2, O11, O20: the MCP Inspector signs in, refreshes, and registers again after its deletion', { skip }, async () => {
  const page = await openPage(browser)
  page.setDefaultTimeout(LIMIT_MS)
  await page.goto(inspector.url)
  await page.getByRole('switch', { name: /^Connect or disconnect/ }).click({ force: true })
  await page.getByLabel('User name').fill('alice')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await allow(page)
  for (const name of ['expire', 'unregister']) {
    await call(page, name)
    await page.getByRole('heading', { name: 'Results' }).waitFor()
    await page.getByRole('button', { name: 'Close results' }).click()
  }
  // The session of the user goes on, so that the new client needs only the consent.
  await call(page, 'whoami')
  await allow(page)
  await call(page, 'whoami')
  await page.getByRole('heading', { name: 'Results' }).waitFor()
  livedOn(story, story.mcp.calls)
})

/** Goes back to the Inspector, which then says that it is connected. */
async function allow(page) {
  await page.getByRole('button', { name: 'Allow', exact: true }).click()
  await page.getByText('Tools', { exact: true }).click()
}

async function call(page, name) {
  await page.getByRole('button', { name, exact: true }).click()
  await page.getByRole('button', { name: 'Execute Tool' }).click()
}

/** Starts the Inspector without opening a browser, and returns its address. */
async function startInspector(mcp) {
  const home = temporaryFolder()
  const env = { CLIENT_PORT: await freePort(), HOME: home.path, MCP_AUTO_OPEN_ENABLED: 'false', MCP_INSPECTOR_SECRET_STORE: 'memory' }
  const args = [nodeProgram(PROGRAM), '--web', '--transport', 'http', '--server-url', mcp]
  const child = start(process.execPath, args, { cwd: home.path, env, stdio: ['ignore', 'pipe', 'ignore'] })
  const lines = createInterface({ input: child.stdout })
  const stop = async () => {
    await end(child)
    home.remove()
  }
  for await (const line of lines) {
    const [url] = /http:\S+MCP_INSPECTOR_API_TOKEN=\S+/.exec(line) ?? []
    if (url) return { url, stop }
  }
  throw new Error('the Inspector did not start')
}
