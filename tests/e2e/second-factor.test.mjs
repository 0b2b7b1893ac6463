import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { commands } from '../../scripts/lib/commands/user.mjs'
import { codeOf } from './support/authenticator.mjs'
import { startEnrol } from './support/enrol.mjs'
import { browserOf, createUser, SIGN_INS } from './support/sign-in.mjs'

let enrol, database, ana
before(async () => {
  enrol = await startEnrol({ limits: SIGN_INS })
  ana = createUser(enrol, 'ana')
  database = enrol.database()
})
after(async () => {
  database?.close()
  await enrol?.stop()
})

const query = async (sql) => database.prepare(sql).all()
const row = () => database.prepare('SELECT * FROM second_factors').get()

/** Sends a form of a page that has this field. */
const send = (browser, page, field, values) => {
  const form = page.forms.find(({ fields }) => field in fields)
  assert.ok(form, `no form with ${field}: ${page.text}`)
  return browser.send(form, values)
}

const typed = async (browser) => {
  const page = await browser.open(`${enrol.issuer}/sign-in`)
  return send(browser, page, 'request', { username: ana.username, password: ana.password })
}

const press = async (browser, action) =>
  send(browser, await browser.open(`${enrol.issuer}/account`), 'token', { action })

/** Signs in with the password, and sets an app up. Returns its secret and the recovery codes. */
async function setUp(browser) {
  const offer = await press(browser, 'factor-add')
  const [, secret] = /<code translate="no">(\w+)</.exec(offer.text)
  const done = await send(browser, offer, 'secret', { code: codeOf(secret, -1) })
  const codes = [...done.text.matchAll(/<li><code>([\w-]+)</g)].map(([, code]) => code)
  assert.equal(codes.length, 10, done.text)
  return { secret, codes }
}

const give = (browser, page, code) => send(browser, page, 'step', { code })
const isAccount = ({ text }) => text.includes('Where you are signed in')

test('a user sets an app up, and signs in with its code, and each code counts once', async () => {
  const browser = browserOf(enrol)
  assert.ok(isAccount(await typed(browser)))
  const { secret, codes } = await setUp(browser)
  const stored = JSON.stringify(row())
  for (const text of [secret, ...codes]) assert.ok(!stored.includes(text) && !stored.includes(text.replaceAll('-', '')))

  const wrong = await give(browser, await typed(browser), '000000')
  assert.match(wrong.text, /This code is wrong/)
  assert.equal(row().failures, 1)
  const racers = [browserOf(enrol), browserOf(enrol), browserOf(enrol)]
  const pages = await Promise.all(racers.map(typed))
  const code = codeOf(secret)
  const answers = await Promise.all(racers.map((racer, number) => give(racer, pages[number], code)))
  assert.equal(answers.filter(isAccount).length, 1)
  assert.equal(answers.filter(({ text }) => text.includes('This code is wrong')).length, 2)
  const sessions = database.prepare("SELECT methods, context FROM sessions WHERE methods LIKE '%otp%'").all()
  assert.deepEqual(sessions.map((session) => ({ ...session })), [
    { methods: '["pwd","otp","mfa"]', context: 'https://refeds.org/profile/mfa' },
  ])

  const again = await Promise.all(racers.map(typed))
  const recovered = await Promise.all(racers.map((racer, number) => give(racer, again[number], codes[0])))
  assert.equal(recovered.filter(({ text }) => text.includes('Recovery codes left: 9')).length, 1)
  assert.equal(recovered.filter(({ text }) => text.includes('This recovery code is wrong')).length, 2)
})

test('a user replaces the app, makes new codes and removes it; an operator removes it too', async () => {
  assert.match((await commands.factor(query, { remove: true }, 'ana')).text, /^removed/)
  const browser = browserOf(enrol)
  assert.ok(isAccount(await typed(browser)))
  const first = await setUp(browser)
  assert.match((await press(browser, 'factor-remove')).text, /Sign in again/)
  assert.ok(isAccount(await give(browser, await typed(browser), codeOf(first.secret))))
  const anew = await press(browser, 'factor-codes')
  assert.match(anew.text, /Your recovery codes/)
  assert.ok(!anew.text.includes(first.codes[0]))
  const second = await setUp(browser)
  assert.notEqual(second.secret, first.secret)
  assert.match((await commands.factor(query, {}, 'ana')).text, /recovery codes left: 10/)
  assert.match((await press(browser, 'factor-remove')).text, /The second step is removed/)
  assert.equal(row(), undefined)
  assert.ok(isAccount(await typed(browser)))
})
