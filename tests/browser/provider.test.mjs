import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { TRUST } from '../e2e/support/elsewhere.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { claimsOf, NATIVE, redeem, registered, request } from '../e2e/support/sign-in.mjs'
import { startSite } from './support/site.mjs'
import { startUpstream } from './support/upstream.mjs'
import { decide, launch, leads, look, openPage, skip, VIEWS } from './support/walk.mjs'

describe('a user of an identity provider, in a browser', () => {
  let enrol, upstream, site, browser, client
  before(async () => {
    if (skip) return
    upstream = await startUpstream()
    site = await startSite()
    const company = { issuer: upstream.origin, label: 'Example Company', allow: { email_domain: ['example.com'] } }
    const vars = { IDENTITY_PROVIDERS: JSON.stringify({ company }), LOCAL_USERS: 'off', LOOPBACK_FETCH: 'on' }
    enrol = await startEnrol({ vars, env: TRUST })
    browser = await launch()
    client = await registered(enrol, { ...NATIVE, redirect_uris: [`${site.origin}/callback`] })
  })
  after(async () => {
    await browser?.close()
    await enrol?.stop()
    await site?.stop()
    await upstream?.stop()
  })

  /** Signs in at the provider, on its own pages. */
  async function signInThere(page, name) {
    await page.waitForURL((url) => url.origin === upstream.origin)
    await page.fill('input[name=login]', name)
    await page.fill('input[name=password]', 'any')
    await leads(page, () => page.click('button[type=submit]'))
    await page.click('button[type=submit]')
    await page.waitForURL((url) => url.origin !== upstream.origin)
  }

  for (const name of ['desktop-light', 'phone-dark']) {
    test(`signs in there, consents here, and is known at the client: ${name}`, { skip }, async () => {
      const page = await openPage(browser, VIEWS[name])
      const asked = request(enrol, client, { scope: 'openid profile email' })
      await page.goto(asked.url.href)
      await look(page, `${name}-provider-1-sign-in`)
      await page.click('button[name=provider][value=company]')
      await signInThere(page, 'grace')
      await look(page, `${name}-provider-2-consent`)
      await decide(page, 'allow')
      await page.waitForURL((url) => url.origin === site.origin)
      const code = new URL(page.url()).searchParams.get('code')
      const { status, json } = await redeem(enrol, client, asked, code)
      assert.equal(status, 200, JSON.stringify(json))
      const { sub } = await claimsOf(enrol, json.id_token, { audience: client.client_id })
      assert.match(sub, /^u[\w-]{22}$/)
      const headers = { authorization: `Bearer ${json.access_token}` }
      const user = await (await fetch(`${enrol.issuer}/userinfo`, { headers })).json()
      assert.deepEqual([user.sub, user.name, user.email], [sub, 'Dr. grace', 'grace@example.com'])
      await page.context().close()
    })
  }

  test('stays outside if the rules of the operator do not permit the address', { skip }, async () => {
    const page = await openPage(browser, VIEWS['desktop-light'])
    await page.goto(request(enrol, client).url.href)
    await page.click('button[name=provider][value=company]')
    await signInThere(page, 'mallory@other.example')
    assert.equal(await page.isVisible('button[name=decision]'), false)
    await look(page, 'desktop-light-provider-3-refused')
    await page.context().close()
  })
})
