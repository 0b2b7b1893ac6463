import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { after, before, test } from 'node:test'
import { commands } from '../../scripts/lib/commands/user.mjs'
import { startEnrol } from './support/enrol.mjs'

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'

let enrol, database
before(async () => {
  // Many sign-ins come from one address here.
  enrol = await startEnrol({ limits: { SIGN_IN_LIMIT: 600, ACCOUNT_LIMIT: 600 } })
  database = enrol.database()
})
after(async () => {
  database?.close()
  await enrol?.stop()
})

const query = async (sql) => database.prepare(sql).all()

function typed(line) {
  const input = new PassThrough()
  input.end(`${line}\n`)
  return { input }
}

const create = (name, password) => commands.create(query, { ask: true }, name, '--local', typed(password))

/** A browser that keeps cookies, and sends forms from pages of the server. */
function newBrowser() {
  const cookies = new Map()
  const send = async (path, options = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(new URL(path, `${enrol.issuer}/`), {
      redirect: 'manual',
      ...options,
      headers: { cookie, 'user-agent': FIREFOX, ...options.headers },
    })
    for (const set of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    const text = await response.text()
    const field = (name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1]
    return { status: response.status, location: response.headers.get('location'), text, field }
  }
  const post = (path, form) => {
    const headers = { origin: new URL(enrol.issuer).origin }
    return send(path, { method: 'POST', body: new URLSearchParams(form), headers })
  }
  return {
    cookies,
    get: send,
    post,
    signIn: async (username, password) => {
      const page = await send('/sign-in')
      return post('/sign-in', { request: page.field('request'), username, password })
    },
  }
}

const sessions = () => database.prepare('SELECT * FROM sessions').all()

test('a local user signs in with a password, and an operator shuts the user out and lets the user in again', async () => {
  const { json } = await create('alice', 'correct horse')
  const browser = newBrowser()
  assert.equal((await browser.signIn('alice', 'correct hors')).status, 200)
  assert.deepEqual(sessions(), [])
  const { status, location } = await browser.signIn('Alice', 'correct horse')
  assert.deepEqual([status, location], [303, `${enrol.issuer}/account`])
  const [session] = sessions()
  assert.ok(session.session_id.startsWith(`${json.user_id}.`))
  assert.deepEqual([session.methods, session.device], ['["pwd"]', 'Firefox on Linux'])
  // `wrangler dev` stands in for a place.
  assert.match(session.place, /^[\w .]+, [A-Z]{2}$/)
  assert.equal(session.expires_at - session.authenticated_at, 168 * 3600)
  await commands.disable(query, {}, 'alice')
  assert.deepEqual(sessions(), [])
  assert.equal((await browser.signIn('alice', 'correct horse')).status, 200)
  await commands.enable(query, {}, 'alice')
  assert.equal((await browser.signIn('alice', 'correct horse')).status, 303)
})

test('a second sign-in in one browser replaces the session, and other browsers keep theirs', async () => {
  await create('bob', 'correct horse')
  const [one, other] = [newBrowser(), newBrowser()]
  for (const browser of [one, other, one]) assert.equal((await browser.signIn('bob', 'correct horse')).status, 303)
  const { user_id } = database.prepare("SELECT user_id FROM users WHERE username = 'bob'").get()
  const own = () => sessions().filter(({ session_id }) => session_id.startsWith(user_id))
  assert.equal(own().length, 2)
  // Another user of the same browser ends the session of the first.
  await create('carol', 'correct horse')
  assert.equal((await one.signIn('carol', 'correct horse')).status, 303)
  assert.equal(own().length, 1)
})

test('a link sets a password once, and ends the sessions of the user', async () => {
  const { json } = await commands.create(query, {}, 'dave@example.com', '--local')
  const link = json.link.replace(/^http:\/\/localhost:\d+/, enrol.issuer)
  const browser = newBrowser()
  const page = await browser.get(link)
  assert.equal(page.status, 200)
  const form = { code: page.field('code'), password: 'battery staple', password_again: 'battery staple' }
  assert.equal((await browser.post('/sign-in/reset', { ...form, password: 'short', password_again: 'short' })).status, 400)
  assert.equal((await browser.post('/sign-in/reset', form)).status, 200)
  assert.equal((await browser.post('/sign-in/reset', form)).status, 400)
  assert.equal((await browser.signIn('dave@example.com', 'battery staple')).status, 303)
  const isTold = ({ route }) => route === 'password_reset'
  await enrol.lines.matching(4, isTold)
  assert.ok(!JSON.stringify(enrol.lines.all).includes('enrol_reset_'), 'the log has no code')
})

test('a browser without cookies, or a form of another site, signs nobody in', async () => {
  const before = sessions().length
  const browser = newBrowser()
  const page = await browser.get('/sign-in')
  const body = new URLSearchParams({ request: page.field('request'), username: 'alice', password: 'correct horse' })
  const post = (headers) => fetch(`${enrol.issuer}/sign-in`, { method: 'POST', body, headers, redirect: 'manual' })
  assert.equal((await post({})).status, 400)
  assert.equal((await browser.get('/sign-in', { method: 'POST', body, headers: { origin: 'https://evil.example' } })).status, 403)
  assert.equal(sessions().length, before)
})
