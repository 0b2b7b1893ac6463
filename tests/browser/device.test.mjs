import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { DEVICE_CODE, DEVICES, TOOL } from '../e2e/support/device.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { post } from '../e2e/support/oauth.mjs'
import { createUser, registered, SIGN_INS } from '../e2e/support/sign-in.mjs'
import { decide, enter, launch, leads, look, openPage, skip, VIEWS } from './support/walk.mjs'

describe('a user of a program without a browser', () => {
  let enrol, alice, browser, client
  before(async () => {
    if (skip) return
    enrol = await startEnrol({ vars: { ...DEVICES, SCOPES_SUPPORTED: 'read write' }, limits: SIGN_INS })
    alice = createUser(enrol)
    browser = await launch()
    client = await registered(enrol, TOOL)
  })
  after(async () => {
    await browser?.close()
    await enrol?.stop()
  })

  const begin = async () => (await post(enrol, '/device_authorization', { scope: 'read' }, client)).json
  const poll = ({ device_code }) => post(enrol, '/token', { grant_type: DEVICE_CODE, device_code }, client)
  const send = (page) => leads(page, () => page.press('input[name=user_code]', 'Enter'))

  for (const [name, view] of Object.entries(VIEWS)) {
    test(`types the code, and lets the program in or refuses it: ${name}`, { skip }, async () => {
      const page = await openPage(browser, view)
      const first = await begin()
      await page.goto(first.verification_uri)
      await enter(page, alice)
      await look(page, `${name}-device-1-code`)
      await page.fill('input[name=user_code]', 'BCDF-GHJK')
      await send(page)
      await look(page, `${name}-device-2-wrong-code`)
      await page.fill('input[name=user_code]', first.user_code.toLowerCase())
      await send(page)
      await look(page, `${name}-device-3-consent`)
      await leads(page, () => decide(page, 'allow'))
      await look(page, `${name}-device-4-connected`)
      assert.equal((await poll(first)).status, 200)
      const second = await begin()
      await page.goto(second.verification_uri_complete)
      assert.equal(await page.inputValue('input[name=user_code]'), second.user_code)
      await look(page, `${name}-device-5-code-filled-in`)
      await send(page)
      await leads(page, () => decide(page, 'deny'))
      await look(page, `${name}-device-6-refused`)
      assert.equal((await poll(second)).json.error, 'access_denied')
      await page.context().close()
    })
  }
})
