import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { createCode, createUser, NATIVE, redeem, registered, request, SIGN_INS } from '../e2e/support/sign-in.mjs'
import { startSite } from './support/site.mjs'
import { decide, enter, launch, leads, look, openPage, skip, VIEWS } from './support/walk.mjs'

const LANGUAGES = { en: 'Sign in', de: 'Anmelden', pt: 'Entrar', ja: 'サインイン' }

describe('a user in a browser', () => {
  let enrol, alice, site, browser, client
  before(async () => {
    if (skip) return
    enrol = await startEnrol({ limits: SIGN_INS })
    alice = createUser(enrol)
    site = await startSite()
    browser = await launch()
    client = await registered(enrol, { ...NATIVE, redirect_uris: [`${site.origin}/callback`] })
  })
  after(async () => {
    await browser?.close()
    await site?.stop()
    await enrol?.stop()
  })

  /** Opens an authorization request in a new window. */
  async function begin(parameters, view) {
    const page = await openPage(browser, view)
    const asked = request(enrol, client, parameters)
    await page.goto(asked.url.href)
    return { page, asked }
  }

  const arrived = (page) => page.waitForURL((url) => url.origin === site.origin)

  for (const [name, view] of Object.entries(VIEWS)) {
    test(`signs in, consents and signs out: ${name}`, { skip }, async () => {
      const { page, asked } = await begin({ scope: 'openid profile email' }, view)
      await look(page, `${name}-1-sign-in`)
      await enter(page, { ...alice, password: 'wrong password' })
      await look(page, `${name}-2-wrong-password`)
      assert.equal(await page.inputValue('input[name=username]'), alice.username)
      await enter(page, alice)
      await look(page, `${name}-3-consent`)
      await decide(page, 'allow')
      await arrived(page)
      const { searchParams } = new URL(page.url())
      assert.deepEqual([searchParams.get('state'), searchParams.get('iss')], [asked.state, enrol.issuer])
      assert.equal((await redeem(enrol, client, asked, searchParams.get('code'))).status, 200)

      await page.goto(`${enrol.issuer}/sign-out`)
      await look(page, `${name}-4-sign-out`)
      await page.click('main form button')
      await look(page, `${name}-5-signed-out`)
      await page.goto(request(enrol, client).url.href)
      assert.equal(await page.isVisible('input[name=password]'), true, 'the next request needs a new sign-in')
      await page.goto(enrol.issuer)
      await look(page, `${name}-6-home`)
      await page.goto(`${enrol.issuer}/authorize?client_id=unknown`)
      await look(page, `${name}-7-error`)
      await page.context().close()
    })
  }

  for (const name of ['phone-light', 'desktop-dark']) {
    test(`sees the app at the account, takes its access back, and ends the session: ${name}`, { skip }, async () => {
      const { page } = await begin({ scope: 'openid profile' }, VIEWS[name])
      await enter(page, alice)
      await decide(page, 'allow')
      await arrived(page)
      await page.goto(`${enrol.issuer}/account`)
      await look(page, `${name}-account-1`)
      assert.match(await page.textContent('main'), /My app/)
      await leads(page, () => page.click('button[value=revoke]'))
      await look(page, `${name}-account-2-revoked`)
      await page.click('main a[href$="/sign-out"]')
      await leads(page, () => page.click('main form button'))
      await page.goto(`${enrol.issuer}/account`)
      await look(page, `${name}-account-3-sign-in`)
      assert.equal(await page.isVisible('input[name=password]'), true)
      await page.context().close()
    })
  }

  for (const [name, language] of [['phone-light', 'en'], ['phone-dark', 'ja'], ['desktop-light', 'de'], ['desktop-dark', 'pt']]) {
    test(`types a code of the operator and sets a password, without JavaScript: ${name}`, { skip }, async () => {
      const user = createUser(enrol, `user-${language}`)
      const code = createCode(enrol, user)
      const view = { ...VIEWS[name], locale: language }
      const page = await openPage(browser, { ...view, javaScriptEnabled: false })
      // axe runs as JavaScript of the browser, so it looks at a second window.
      const seen = await openPage(browser, view)
      const looked = async (step) => {
        await seen.setContent(await page.content())
        await look(seen, `${name}-reset-${step}`)
      }
      await page.goto(`${enrol.issuer}/account`)
      await page.click('main a[href$="/sign-in/reset"]')
      assert.equal(await page.getAttribute('html', 'lang'), language)
      await looked('1-code')
      for (const [step, typed] of [['2-wrong-code', `${code}x`], ['3-password', code]]) {
        await page.fill('input[name=code]', typed)
        await leads(page, () => page.press('input[name=code]', 'Enter'))
        await looked(step)
      }
      assert.equal(new URL(page.url()).search, '', 'the address has no code')
      for (const field of ['password', 'password_again']) await page.fill(`input[name=${field}]`, 'battery staple')
      await leads(page, () => page.press('input[name=password_again]', 'Enter'))
      await enter(page, { ...user, password: 'battery staple' })
      assert.equal(new URL(page.url()).pathname, '/account')
      await page.context().close()
      await seen.context().close()
    })
  }

  test('denies, and the client learns it', { skip }, async () => {
    const { page, asked } = await begin()
    await enter(page, alice)
    await decide(page, 'deny')
    await arrived(page)
    const { searchParams } = new URL(page.url())
    assert.deepEqual([searchParams.get('error'), searchParams.get('state')], ['access_denied', asked.state])
    await page.context().close()
  })

  test('arrives where the client sends on', { skip }, async () => {
    const other = await startSite()
    const redirect_uri = `${site.origin}/on?to=${encodeURIComponent(`${other.origin}/arrived`)}`
    const sender = await registered(enrol, { ...NATIVE, redirect_uris: [redirect_uri] })
    for (const [decision, javaScriptEnabled] of [['allow', true], ['allow', false], ['deny', true]]) {
      const page = await openPage(browser, { javaScriptEnabled })
      await page.goto(request(enrol, sender).url.href)
      await enter(page, alice)
      await decide(page, decision)
      await page.waitForURL(`${other.origin}/arrived`)
      assert.deepEqual(page.complaints, [])
      await page.context().close()
    }
    await other.stop()
  })

  test('needs the keyboard alone', { skip }, async () => {
    const { page } = await begin()
    await page.focus('input[name=username]')
    await page.keyboard.type(alice.username)
    await page.keyboard.press('Tab')
    await page.keyboard.type(alice.password)
    await page.keyboard.press('Enter')
    await page.waitForSelector('button[name=decision]')
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('value'))
    for (let steps = 0; steps < 20 && (await focused()) !== 'allow'; steps++) await page.keyboard.press('Tab')
    assert.equal(await focused(), 'allow')
    await page.keyboard.press('Enter')
    await arrived(page)
    await page.context().close()
  })

  test('needs no JavaScript, except that the answer as a form waits for a click', { skip }, async () => {
    const { page, asked } = await begin({ response_mode: 'form_post' }, { javaScriptEnabled: false })
    await enter(page, alice)
    await decide(page, 'allow')
    await page.click('main form button')
    await arrived(page)
    const { method, parameters } = site.visits.at(-1)
    assert.deepEqual([method, parameters.state], ['POST', asked.state])
    await page.context().close()
  })

  test('gets to the client by a form that sends itself', { skip }, async () => {
    const { page, asked } = await begin({ response_mode: 'form_post' })
    await enter(page, alice)
    await decide(page, 'allow')
    await arrived(page)
    const { method, parameters } = site.visits.at(-1)
    assert.deepEqual([method, parameters.state, parameters.iss], ['POST', asked.state, enrol.issuer])
    assert.equal((await redeem(enrol, client, asked, parameters.code)).status, 200)
    assert.deepEqual(page.complaints, [])
    await page.context().close()
  })

  for (const [language, words] of Object.entries(LANGUAGES)) {
    test(`reads the pages in the language ${language}, which the client or the browser chooses`, { skip }, async () => {
      const { page } = await begin({ ui_locales: language }, { ...VIEWS['phone-light'], locale: 'fr-FR' })
      assert.equal(await page.getAttribute('html', 'lang'), language)
      assert.match(await page.textContent('main'), new RegExp(words))
      await look(page, `language-${language}-1-sign-in`)
      await enter(page, alice)
      await look(page, `language-${language}-2-consent`)
      await page.context().close()
      const other = await begin({}, { locale: language })
      assert.equal(await other.page.getAttribute('html', 'lang'), language)
      await other.page.context().close()
    })
  }
})
