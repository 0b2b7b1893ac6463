import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { javaProgram, lackOfJava } from '../../scripts/lib/java-programs.mjs'
import { startElsewhere, TRUST } from '../e2e/support/elsewhere.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { browserOf, createUser, registered, SIGN_INS, signIn, WEB } from '../e2e/support/sign-in.mjs'
import { ask } from './support/program.mjs'

const skip = lackOfJava()

/** The reasons to refuse the logout token of another client, one with another signature, and an ID token. */
const REFUSALS = [/aud claim rejected/, /Invalid signature/, /missing required claims: \[events, jti\]/]

let enrol, elsewhere, alice
before(async () => {
  if (skip) return
  const accept = (response) => response.writeHead(204).end()
  elsewhere = await startElsewhere({ '/one': accept, '/two': accept })
  enrol = await startEnrol({ vars: { LOOPBACK_FETCH: 'on' }, limits: SIGN_INS, env: TRUST })
  alice = createUser(enrol)
})
after(async () => {
  await enrol?.stop()
  await elsewhere?.stop()
})

for (const alg of ['ES256', 'RS256']) {
  test(`Q21: the Java oauth2-oidc-sdk takes the logout token of its client with ${alg}, and no other token`, { skip }, async () => {
    const browser = browserOf(enrol)
    const clients = []
    for (const path of ['/one', '/two']) {
      const backchannel_logout_uri = elsewhere.origin + path
      clients.push(await registered(enrol, { ...WEB, backchannel_logout_uri, id_token_signed_response_alg: alg }))
    }
    const [client, other] = clients
    const { id_token } = await signIn(enrol, client, alice, { browser })
    await signIn(enrol, other, alice, { browser })
    const page = await browser.open(`${enrol.issuer}/sign-out`)
    await browser.send(page.forms[0], { decision: 'sign-out' })
    const noticeAt = (path) => elsewhere.asked.findLast(({ url }) => url === path)
    const [own, foreign] = [noticeAt('/one'), noticeAt('/two')]
    const tokenOf = ({ text }) => new URLSearchParams(text).get('logout_token')
    const [header, payload, signature] = tokenOf(own).split('.')
    const spoilt = [header, payload, (signature[0] === 'A' ? 'B' : 'A') + signature.slice(1)].join('.')

    const type = own.headers['content-type']
    const task = { issuer: enrol.issuer, client, type, body: own.text, id_token, others: [tokenOf(foreign), spoilt, id_token] }
    const told = await ask('java', javaProgram('NimbusSignOut'), task)
    assert.equal(told.supported, true)
    const { claims } = told
    assert.deepEqual([claims.iss, claims.aud, claims.sub, claims.sid], [enrol.issuer, client.client_id, alice.sub, told.id_token.sid])
    for (const [number, reason] of REFUSALS.entries()) assert.match(told.refusals[number], reason)
    assert.match(told.mixed_up, /typ \(type\) logout\+jwt not allowed/)
  })
}
