import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { codeOf } from '../e2e/support/authenticator.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { createUser, SIGN_INS } from '../e2e/support/sign-in.mjs'
import { enter, launch, leads, look, openPage, skip, VIEWS } from './support/walk.mjs'

const LANGUAGES = { 'phone-light': 'en', 'phone-dark': 'ja', 'desktop-light': 'de', 'desktop-dark': 'pt' }

describe('a user with an authenticator app in a browser', () => {
  let enrol, browser
  before(async () => {
    if (skip) return
    enrol = await startEnrol({ vars: { SECOND_FACTOR_ROLES: 'admin' }, limits: SIGN_INS })
    browser = await launch()
  })
  after(async () => {
    await browser?.close()
    await enrol?.stop()
  })

  /** Types a code into a field, and sends the form. */
  async function give(page, code, field = '#code') {
    await page.fill(field, code)
    await leads(page, () => page.press(field, 'Enter'))
  }

  for (const [name, locale] of Object.entries(LANGUAGES)) {
    test(`sets the app up, signs in with it and with a recovery code: ${name}`, { skip }, async () => {
      const user = createUser(enrol, `factor-${locale}`)
      const page = await openPage(browser, { ...VIEWS[name], locale })
      const step = (number) => look(page, `${name}-factor-${number}`)
      await page.goto(`${enrol.issuer}/account`)
      await enter(page, user)
      await step('1-account')
      await leads(page, () => page.click('button[value=factor-add]'))
      await step('2-setup')
      const secret = await page.textContent('dd code')
      await give(page, '000000')
      await step('3-wrong-code')
      await give(page, codeOf(secret, -1))
      await step('4-recovery-codes')
      const [recovery] = await page.locator('.codes code').allTextContents()
      await leads(page, () => page.click('main a.button'))
      assert.equal(new URL(page.url()).pathname, '/account')
      await step('5-account')

      await page.context().clearCookies()
      await page.goto(`${enrol.issuer}/account`)
      await enter(page, user)
      await step('6-second-step')
      await give(page, codeOf(secret))
      assert.equal(new URL(page.url()).pathname, '/account')

      await page.context().clearCookies()
      await page.goto(`${enrol.issuer}/account`)
      await enter(page, user)
      await page.click('summary')
      await step('7-second-step-open')
      await give(page, recovery, '#recovery')
      await step('8-recovered')
      await leads(page, () => page.click('main a.button'))
      assert.equal(new URL(page.url()).pathname, '/account')
      await page.context().close()
    })
  }

  test('whose role demands a second step sets an app up on the way, without JavaScript', { skip }, async () => {
    const user = createUser(enrol, 'admin', { name: 'Admin', roles: ['admin'] })
    const page = await openPage(browser, { ...VIEWS['phone-light'], javaScriptEnabled: false })
    await page.goto(`${enrol.issuer}/account`)
    await enter(page, user)
    assert.match(await page.textContent('main'), /This sign-in needs a second step/)
    await give(page, codeOf(await page.textContent('dd code')))
    await leads(page, () => page.click('main a.button'))
    assert.equal(new URL(page.url()).pathname, '/account')
    await page.context().close()
  })
})
