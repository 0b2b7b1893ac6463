import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Authenticator } from './support/security-key.mjs'
import { startEnrol } from './support/enrol.mjs'
import { browserOf, createCode, createUser, SIGN_INS } from './support/sign-in.mjs'

let enrol, database
before(async () => {
  enrol = await startEnrol({ vars: { PASSKEYS: 'allowed' }, limits: SIGN_INS })
  database = enrol.database()
})
after(async () => {
  database?.close()
  await enrol?.stop()
})

const stored = () => database.prepare('SELECT * FROM passkeys ORDER BY created_at, passkey_id').all()

/** Returns the options that a page has for the browser. */
function optionsIn({ text }) {
  const [, escaped] = /data-passkey="([^"]*)"/.exec(text) ?? []
  assert.ok(escaped, text)
  return JSON.parse(escaped.replaceAll('&quot;', '"').replaceAll('&amp;', '&'))
}

const formTo = ({ forms }, path, isWanted = () => true) =>
  forms.find(({ action, fields }) => action.pathname === path && isWanted(fields))

/** Signs in with a password. */
async function signIn(browser, { username, password }) {
  const page = await browser.open(`${enrol.issuer}/sign-in`)
  return browser.send(formTo(page, '/sign-in'), { username, password })
}

async function add(browser, authenticator, name) {
  const page = await browser.open(`${enrol.issuer}/account`)
  const form = formTo(page, '/account', ({ action }) => action === 'add-passkey')
  return browser.send(form, { name, credential: authenticator.create(optionsIn(page), enrol.origin) })
}

/** Signs in with a passkey alone; returns the page that follows, and the form that was sent with its answer. */
async function signInWith(browser, authenticator) {
  const page = await browser.open(`${enrol.issuer}/sign-in`)
  const sent = [formTo(page, '/sign-in/passkey'), { credential: authenticator.get(optionsIn(page), enrol.origin) }]
  return { sent, page: await browser.send(...sent) }
}

/** Waits for the log line of a reason: the `count`th, since a log line comes after its answer. */
const reasoned = async (reason, count = 1) =>
  assert.equal((await enrol.lines.matching(count, (line) => line.reason === reason)).length, count, reason)

for (const [place, algorithm] of ['ES256', 'EdDSA', 'RS256'].entries()) {
  test(`a user adds a passkey of ${algorithm}, signs in with it alone, and removes it`, async () => {
    const alice = createUser(enrol, `alice-${algorithm}`.toLowerCase())
    const authenticator = new Authenticator(algorithm)
    const own = browserOf(enrol)
    await signIn(own, alice)
    const added = await add(own, authenticator, 'My key')
    assert.match(added.text, /The passkey is added\./)
    const row = stored().find(({ user_id }) => user_id === alice.sub)
    assert.deepEqual([row.passkey_id, row.name, row.counter, row.backup], [authenticator.id.toString('base64url'), 'My key', 0, 0])
    assert.equal(JSON.parse(row.public_key).alg, algorithm)

    const beside = browserOf(enrol)
    const { page, sent } = await signInWith(beside, authenticator)
    const renaming = formTo(page, '/account', ({ passkey, name }) => passkey === row.passkey_id && name === 'My key')
    const renamed = await beside.send(renaming, { action: 'rename-passkey', name: 'Blue key' })
    assert.match(renamed.text, /The passkey has its new name\./)
    assert.equal(stored().find(({ user_id }) => user_id === alice.sub).name, 'Blue key')
    assert.equal(page.url.pathname, '/account', page.text)
    const session = database.prepare("SELECT * FROM sessions WHERE session_id GLOB ? AND context = 'phr'").get(`${alice.sub}.*`)
    assert.equal(session.methods, '["hwk","user","mfa"]')
    const used = stored().find(({ user_id }) => user_id === alice.sub)
    assert.ok(used.counter === 1 && used.last_used_at > 0)
    const again = await own.send(...sent)
    assert.equal(again.status, 400, 'the answer is of another browser')

    const removal = (of) => formTo(of, '/account', ({ passkey }) => passkey === row.passkey_id)
    assert.equal(removal(added), undefined, 'a password alone removes no passkey')
    const removed = await beside.send(removal(page), { action: 'remove-passkey' })
    assert.match(removed.text, /The passkey is removed\./)
    const refused = await signInWith(browserOf(enrol), authenticator)
    assert.match(refused.page.text, /This passkey is not accepted here\./)
    await reasoned('passkey_unknown', place + 1)
  })
}

test('a sign-in costs a read and a batch, and a replay, a copy and a forgery are refused', async () => {
  const bob = createUser(enrol, 'bob')
  const authenticator = new Authenticator()
  const own = browserOf(enrol)
  await signIn(own, bob)
  await add(own, authenticator, 'key')
  const browser = browserOf(enrol)
  const isSignIn = ({ route, status }) => route === 'passkey_sign_in' && status === 303
  const before = enrol.lines.all.filter(isSignIn).length
  const { page, sent } = await signInWith(browser, authenticator)
  assert.equal(page.url.pathname, '/account', page.text)
  const line = (await enrol.lines.matching(before + 1, isSignIn)).at(-1)
  assert.deepEqual([line.status, line.reason, line.d1_statements], [303, undefined, 4])
  await browser.send(...sent)
  await reasoned('passkey_challenge_used')
  authenticator.counter = 0
  await signInWith(browser, authenticator)
  await reasoned('passkey_counter_rolled_back')
  const other = new Authenticator()
  other.id = authenticator.id
  const asked = await browser.open(`${enrol.issuer}/account`)
  other.create(optionsIn(asked), enrol.origin)
  await signInWith(browser, other)
  await reasoned('passkey_signature_wrong')
  assert.equal(stored().find(({ user_id }) => user_id === bob.sub).counter, 1)
})

test('the last passkey of a user without a password stays, a foreign identifier is refused, and a code removes all', async () => {
  const carol = createUser(enrol, 'carol')
  const authenticator = new Authenticator()
  const own = browserOf(enrol)
  await signIn(own, carol)
  await add(own, authenticator, 'key')
  database.prepare('UPDATE users SET password = NULL WHERE user_id = ?').run(carol.sub)
  const { page: account } = await signInWith(own, authenticator)
  const form = formTo(account, '/account', ({ passkey }) => passkey !== undefined)
  const kept = await own.send(form, { action: 'remove-passkey' })
  assert.match(kept.text, /It is your only way to sign in/)

  const dave = createUser(enrol, 'dave')
  const other = browserOf(enrol)
  await signIn(other, dave)
  const twin = new Authenticator()
  twin.id = authenticator.id
  assert.match((await add(other, twin, 'x')).text, /has a passkey for your account already/)
  await reasoned('passkey_was_added')

  const code = createCode(enrol, carol)
  const fresh = browserOf(enrol)
  const page = await fresh.open(`${enrol.issuer}/sign-in/reset`)
  const asked = await fresh.send(formTo(page, '/sign-in/reset'), { code })
  await fresh.send(formTo(asked, '/sign-in/reset'), { password: 'battery staple', password_again: 'battery staple' })
  assert.deepEqual(stored().filter(({ user_id }) => user_id === carol.sub), [])
})

test('a 21st passkey is refused', async () => {
  const erin = createUser(enrol, 'erin')
  const insert = database.prepare('INSERT INTO passkeys (user_id, passkey_id, name, public_key, counter, backup, created_at) VALUES (?, ?, ?, ?, 0, 0, 1)')
  for (let number = 0; number < 20; number++) insert.run(erin.sub, `erin-${number}`, 'x', '{}')
  const own = browserOf(enrol)
  await signIn(own, erin)
  const methods = JSON.stringify(['hwk', 'user', 'mfa'])
  database.prepare('UPDATE sessions SET methods = ? WHERE session_id GLOB ?').run(methods, `${erin.sub}.*`)
  assert.match((await add(own, new Authenticator(), 'x')).text, /as many passkeys as you can have/)
  assert.equal(stored().filter(({ user_id }) => user_id === erin.sub).length, 20)
})
