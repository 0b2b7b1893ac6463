import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { createUser, SIGN_INS } from '../e2e/support/sign-in.mjs'
import { startSite } from './support/site.mjs'
import { enter, launch, leads, look, openPage, skip, VIEWS } from './support/walk.mjs'

/** What the authenticator of the browser is: a phone or a computer that verifies its user, and copies its passkeys. */
const PLATFORM = {
  protocol: 'ctap2',
  ctap2Version: 'ctap2_1',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
  defaultBackupEligibility: true,
  defaultBackupState: true,
}

/** Asks for a passkey with the options of the sign-in page, on whatever page runs it; returns the answer or the error. */
async function ask({ challenge, rpId }) {
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  const publicKey = { challenge: bytes(challenge), rpId, userVerification: 'required' }
  try {
    const { id, response } = await navigator.credentials.get({ publicKey })
    const names = ['authenticatorData', 'clientDataJSON', 'signature', 'userHandle']
    return JSON.stringify({ id, response: Object.fromEntries(names.map((name) => [name, text(response[name])])) })
  } catch (error) {
    return String(error)
  }
}

describe('passkeys in a browser', () => {
  let enrol, browser
  before(async () => {
    if (skip) return
    enrol = await startEnrol({ vars: { PASSKEYS: 'allowed' }, limits: SIGN_INS })
    browser = await launch()
  })
  after(async () => {
    await browser?.close()
    await enrol?.stop()
  })

  /** Opens a window with an authenticator. */
  async function open(view, options = PLATFORM) {
    const page = await openPage(browser, view)
    const protocol = await page.context().newCDPSession(page)
    await protocol.send('WebAuthn.enable')
    const { authenticatorId } = await protocol.send('WebAuthn.addVirtualAuthenticator', { options })
    const authenticator = (command, parameters) => protocol.send(`WebAuthn.${command}`, { authenticatorId, ...parameters })
    return { page, authenticator }
  }

  const signOut = async (page) => {
    await page.goto(`${enrol.issuer}/sign-out`)
    await leads(page, () => page.click('main form button'))
  }

  const atAccount = (page) => page.waitForURL((url) => url.pathname === '/account')

  async function add(page, name) {
    await page.fill('#passkey-name', name)
    await page.click('form[data-passkey] button')
    await page.waitForSelector('.box.good')
  }

  for (const name of ['phone-light', 'desktop-dark']) {
    test(`adds one, signs in by the button and by the field, loses it, and has the password until the operator helps: ${name}`, { skip }, async () => {
      const alice = createUser(enrol, `alice-${name}`)
      const { page, authenticator } = await open(VIEWS[name])
      await page.goto(`${enrol.issuer}/account`)
      // Until now the authenticator has no passkey, so the page offers none by itself.
      await page.waitForSelector('form[data-passkey] button')
      await look(page, `${name}-passkey-1-sign-in`)
      await enter(page, alice)
      await page.waitForSelector('#passkey-name')
      await look(page, `${name}-passkey-2-account`)
      await add(page, 'My phone')
      await look(page, `${name}-passkey-3-added`)
      assert.match(await page.textContent('main'), /My phone/)
      assert.match(await page.textContent('main'), /backed up, for your other devices too/)
      const { credentials } = await authenticator('getCredentials')
      assert.deepEqual(credentials.map(({ rpId, isResidentCredential }) => [rpId, isResidentCredential]), [['localhost', true]])
      assert.ok(!Buffer.from(credentials[0].userHandle, 'base64').toString().includes('alice'), 'the handle says nothing')

      // The button: the browser must not answer the field by itself here.
      await signOut(page)
      await authenticator('setAutomaticPresenceSimulation', { enabled: false })
      await page.goto(`${enrol.issuer}/sign-in`)
      await page.waitForSelector('form[data-passkey] button')
      await authenticator('setAutomaticPresenceSimulation', { enabled: true })
      await page.click('form[data-passkey] button')
      await atAccount(page)

      await page.click('form[data-passkey] button')
      await page.waitForSelector('#passkey-exists:not([hidden])')
      await look(page, `${name}-passkey-4-exists`)

      await page.click('.list summary')
      await page.fill('.list input[name=name]', 'My red phone')
      await look(page, `${name}-passkey-4-rename`)
      await Promise.all([page.waitForURL(/done=/), page.press('.list input[name=name]', 'Enter')])
      assert.match(await page.textContent('main'), /The passkey has its new name\.[^]*My red phone/)

      // The field: the virtual authenticator takes the offer of the browser without a click.
      await signOut(page)
      await page.goto(`${enrol.issuer}/sign-in`)
      await atAccount(page)

      // The user does not verify: nobody gets in, and the page says what to do.
      await signOut(page)
      await authenticator('setUserVerified', { isUserVerified: false })
      await page.goto(`${enrol.issuer}/sign-in`)
      await page.click('form[data-passkey] button')
      await page.waitForSelector('#passkey-failed:not([hidden])')
      await look(page, `${name}-passkey-5-failed`)

      // The device is lost.
      await authenticator('removeVirtualAuthenticator')
      await page.goto(`${enrol.issuer}/sign-in`)
      await enter(page, alice)
      await atAccount(page)
      assert.match(await page.textContent('main'), /Sign in again to add, rename or remove passkeys, with a passkey if you have one/)
      assert.equal(await page.isVisible('button[value=remove-passkey]'), false)
      await look(page, `${name}-passkey-6-lost`)
      const database = enrol.database()
      database.prepare('DELETE FROM passkeys WHERE user_id = ?').run(alice.sub)
      database.close()
      await page.reload()
      await look(page, `${name}-passkey-7-removed`)
      assert.match(await page.textContent('main'), /You have no passkey\./)
      assert.deepEqual(page.complaints, [])
      await page.context().close()
    })
  }

  test('a passkey that was removed here, and stays on the device, is refused with a page', { skip }, async () => {
    const bob = createUser(enrol, 'bob')
    const { page } = await open()
    await page.goto(`${enrol.issuer}/account`)
    await enter(page, bob)
    await add(page, 'Key')
    await signOut(page)
    await page.goto(`${enrol.issuer}/sign-in`)
    await atAccount(page)
    await page.click('button[value=remove-passkey]')
    await page.waitForSelector('.box.good')
    await signOut(page)
    await page.goto(`${enrol.issuer}/sign-in`)
    await page.waitForSelector('#problem')
    assert.match(await page.textContent('#problem'), /This passkey is not accepted here/)
    await page.context().close()
  })

  test('a security key that does not copy its passkeys is told apart', { skip }, async () => {
    const carol = createUser(enrol, 'carol')
    const key = { ...PLATFORM, transport: 'usb', defaultBackupEligibility: false, defaultBackupState: false }
    const { page } = await open({}, key)
    await page.goto(`${enrol.issuer}/account`)
    await enter(page, carol)
    await add(page, 'Security key')
    assert.match(await page.textContent('main'), /on one device, for ever/)
    await signOut(page)
    await page.goto(`${enrol.issuer}/sign-in`)
    await page.click('form[data-passkey] button')
    await atAccount(page)
    const database = enrol.database()
    const session = database.prepare('SELECT methods, context FROM sessions WHERE session_id GLOB ?').get(`${carol.sub}.*`)
    database.close()
    assert.deepEqual({ ...session }, { methods: '["hwk","user","mfa"]', context: 'phr' })
    await page.context().close()
  })

  test('a page of another origin gets no answer that counts here', { skip }, async () => {
    const erin = createUser(enrol, 'erin')
    const { page, authenticator } = await open()
    await page.goto(`${enrol.issuer}/account`)
    await enter(page, erin)
    await add(page, 'Key')
    await signOut(page)
    await authenticator('setAutomaticPresenceSimulation', { enabled: false })
    await page.goto(`${enrol.issuer}/sign-in`)
    const options = JSON.parse(await page.getAttribute('form[data-passkey]', 'data-passkey'))
    await authenticator('setAutomaticPresenceSimulation', { enabled: true })

    const site = await startSite()
    await page.goto(site.origin)
    assert.match(await page.evaluate(ask, options), /^SecurityError/, 'another host')
    // The host is the same, so the browser lets the page ask: the origin in the answer gives it away.
    await page.goto(site.origin.replace('127.0.0.1', 'localhost'))
    const answer = await page.evaluate(ask, options)
    await site.stop()
    await authenticator('setAutomaticPresenceSimulation', { enabled: false })
    await page.goto(`${enrol.issuer}/sign-in`)
    await page.evaluate((credential) => {
      const form = document.querySelector('form[data-passkey]')
      form.elements.credential.value = credential
      form.submit()
    }, answer)
    await page.waitForSelector('#problem')
    assert.match(await page.textContent('#problem'), /This passkey is not accepted here/)
    await enrol.lines.matching(1, ({ reason }) => reason === 'passkey_origin_wrong')
    await page.context().close()
  })

  test('without JavaScript there is the password alone', { skip }, async () => {
    const dave = createUser(enrol, 'dave')
    const page = await openPage(browser, { javaScriptEnabled: false })
    await page.goto(`${enrol.issuer}/account`)
    assert.equal(await page.isVisible('form[data-passkey] button'), false)
    await enter(page, dave)
    assert.equal(new URL(page.url()).pathname, '/account')
    assert.equal(await page.isVisible('form[data-passkey] button'), false)
    await page.context().close()
  })
})
