import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import axe from 'axe-core'
import { chromium } from 'playwright-core'
import { findBrowser, lackOfBrowser } from '../../../scripts/lib/browser.mjs'
import { at } from '../../../scripts/lib/project.mjs'

const SCREENSHOTS = at('target/screenshots')
const LIMIT_MS = 15_000

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
const DESKTOP = { viewport: { width: 1280, height: 800 } }

/** The screens that every page must fit, in both colour schemes. */
export const VIEWS = {
  'phone-light': { ...PHONE, colorScheme: 'light' },
  'phone-dark': { ...PHONE, colorScheme: 'dark' },
  'desktop-light': { ...DESKTOP, colorScheme: 'light' },
  'desktop-dark': { ...DESKTOP, colorScheme: 'dark' },
}

const found = await findBrowser()

/** The reason why no test of a browser can run here, or false. */
export const skip = lackOfBrowser(found)

/** Starts the browser. */
export const launch = () => chromium.launch({ executablePath: found.path, args: found.args })

/** Opens a window without cookies, which collects what the browser complains of. */
export async function openPage(browser, options) {
  // The certificates of the tests are signed by themselves.
  const context = await browser.newContext({ locale: 'en-GB', ignoreHTTPSErrors: true, ...options })
  context.setDefaultTimeout(LIMIT_MS)
  const page = await context.newPage()
  const complaints = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text())
  })
  return Object.assign(page, { complaints })
}

/**
 * Looks at a page: takes a screenshot, and asserts that it fits its window and that axe finds nothing serious.
 *
 * The browser runs axe beside the page, whose policy permits no script.
 */
export async function look(page, name) {
  mkdirSync(SCREENSHOTS, { recursive: true })
  await page.screenshot({ path: `${SCREENSHOTS}/${name}.png`, fullPage: true })
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() => globalThis.axe.run())
  const serious = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact))
  const told = serious.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary}`).join('\n')}`)
  assert.deepEqual(told, [], name)
  const [width, window] = await page.evaluate(() => [document.documentElement.scrollWidth, globalThis.innerWidth])
  assert.ok(width <= window, `${name} is ${width} pixels wide in a window of ${window}`)
  assert.deepEqual(page.complaints, [], name)
}

/** Does something that leads to another page, and waits until that page is loaded. */
export async function leads(page, act) {
  // Asked for its state right after the act, the page may still be the one before.
  const loaded = page.waitForEvent('load')
  await act()
  await loaded
}

/** Fills in the sign-in page and sends it. */
export async function enter(page, { username, password }) {
  await page.fill('input[name=username]', username)
  await page.fill('input[name=password]', password)
  await leads(page, () => page.press('input[name=password]', 'Enter'))
}

export const decide = (page, decision) => page.click(`button[name=decision][value=${decision}]`)
