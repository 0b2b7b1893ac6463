import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { claimsOf, createUser, redeem, registered, request, SIGN_INS, WEB } from '../e2e/support/sign-in.mjs'
import { startSite } from './support/site.mjs'
import { decide, enter, launch, look, openPage, skip, VIEWS } from './support/walk.mjs'

const vars = { AUTHORIZATION_SERVER: JSON.stringify({ frontchannel_logout_supported: true }) }

describe('a user signs out in a browser', () => {
  let enrol, alice, site, browser, client
  before(async () => {
    if (skip) return
    enrol = await startEnrol({ limits: SIGN_INS, vars })
    alice = createUser(enrol)
    site = await startSite()
    browser = await launch()
    client = await registered(enrol, {
      ...WEB,
      application_type: 'native',
      redirect_uris: [`${site.origin}/callback`],
      post_logout_redirect_uris: [`${site.origin}/bye`],
      frontchannel_logout_uri: `${site.origin}/front`,
      frontchannel_logout_session_required: true,
    })
  })
  after(async () => {
    await browser?.close()
    await site?.stop()
    await enrol?.stop()
  })

  /** Signs the user in in a new window. Returns the window and the ID token. */
  async function signedIn(view) {
    const page = await openPage(browser, view)
    const asked = request(enrol, client, { scope: 'openid' })
    await page.goto(asked.url.href)
    await enter(page, alice)
    if (await page.isVisible('button[name=decision]')) await decide(page, 'allow')
    await page.waitForURL((url) => url.origin === site.origin)
    const { json } = await redeem(enrol, client, asked, new URL(page.url()).searchParams.get('code'))
    const { sid } = await claimsOf(enrol, json.id_token)
    return { page, id_token: json.id_token, sid }
  }

  const frames = () => site.visits.filter(({ path }) => path === '/front').map(({ parameters }) => parameters)

  for (const [name, view] of Object.entries(VIEWS)) {
    test(`the page of the sign-out loads the address of the client: ${name}`, { skip }, async () => {
      const { page, sid } = await signedIn(view)
      await page.goto(`${enrol.issuer}/sign-out`)
      const loaded = page.waitForResponse((response) => response.url().startsWith(`${site.origin}/front`))
      await decide(page, 'sign-out')
      await loaded
      await look(page, `${name}-signed-out-in-frames`)
      assert.deepEqual(frames().at(-1), { iss: enrol.issuer, sid })
    })
  }

  test('the browser goes back to the client by itself, after the address was loaded', { skip }, async () => {
    const { page, id_token, sid } = await signedIn(VIEWS['desktop-light'])
    const parameters = { id_token_hint: id_token, post_logout_redirect_uri: `${site.origin}/bye`, state: 's' }
    await page.goto(`${enrol.issuer}/sign-out?${new URLSearchParams(parameters)}`)
    await look(page, 'signed-out-and-back')
    await page.waitForURL((url) => url.pathname === '/bye')
    assert.equal(new URL(page.url()).searchParams.get('state'), 's')
    const visits = site.visits.map(({ path }) => path)
    assert.ok(visits.lastIndexOf('/front') < visits.lastIndexOf('/bye'))
    assert.deepEqual(frames().at(-1), { iss: enrol.issuer, sid })
    assert.deepEqual(page.complaints, [])
  })
})
