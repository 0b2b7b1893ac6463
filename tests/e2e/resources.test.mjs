import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startEnrol } from './support/enrol.mjs'
import { authorize, browserOf, claimsOf, createUser, NATIVE, redeem, refresh, registered, request, SIGN_INS } from './support/sign-in.mjs'

const NOTES = 'https://notes.example/mcp'
const MAIL = 'https://mail.example'
const RESOURCES = [
  {
    resource: NOTES,
    resource_name: 'Notes',
    'resource_name#de': 'Notizen',
    scopes: { 'notes:read': { description: 'read your notes', 'description#de': 'Ihre Notizen lesen' } },
    claims: ['email'],
  },
  { resource: MAIL, scopes: { 'mail:read': {} } },
]

let enrol, alice
before(async () => {
  enrol = await startEnrol({ vars: { RESOURCES: JSON.stringify(RESOURCES) }, limits: SIGN_INS })
  alice = createUser(enrol)
})
after(() => enrol?.stop())

test('O6: a user grants access to two APIs, and each token is for one of them, with its scope and claims', async () => {
  const client = await registered(enrol, { ...NATIVE, scope: 'notes:read mail:read' })
  const asked = request(enrol, client, { scope: 'notes:read mail:read', resource: [MAIL, `${NOTES}/`] })
  const { code } = await authorize(browserOf(enrol), asked.url, alice)
  const first = await redeem(enrol, client, asked, code, { resource: NOTES })
  assert.equal(first.status, 200, JSON.stringify(first.json))
  const claims = await claimsOf(enrol, first.json.access_token, { audience: NOTES, typ: 'at+jwt' })
  assert.deepEqual([claims.aud, claims.scope, claims.email], [NOTES, 'notes:read', 'alice@example.com'])
  const second = await refresh(enrol, client, first.json.refresh_token, { resource: MAIL })
  const others = await claimsOf(enrol, second.json.access_token, { audience: MAIL, typ: 'at+jwt' })
  assert.deepEqual([others.aud, others.scope, others.email], [MAIL, 'mail:read', undefined])
  const { status, json } = await refresh(enrol, client, second.json.refresh_token, { resource: 'https://other.example' })
  assert.deepEqual([status, json.error], [400, 'invalid_target'])
})

test('O18: the consent page has the words of the operator, in the language of the user', async () => {
  const client = await registered(enrol, { ...NATIVE, scope: 'notes:read' })
  const browser = browserOf(enrol)
  const page = await browser.open(request(enrol, client, { scope: 'notes:read', ui_locales: 'de' }).url)
  const consent = await browser.send(page.forms[0], { username: alice.username, password: alice.password })
  assert.match(consent.text, /Ihre Notizen lesen/)
  assert.match(consent.text, /Notizen/)
  assert.equal(consent.text.includes(NOTES), false)
})
