import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startElsewhere, TRUST } from './support/elsewhere.mjs'
import { startEnrol } from './support/enrol.mjs'
import { authorize, browserOf, claimsOf, createUser, refresh, registered, request, SIGN_INS, signIn, WEB } from './support/sign-in.mjs'

const SIGNED_OUT = 'https://app.example/signed-out'
const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout'

/** How a client answers the notice that a session has ended. */
const MANNERS = {
  '/up': (response) => response.writeHead(200).end(),
  '/down': (response) => response.destroy(),
  '/broken': (response) => response.writeHead(500).end(),
}

let enrol, elsewhere, alice
before(async () => {
  elsewhere = await startElsewhere(MANNERS)
  enrol = await startEnrol({ vars: { LOOPBACK_FETCH: 'on' }, limits: SIGN_INS, env: TRUST })
  alice = createUser(enrol)
})
after(async () => {
  await enrol?.stop()
  await elsewhere?.stop()
})

const client = (members) => registered(enrol, { ...WEB, post_logout_redirect_uris: [SIGNED_OUT], ...members })

const told = (path) => client({ backchannel_logout_uri: elsewhere.origin + path })

/** The address of a request to sign out. OpenID Connect RP-Initiated Logout section 2. */
const signOut = (parameters) => `${enrol.issuer}/sign-out?${new URLSearchParams(parameters)}`

/** Asserts that the session of a browser has ended: the next request needs a sign-in, and the grant is over. */
async function assertSignedOut(browser, app, tokens) {
  assert.deepEqual((await authorize(browser, request(enrol, app).url, alice)).pages.slice(0, 1), ['sign-in'])
  assert.equal((await refresh(enrol, app, tokens.refresh_token)).json.error, 'invalid_grant')
}

const noticesAt = (path) => elsewhere.asked.filter(({ url }) => url === path)

test('a user who stays is signed in, and a user who signs out is not', async () => {
  const [browser, app] = [browserOf(enrol), await client()]
  const tokens = await signIn(enrol, app, alice, { browser })
  for (const [decision, path] of [['stay', '/account'], ['sign-out', '/sign-out']]) {
    const page = await browser.open(signOut({}))
    assert.equal((await browser.send(page.forms[0], { decision })).url.pathname, path)
    if (decision === 'stay') assert.deepEqual((await authorize(browser, request(enrol, app).url, alice)).pages, [])
  }
  await assertSignedOut(browser, app, tokens)
})

test('C81: a client signs its user out with an ID token, and gets the browser back at a registered address alone', async () => {
  const [browser, app] = [browserOf(enrol), await client()]
  const tokens = await signIn(enrol, app, alice, { browser })
  const asked = { id_token_hint: tokens.id_token, state: 'a b' }
  const refused = await browser.open(signOut({ ...asked, post_logout_redirect_uri: `${SIGNED_OUT}/elsewhere` }))
  assert.deepEqual([refused.status, refused.location], [400, undefined])
  assert.deepEqual((await authorize(browser, request(enrol, app).url, alice)).pages, [], 'nobody is signed out')
  const { location } = await browser.open(signOut({ ...asked, post_logout_redirect_uri: SIGNED_OUT }))
  assert.equal(location.href, `${SIGNED_OUT}?state=a+b`)
  await assertSignedOut(browser, app, tokens)
})

test('C81: without an ID token the user is asked, and then offered the way back', async () => {
  const [browser, app] = [browserOf(enrol), await client()]
  const tokens = await signIn(enrol, app, alice, { browser })
  const page = await browser.open(signOut({ client_id: app.client_id, post_logout_redirect_uri: SIGNED_OUT, state: 's' }))
  assert.match(page.text, /My site/)
  const left = await browser.send(page.forms[0], { decision: 'sign-out' })
  assert.ok(left.text.includes(`href="${SIGNED_OUT}?state=s"`), left.text)
  await assertSignedOut(browser, app, tokens)
})

test('Q21: a client is told of the end of a session with a signed token, and clients that are down do not hinder it', async () => {
  const browser = browserOf(enrol)
  const apps = [await told('/up'), await told('/down'), await told('/broken')]
  const tokens = []
  for (const app of apps) tokens.push(await signIn(enrol, app, alice, { browser }))
  const page = await browser.open(signOut({}))
  const left = await browser.send(page.forms[0], { decision: 'sign-out' })
  assert.equal(left.status, 200, left.text)
  await assertSignedOut(browser, apps[0], tokens[0])
  assert.ok(await enrol.lines.saying('2 clients were not told of the sign-out'))

  const [notice, ...again] = noticesAt('/up')
  assert.deepEqual([notice.method, notice.headers['content-type'], again], ['POST', 'application/x-www-form-urlencoded', []])
  assert.deepEqual([notice.headers.cookie, notice.headers.authorization], [undefined, undefined])
  const { logout_token } = Object.fromEntries(new URLSearchParams(notice.text))
  const { sid, sub } = await claimsOf(enrol, tokens[0].id_token)
  const claims = await claimsOf(enrol, logout_token, { audience: apps[0].client_id, typ: 'logout+jwt' })
  assert.deepEqual([claims.sid, claims.sub, claims.events, claims.nonce], [sid, sub, { [LOGOUT]: {} }, undefined])
})
