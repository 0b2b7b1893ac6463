import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { refusalOf } from '../../scripts/lib/commands/epoch.mjs'
import { mintToken } from '../../scripts/lib/commands/token.mjs'
import { startAuthority, trusting } from './support/authority.mjs'
import { TRUST } from './support/elsewhere.mjs'
import { startEnrol } from './support/enrol.mjs'
import { assertRefused, manage, register } from './support/http.mjs'
import { assertInvalidToken, change } from './support/sealed.mjs'

let authority
before(async () => (authority = await startAuthority()))
after(() => authority?.stop())

const twenty = (work) => Promise.all(Array.from({ length: 20 }, (_, number) => work(number)))

const withStatus = (answers, wanted) => answers.filter(({ status }) => status === wanted)

function assertStatement(answer) {
  assertRefused(answer, 400)
  assert.deepEqual([answer.json.error, answer.json.pointer], ['invalid_software_statement', '/software_statement'])
}

/** Asserts that one answer succeeds and the others refuse the statement; returns the successful answer. */
function assertOne(answers, good) {
  const [{ json }, ...others] = withStatus(answers, good)
  assert.deepEqual(others, [])
  const refused = answers.filter(({ status }) => status !== good)
  assert.equal(refused.length, answers.length - 1)
  for (const answer of refused) assertStatement(answer)
  return json
}

for (const CLIENT_STORAGE of ['sealed', 'stored']) {
  describe(`a server with CLIENT_STORAGE ${CLIENT_STORAGE}`, () => {
    const tag = { sealed: 's', stored: 'c' }[CLIENT_STORAGE]
    let enrol, database, once, alone
    before(async () => {
      const { origin, jwks_uri } = authority
      once = `${origin}/once`
      alone = `${origin}/alone`
      const issuers = { [once]: { jwks_uri, single_use: true }, [alone]: { jwks_uri, unique: true } }
      enrol = await startEnrol({ vars: { ...trusting(issuers), CLIENT_STORAGE }, env: TRUST })
      database = enrol.database()
    })
    after(async () => {
      database?.close()
      await enrol?.stop()
    })

    const of = (iss, claims) => authority.statement({ iss, ...claims })

    const show = (software_statement, options, json) => register(enrol, { ...json, software_statement }, options)

    async function plainClient() {
      const { status, json } = await register(enrol)
      assert.equal(status, 201, JSON.stringify(json))
      return json
    }

    /** Stores a token with a number of uses. */
    async function holding(uses, label) {
      const { token, sql } = await mintToken({ uses: String(uses), label })
      database.prepare(sql).run()
      return { token }
    }

    /** Creates a single-use statement, and its label in the database. */
    async function single() {
      const jti = crypto.randomUUID()
      return { statement: await of(once, { jti }), label: `${once} software_statement ${jti}` }
    }

    /** Returns the uses left. A statement has no row before its first use. */
    const left = (label) =>
      database.prepare('SELECT uses_left FROM initial_access_tokens WHERE label = ?').get(label)?.uses_left ?? 1

    test('I10: of twenty concurrent registrations with a single-use statement, one succeeds', async () => {
      const { statement, label } = await single()
      const client = assertOne(await twenty(() => show(statement)), 201)
      assert.equal(client.client_id[0], tag)
      assert.deepEqual((await manage(client)).json, client)
      assertStatement(await show(statement))
      assert.equal(left(label), 0)
      const again = await change(client, { client_uri: 'https://bank.example/' })
      assert.equal(again.json.client_uri, 'https://bank.example/', 'what it holds is not asked for again')
    })

    test('I10: a refused registration counts no use', async () => {
      const { statement, label } = await single()
      assertRefused(await show(statement, {}, { logo_uri: 'x' }), 400)
      assert.equal(left(label), 1)
      assertOne([await show(statement)], 201)
    })

    test('J38, K17: a client that an epoch refuses does not block a new client', async () => {
      const statement = () => of(alone, { software_id: 'withdrawn' })
      const client = assertOne([await show(await statement())], 201)
      assertStatement(await show(await statement()))
      database.prepare('UPDATE clients SET issued_at = issued_at - 100 WHERE client_id = ?').run(client.client_id)
      database.prepare(refusalOf({ 'software-id': ['withdrawn'] })).all()
      database.exec('UPDATE epochs SET since = since - 50')
      const next = assertOne(await twenty(async () => show(await statement())), 201)
      assertInvalidToken(await manage(client))
      assert.deepEqual((await manage(next)).json, next)
    })

    test('H36, I10: of twenty concurrent updates with a single-use statement, one succeeds', async () => {
      const clients = await Promise.all(Array.from({ length: 20 }, plainClient))
      const { statement, label } = await single()
      const answers = await Promise.all(clients.map((client) => change(client, { software_statement: statement })))
      const winner = assertOne(answers, 200)
      assert.equal(winner.client_name, 'Bank')
      for (const client of clients.filter(({ client_id }) => client_id !== winner.client_id)) {
        assert.deepEqual((await manage(client)).json, client)
      }
      assert.equal(left(label), 0)
      assertStatement(await show(statement))
    })

    test('B10, B13, I10: a single-use statement and a single-use token are both used or neither', async () => {
      const [first, second] = [await single(), await single()]
      const [one, two] = [await holding(1, 'one'), await holding(1, 'two')]
      assertRefused(await show(first.statement, one, { logo_uri: 'x' }), 400)
      assert.deepEqual([left(first.label), left('one')], [1, 1])
      assert.equal((await show(first.statement, one)).status, 201)
      assert.deepEqual([left(first.label), left('one')], [0, 0])
      assertStatement(await show(first.statement, two))
      assertInvalidToken(await show(second.statement, one))
      assert.deepEqual([left('two'), left(second.label)], [1, 1])
      assert.equal((await show(second.statement, two)).status, 201)
      assert.deepEqual([left('two'), left(second.label)], [0, 0])
    })

    test('B10, I10: of twenty concurrent registrations with a single-use statement and token, one succeeds', async () => {
      const { statement, label } = await single()
      const holder = await holding(1, 'both')
      const answers = await twenty(() => show(statement, holder))
      assert.equal(withStatus(answers, 201).length, 1)
      for (const answer of withStatus(answers, 400)) assertStatement(answer)
      for (const answer of withStatus(answers, 401)) assertInvalidToken(answer)
      assert.equal(withStatus(answers, 400).length + withStatus(answers, 401).length, 19)
      assert.deepEqual([left(label), left('both')], [0, 0])
    })

    test('B10, I10: a registration that loses one of them to another request has not used the other', async () => {
      const statements = await Promise.all(Array.from({ length: 20 }, single))
      const holder = await holding(1, 'outrun')
      const answers = await Promise.all(statements.map(({ statement }) => show(statement, holder)))
      assert.equal(withStatus(answers, 201).length, 1)
      for (const answer of answers.filter(({ status }) => status !== 201)) assertInvalidToken(answer)
      const unused = statements.filter(({ label }) => left(label) === 1)
      assert.equal(unused.length, 19)
      const later = await Promise.all(unused.map(({ statement }) => show(statement)))
      assert.equal(withStatus(later, 201).length, 19)

      const { statement } = await single()
      const generous = await holding(20, 'generous')
      assertOne(await twenty(() => show(statement, generous)), 201)
      assert.equal(left('generous'), 19)
    })

    test('J38, J54, S19: of twenty concurrent registrations of a unique software, one succeeds', async () => {
      const software_id = crypto.randomUUID()
      const statements = await Promise.all(Array.from({ length: 20 }, () => of(alone, { software_id })))
      const client = assertOne(await Promise.all(statements.map((statement) => show(statement))), 201)
      assert.equal(client.client_id[0], 'c')
      assert.equal((await show(await of(alone, { software_id: 'another' }))).status, 201)
      const software_statement = await of(alone, { software_id, client_name: 'New bank' })
      const fresh = await change(client, { software_statement })
      assert.deepEqual([fresh.status, fresh.json.client_name], [200, 'New bank'])
      assert.equal((await manage(client, { method: 'DELETE' })).status, 204)
      assertOne(await Promise.all(statements.map((statement) => show(statement))), 201)
    })

    test('H36, J38, J54: of twenty concurrent updates of clients to such a statement, one succeeds', async () => {
      const software_id = crypto.randomUUID()
      const clients = await Promise.all(Array.from({ length: 20 }, plainClient))
      const statements = await Promise.all(clients.map(() => of(alone, { software_id })))
      const adopt = (client, number) => change(client, { software_statement: statements[number] })
      const winner = assertOne(await Promise.all(clients.map(adopt)), 200)
      assert.deepEqual([winner.client_name, winner.software_id], ['Bank', software_id])
      const others = clients.filter(({ client_id }) => client_id !== winner.client_id)
      for (const client of others) assert.deepEqual((await manage(client)).json, client)
      assertStatement(await show(await of(alone, { software_id })))
      assert.equal((await manage(winner, { method: 'DELETE' })).status, 204)
      assertOne(await Promise.all(others.map(adopt)), 200)
    })
  })
}
