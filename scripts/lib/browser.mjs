import { existsSync } from 'node:fs'
import { onPath } from './processes.mjs'

const NAMES = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser']
const ON_MACOS = ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)

/**
 * Finds the browser of the tests: an installed Chrome or Chromium, or else the Chromium of npm, which runs on Linux.
 *
 * Returns its `path`, its `kind` for the report, and the arguments that it needs; `undefined` if there is none. A browser
 * is optional: see `lackOfBrowser`.
 */
export async function findBrowser() {
  const installed = NAMES.map((name) => onPath(name)).find(Boolean) ?? ON_MACOS.find((path) => existsSync(path))
  // Most containers have no user namespaces, which the sandbox is made of, and little shared memory.
  const args = process.platform === 'linux' ? ['--no-sandbox', '--disable-dev-shm-usage'] : []
  if (installed) return { path: installed, kind: installed, args }
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const { default: chromium } = await import('@sparticuz/chromium')
  return { path: await chromium.executablePath(), kind: 'the Chromium of npm', args }
}

/** Returns why the tests in a browser cannot run here, for the `skip` of node:test; false if they can. */
export const lackOfBrowser = (browser) => (browser ? false : 'no Chrome or Chromium is installed')
