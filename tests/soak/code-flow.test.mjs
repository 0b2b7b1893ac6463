import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { authorize, browserOf, createUser, redeem, refresh, registered, request, SIGN_INS, signIn, WEB } from '../e2e/support/sign-in.mjs'
import { share } from './support/share.mjs'

// Two hundred take about 20 seconds.
const FLOWS = share(2000)

let enrol, alice
before(async () => {
  enrol = await startEnrol({ limits: { ...SIGN_INS, USE_LIMIT: 600 } })
  alice = createUser(enrol)
})
after(() => enrol?.stop())

/** Returns the number of rows of a table. */
function count(table) {
  const database = enrol.database()
  const { rows } = database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()
  database.close()
  return rows
}

const counts = () => ['grants', 'sessions', 'consents', 'authorization_requests'].map(count)

test(`${FLOWS} code flows of one user, each with a refresh, cost the same from first to last, and the sweep forgets them`, async () => {
  const [browser, client] = [browserOf(enrol), await registered(enrol, WEB)]
  await signIn(enrol, client, alice, { browser })
  const isOfFlow = ({ route, client_id }) => ['authorization', 'token'].includes(route) && client_id === client.client_id
  // The line of the token is the last one of the sign-in.
  await enrol.lines.matching(1, (line) => isOfFlow(line) && line.route === 'token')
  const before = enrol.lines.all.filter(isOfFlow).length
  for (let flow = 0; flow < FLOWS; flow++) {
    const asked = request(enrol, client)
    const { code, pages } = await authorize(browser, asked.url, alice)
    assert.deepEqual(pages, [], `the user is asked nothing: ${flow}`)
    const { status, json } = await redeem(enrol, client, asked, code)
    assert.equal(status, 200, JSON.stringify(json))
    assert.equal((await refresh(enrol, client, json.refresh_token)).status, 200)
  }
  assert.deepEqual(counts(), [FLOWS + 1, 1, 1, 0])

  const lines = await enrol.lines.matching(before + 3 * FLOWS, isOfFlow)
  const costs = lines.slice(before).map(({ d1_statements }) => d1_statements)
  // The note of the day's first use is one statement more.
  assert.ok(costs.filter((statements) => statements > 2).length <= 1, JSON.stringify(costs.filter((statements) => statements > 2)))

  const database = enrol.database()
  database.exec('UPDATE grants SET expires_at = 1; UPDATE sessions SET expires_at = 1')
  database.close()
  for (let run = 0; run < 3 && count('grants') > 0; run++) await enrol.scheduled()
  assert.deepEqual(counts().slice(0, 2), [0, 0])
})
