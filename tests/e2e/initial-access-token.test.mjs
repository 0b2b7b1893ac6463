import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { LIST, mintToken, revocationOf } from '../../scripts/lib/initial-access-tokens.mjs'
import { startEnrol } from './support/enrol.mjs'
import { assertRefused, manage, METADATA, register, withoutServerMembers } from './support/http.mjs'

let enrol, database
before(async () => {
  enrol = await startEnrol({ vars: { REGISTRATION_MODE: 'token' } })
  database = enrol.database()
})
after(async () => {
  database?.close()
  await enrol?.stop()
})

function give(wishes) {
  const made = mintToken(wishes)
  database.prepare(made.sql).run()
  return made
}

const usesLeft = ({ digest }) =>
  database.prepare('SELECT uses_left FROM initial_access_tokens WHERE digest = ?').get(digest)?.uses_left

test('B2, B3: without a token nobody registers', async () => {
  assertRefused(await register(enrol), 401)
  assertRefused(await register(enrol, METADATA, { token: `enrol_iat_${'A'.repeat(43)}` }), 401)
})

test('B10: of twenty registrations at once a token with three uses gives three', async () => {
  const made = give({ uses: '3' })
  const { token } = made
  const answers = await Promise.all(Array.from({ length: 20 }, () => register(enrol, METADATA, { token })))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(3).fill(201), ...Array(17).fill(401)])
  assert.equal(usesLeft(made), 0)
  const ids = answers.filter(({ status }) => status === 201).map(({ json }) => json.client_id)
  assert.equal(new Set(ids).size, 3)
})

test('B11: a refused registration uses nothing', async () => {
  const made = give({})
  assertRefused(await register(enrol, { redirect_uris: ['http://app.example/'] }, { token: made.token }), 400)
  assert.equal(usesLeft(made), 1)
  assert.equal((await register(enrol, METADATA, { token: made.token })).status, 201)
  assert.equal(usesLeft(made), 0)
})

test('B14, H35: bounds hold for the client as long as it lives', async () => {
  const { token } = give({ uses: '2', 'redirect-host': ['app.example'], scope: ['openid profile'] })
  const { status, json } = await register(enrol, { ...METADATA, scope: 'openid' }, { token })
  assert.equal(status, 201, JSON.stringify(json))
  const elsewhere = { ...withoutServerMembers(json), redirect_uris: ['https://other.example/'] }
  const refused = await manage(json, { method: 'PUT', json: elsewhere })
  assertRefused(refused, 400)
  assert.equal(refused.json.pointer, '/redirect_uris/0')
  assert.equal((await manage(json, { method: 'PUT', json: withoutServerMembers(json) })).status, 200)
})

test('B13, B14: a bound software_id is compared exactly', async () => {
  const { token } = give({ 'software-id': ["Ana's app; v2", 'other'] })
  for (const software_id of [undefined, "Ana's", "ANA'S APP; V2"]) {
    const refused = await register(enrol, { ...METADATA, software_id }, { token })
    assertRefused(refused, 400)
    assert.equal(refused.json.pointer, '/software_id')
  }
  const { status, json } = await register(enrol, { ...METADATA, software_id: "Ana's app; v2" }, { token })
  assert.equal(status, 201, JSON.stringify(json))
})

test('a token that was taken back or has expired is none', async () => {
  const made = give({ uses: '9', label: "O'Neil" })
  const listed = database.prepare(LIST).all().find(({ digest }) => digest === made.digest)
  assert.equal(listed.label, "O'Neil")
  assert.equal(database.prepare(revocationOf(made.digest.slice(0, 8))).all().length, 1)
  assertRefused(await register(enrol, METADATA, { token: made.token }), 401)
  const old = give({ expires: '1m', now: Date.now() - 60_000 })
  assertRefused(await register(enrol, METADATA, { token: old.token }), 401)
})
