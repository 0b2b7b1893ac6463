import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { commands } from '../../scripts/lib/commands/user.mjs'
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
  '/sleeping': (response) => response.writeHead(503).end(),
  '/operator': (response) => response.writeHead(204).end(),
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

/** Runs the cron trigger of the messages as if their pauses were over. */
async function sendLater() {
  const database = enrol.database()
  database.exec('UPDATE deliveries SET due_at = 1')
  database.close()
  assert.equal((await enrol.scheduled('* * * * *')).status, 200)
}

const waiting = () => {
  const database = enrol.database()
  const rows = database.prepare('SELECT recipient, contents, attempts FROM deliveries').all()
  database.close()
  return rows.map((row) => ({ ...row }))
}

const deliveries = (count, client) =>
  enrol.lines.matching(count, ({ route, recipient }) => route === 'delivery' && recipient === client.client_id)

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
  assert.ok(await enrol.lines.saying('2 clients were not told of the sign-out yet'))

  const [notice, ...again] = noticesAt('/up')
  assert.deepEqual([notice.method, notice.headers['content-type'], again], ['POST', 'application/x-www-form-urlencoded', []])
  assert.deepEqual([notice.headers.cookie, notice.headers.authorization], [undefined, undefined])
  const { logout_token } = Object.fromEntries(new URLSearchParams(notice.text))
  const { sid, sub } = await claimsOf(enrol, tokens[0].id_token)
  const claims = await claimsOf(enrol, logout_token, { audience: apps[0].client_id, typ: 'logout+jwt' })
  assert.deepEqual([claims.sid, claims.sub, claims.events, claims.nonce], [sid, sub, { [LOGOUT]: {} }, undefined])
})

test('a client that is down at a sign-out is told when it is up, and the page says which apps wait', async () => {
  const [browser, app, other] = [browserOf(enrol), await told('/sleeping'), await told('/up')]
  const { id_token } = await signIn(enrol, app, alice, { browser })
  await signIn(enrol, other, alice, { browser })
  const page = await browser.open(signOut({}))
  const left = await browser.send(page.forms[0], { decision: 'sign-out' })
  assert.match(left.text, /have signed you out too:[^]*My site[^]*have not answered yet[^]*My site/)
  const { sid } = await claimsOf(enrol, id_token)
  const [row] = waiting().filter(({ recipient }) => recipient === app.client_id)
  assert.equal(row.attempts, 1)
  assert.ok(!JSON.stringify(row).includes('eyJ'), 'no token is stored')

  await sendLater()
  const [failed] = await deliveries(1, app)
  assert.deepEqual([failed.kind, failed.outcome, failed.reason, failed.attempts], ['logout', 'failed', 'the answer was 503', 2])
  MANNERS['/sleeping'] = MANNERS['/up']
  await sendLater()
  const [, arrived] = await deliveries(2, app)
  assert.deepEqual([arrived.outcome, arrived.attempts, 'reason' in arrived], ['arrived', 3, false])
  assert.deepEqual(waiting().filter(({ recipient }) => recipient === app.client_id), [])

  const tokens = noticesAt('/sleeping').map(({ text }) => new URLSearchParams(text).get('logout_token'))
  const claims = []
  for (const token of tokens) claims.push(await claimsOf(enrol, token, { audience: app.client_id, typ: 'logout+jwt' }))
  assert.deepEqual(claims.map((it) => it.sid), [sid, sid, sid])
  assert.equal(new Set(claims.map(({ jti }) => jti)).size, 3, 'each attempt has a token of its own')
})

test('clients learn of the sessions that an operator ends', async () => {
  const app = await told('/operator')
  const tokens = await signIn(enrol, app, alice, { browser: browserOf(enrol) })
  const database = enrol.database()
  await commands['sign-out'](async (sql) => database.prepare(sql).all(), {}, alice.username)
  database.close()
  await sendLater()
  const [line] = await deliveries(1, app)
  assert.equal(line.outcome, 'arrived')
  const { logout_token } = Object.fromEntries(new URLSearchParams(noticesAt('/operator')[0].text))
  const { sid } = await claimsOf(enrol, logout_token, { audience: app.client_id, typ: 'logout+jwt' })
  assert.equal(sid, (await claimsOf(enrol, tokens.id_token)).sid)
  assert.equal((await refresh(enrol, app, tokens.refresh_token)).json.error, 'invalid_grant')
})
