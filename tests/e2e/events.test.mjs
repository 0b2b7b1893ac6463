import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { commands } from '../../scripts/lib/commands/user.mjs'
import { startElsewhere, TRUST } from './support/elsewhere.mjs'
import { startEnrol } from './support/enrol.mjs'
import { browserOf, createUser, registered, SIGN_INS, signIn, WEB } from './support/sign-in.mjs'

const SECRET = 'c3VwZXItc2VjcmV0LW9mLXRoZS1ob29r'
const TYPES = 'https://schemas.openid.net/secevent/'

/** How the receiver of events answers. */
const MANNERS = { '/events': (response) => response.writeHead(202).end() }

let enrol, elsewhere, address, alice
before(async () => {
  elsewhere = await startElsewhere(MANNERS)
  address = `${elsewhere.origin}/events`
  const vars = { LOOPBACK_FETCH: 'on', EVENT_WEBHOOK: address, EVENT_WEBHOOK_SECRET: SECRET }
  enrol = await startEnrol({ vars, limits: SIGN_INS, env: TRUST })
  alice = createUser(enrol)
})
after(async () => {
  await enrol?.stop()
  await elsewhere?.stop()
})

const deliveries = (count, event) =>
  enrol.lines.matching(count, (line) => line.route === 'delivery' && line.event === event)

/** Verifies an event as its receiver does. RFC 8417. */
async function claimsOf({ text, headers }) {
  assert.equal(headers['content-type'], 'application/secevent+jwt')
  assert.equal(headers.authorization, `Bearer ${SECRET}`)
  const keys = createRemoteJWKSet(new URL(`${enrol.issuer}/jwks`))
  const { payload } = await jwtVerify(text, keys, { issuer: enrol.issuer, audience: address, typ: 'secevent+jwt' })
  assert.deepEqual(payload.sub_id, { format: 'iss_sub', iss: enrol.issuer, sub: alice.sub })
  return payload
}

async function operate(command) {
  const database = enrol.database()
  const outcome = await commands[command](async (sql) => database.prepare(sql).all(), {}, alice.username, '--local')
  database.close()
  return outcome
}

/** Runs the cron trigger of the messages as if their pauses were over. */
async function sendLater() {
  const database = enrol.database()
  database.exec('UPDATE deliveries SET due_at = 1')
  database.close()
  assert.equal((await enrol.scheduled('* * * * *')).status, 200)
}

test('a sign-in with a new browser is an event, which is sent after the answer and without the cron trigger', async () => {
  const app = await registered(enrol, WEB)
  const browser = browserOf(enrol)
  // A message of a kind that a later version had queued before a rollback holds up no other.
  const database = enrol.database()
  database.exec(`INSERT INTO deliveries (name, kind, recipient, contents, created_at, due_at, attempts)
    VALUES ('later x', 'later', 'x', '{}', unixepoch(), 1, 0)`)
  database.close()
  await signIn(enrol, app, alice, { browser })
  const [line] = await deliveries(1, 'new-sign-in')
  assert.deepEqual([line.kind, line.outcome, line.recipient, line.attempts], ['event', 'arrived', alice.sub, 1])
  const { events } = await claimsOf(elsewhere.asked[0])
  const [[type, event]] = Object.entries(events)
  assert.equal(type, `${TYPES}caep/event-type/session-established`)
  assert.equal(event.initiating_entity, 'user')
  assert.match(event.place, /, [A-Z]{2}$/)
})

test('events that find no place keep nobody out, and are in the log', async () => {
  const database = enrol.database()
  database.exec(`INSERT INTO deliveries (name, kind, recipient, contents, created_at, due_at, attempts)
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
    SELECT 'event x.' || i, 'event', 'x', '{}', 1, 4000000000, 0 FROM n`)
  const app = await registered(enrol, WEB)
  const bob = createUser(enrol, 'bob')
  await signIn(enrol, app, bob)
  const lost = await enrol.lines.matching(1, (line) => line.route === 'delivery' && line.outcome === 'lost')
  assert.deepEqual([lost[0].event, lost[0].recipient], ['new-sign-in', bob.sub])
  database.exec("DELETE FROM deliveries WHERE recipient = 'x'")
  database.close()
})

test('a receiver that is down gets the steps of an operator when it is up, and no secret', async () => {
  const [up] = [MANNERS['/events']]
  MANNERS['/events'] = (response) => response.writeHead(500).end()
  elsewhere.asked.length = 0
  const { json } = await operate('recover')
  await sendLater()
  const [failed] = await deliveries(1, 'recovery-link-made')
  assert.deepEqual([failed.outcome, failed.reason], ['failed', 'the answer was 500'])
  MANNERS['/events'] = up
  await sendLater()
  const [, arrived] = await deliveries(2, 'recovery-link-made')
  assert.deepEqual([arrived.outcome, arrived.attempts], ['arrived', 2])
  const claims = await Promise.all(elsewhere.asked.map(claimsOf))
  const made = claims.filter(({ events }) => events[`${TYPES}risc/event-type/credential-change-required`])
  assert.deepEqual([made.length, made[0].jti], [2, made[1].jti])
  assert.equal(claims.filter(({ events }) => events[`${TYPES}caep/event-type/session-revoked`]).length, 2)
  const code = new URL(json.link).searchParams.get('code')
  assert.ok(!JSON.stringify(claims).includes(code))
})
