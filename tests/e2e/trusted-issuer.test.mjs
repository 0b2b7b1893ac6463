import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { generateKeyPair } from 'jose'
import { temporaryFolder } from '../../scripts/lib/project.mjs'
import { TRUST } from './support/elsewhere.mjs'
import { startEnrol } from './support/enrol.mjs'
import { assertRefused, manage, METADATA, register } from './support/http.mjs'
import { age, PAUSE_SECONDS } from './support/kept.mjs'
import { startLogin, trusting } from './support/login.mjs'

let enrol, login, changing, folder
before(async () => {
  folder = temporaryFolder()
  login = await startLogin()
  changing = await startLogin()
  await restart()
})
after(async () => {
  await enrol?.stop()
  await login?.stop()
  await changing?.stop()
  folder?.remove()
})

async function restart(meanwhile) {
  await enrol?.stop()
  meanwhile?.()
  enrol = await startEnrol({ vars: trusting(login, changing), env: TRUST, folder })
}

const present = (token) => register(enrol, METADATA, { token })

const signed = (claims, key) => login.sign(enrol, claims, key)

function assertInvalid(answer, why) {
  assertRefused(answer, 401)
  assert.equal(answer.json.error, 'invalid_token', why)
}

test('B9, B10: a token of a trusted server registers one client', async () => {
  const token = await signed()
  const { status, json } = await present(token)
  assert.equal(status, 201, JSON.stringify(json))
  assert.equal((await manage(json)).status, 200)
  assertInvalid(await manage(json, { token }))
  assertInvalid(await present(token))
})

test('B10: tokens are distinguished by their jti', async () => {
  const [first, again] = [await signed({ jti: 'same' }), await signed({ jti: 'same', sub: 'bob' })]
  assert.equal((await present(first)).status, 201)
  assertInvalid(await present(again))
})

test('B10: of twenty concurrent registrations with a token, one succeeds', async () => {
  const token = await signed()
  const answers = await Promise.all(Array.from({ length: 20 }, () => present(token)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(19).fill(401)])
})

test('B11: a failed registration counts no use', async () => {
  const token = await signed()
  assertRefused(await register(enrol, { redirect_uris: ['http://app.example/'] }, { token }), 400)
  assert.equal((await present(token)).status, 201)
})

test('B3, B9: a token for another audience or time is invalid', async () => {
  const now = Math.floor(Date.now() / 1000)
  const stranger = await generateKeyPair('ES256')
  for (const [why, token] of [
    ['another audience', signed({ aud: enrol.issuer })],
    ['no audience', signed({ aud: undefined })],
    ['expired', signed({ exp: now - 60 })],
    ['no end', signed({ exp: undefined })],
    ['an end too far away', signed({ exp: now + 367 * 86_400 })],
    ['not yet', signed({ nbf: now + 60 })],
    ['an issuer that is not trusted', signed({ iss: 'https://other.example' })],
    ['the issuer of this server', signed({ iss: enrol.issuer })],
    ['signed by another', signed({}, { key: stranger.privateKey })],
  ]) {
    assertInvalid(await present(await token), why)
  }
})

test('B4: a token without a right to register is not enough', async () => {
  for (const [scope, missing] of [['openid', 'dcr'], ['dcr:scope', 'dcr:grant:authorization_code']]) {
    const answer = await present(await signed({ scope }))
    assertRefused(answer, 403)
    assert.equal(answer.json.error, 'insufficient_scope')
    assert.ok(answer.headers.get('www-authenticate').endsWith(`scope="${missing}"`))
  }
})

test('F17: the keys of another server are cached, and fetched again after a while', async () => {
  const presentBy = async (kid) => present(await changing.sign(enrol, {}, { kid }))
  for (const time of ['fetched', 'kept']) assert.equal((await presentBy('1')).status, 201, time)
  const { headers, method } = changing.asked[0]
  assert.deepEqual([method, headers.authorization, headers.cookie], ['GET', undefined, undefined])
  await changing.publish('2')
  for (const time of ['at once', 'again']) assertInvalid(await presentBy('2'), time)
  assert.equal(changing.asked.length, 1)

  await restart(() => age(folder.path, changing.jwks_uri, PAUSE_SECONDS))
  for (const kid of ['2', '1']) assert.equal((await presentBy(kid)).status, 201, kid)
  await changing.publish('3')
  assertInvalid(await presentBy('3'))
  assert.equal(changing.asked.length, 2)
})
