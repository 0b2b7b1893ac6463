import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mint } from '../../scripts/lib/master-secret.mjs'
import { temporaryFolder } from '../../scripts/lib/project.mjs'
import { startEnrol } from './support/enrol.mjs'
import { manage } from './support/http.mjs'
import { askForToken, tokenOf } from './support/oauth.mjs'
import { assertInvalidClient, assertInvalidToken, change, MACHINE, registered, TOO_MUCH } from './support/sealed.mjs'

const OLD = mint('k1')
const NEW = mint('k2')
/** Clients belong to their issuer, independent of the port. */
const ISSUER = 'http://localhost:1'
/** Returns an empty database. */
const FRESH = {}

let folder
before(() => (folder = temporaryFolder()))
after(() => folder?.remove())

async function during(masterSecret, work, where = { folder }) {
  const enrol = await startEnrol({ ...where, masterSecret, vars: { ISSUER, SEALED_ID_LIMIT: '1024', SCOPES_SUPPORTED: 'read write', ...where.vars } })
  try {
    return await work(enrol)
  } finally {
    await enrol.stop()
  }
}

// Every start has a different port.
const at = ({ origin }, client) => ({ ...client, registration_client_uri: `${origin}/register/${client.client_id}` })

async function assertLives(enrol, client) {
  const { status, json } = await manage(at(enrol, client))
  assert.equal(status, 200)
  assert.deepEqual(json, client)
  await tokenOf(enrol, client)
}

async function assertNobody(enrol, client) {
  assertInvalidToken(await manage(at(enrol, client)))
  assertInvalidToken(await change(at(enrol, client), {}))
  assertInvalidToken(await manage(at(enrol, client), { method: 'DELETE' }))
  assertInvalidClient(await askForToken(enrol, client))
}

test('K14, K15: a client is accepted as long as its key is in the ring, updated or not', async () => {
  const [fresh, updated, deleted] = await during(OLD, async (enrol) => {
    const { contacts } = TOO_MUCH
    const long = await registered(enrol, { ...MACHINE, contacts: contacts.slice(0, 20) })
    assert.ok(long.client_id.length > 255)
    const { json } = await change(at(enrol, await registered(enrol, MACHINE)), { scope: 'read write' })
    const gone = await registered(enrol, { ...MACHINE, token_endpoint_auth_method: 'client_secret_jwt' })
    assert.equal((await manage(at(enrol, gone), { method: 'DELETE' })).status, 204)
    return [long, json, gone]
  })

  await during(OLD, async (enrol) => {
    for (const client of [fresh, updated]) await assertLives(enrol, client)
    await assertNobody(enrol, deleted)
  })

  const [newer, changed] = await during(`${NEW} ${OLD}`, async (enrol) => {
    for (const client of [fresh, updated]) await assertLives(enrol, client)
    await assertNobody(enrol, deleted)
    const { status, json } = await change(at(enrol, fresh), { client_name: 'Longest' })
    assert.equal(status, 200, JSON.stringify(json))
    assert.deepEqual([json.client_id, json.client_secret], [fresh.client_id, fresh.client_secret])
    return [await registered(enrol, MACHINE), json]
  })

  await during(NEW, async (enrol) => {
    for (const client of [fresh, updated, deleted]) await assertNobody(enrol, client)
    await assertLives(enrol, newer)
  })

  await during(`${NEW} ${OLD}`, async (enrol) => {
    for (const client of [changed, updated, newer]) await assertLives(enrol, client)
  })
})

test('K1, K14: a client survives the loss of the database, with the metadata of its registration', async () => {
  const clients = await during(
    OLD,
    async (enrol) => {
      const [fresh, updated, deleted] = await Promise.all([1, 2, 3].map(() => registered(enrol, MACHINE)))
      assert.equal((await change(at(enrol, updated), { scope: 'read write' })).status, 200)
      assert.equal((await manage(at(enrol, deleted), { method: 'DELETE' })).status, 204)
      return [fresh, updated, deleted]
    },
    FRESH,
  )
  await during(
    OLD,
    async (enrol) => {
      for (const client of clients) await assertLives(enrol, client)
      const [client] = clients
      const { status, json } = await change(at(enrol, client), { scope: 'write' })
      assert.equal(status, 200, JSON.stringify(json))
      await assertLives(enrol, { ...client, scope: 'write' })
    },
    FRESH,
  )
})

test('K4: another issuer with the same key does not accept a client', async () => {
  const client = await during(OLD, (enrol) => registered(enrol, MACHINE), FRESH)
  await during(OLD, (enrol) => assertNobody(enrol, client), { vars: { ISSUER: 'http://localhost:2' } })
})

test('K4, K14: a client is accepted after a change of the issuer, with the metadata of its registration', async () => {
  const [fresh, updated, deleted] = await during(OLD, async (enrol) => {
    const clients = await Promise.all([1, 2, 3].map(() => registered(enrol, MACHINE)))
    const { json } = await change(at(enrol, clients[1]), { scope: 'read write' })
    assert.equal((await manage(at(enrol, clients[2]), { method: 'DELETE' })).status, 204)
    return [clients[0], json, clients[2]]
  })
  const moved = (client) => ({ ...client, registration_client_uri: client.registration_client_uri.replace(':1/', ':2/') })
  const vars = { ISSUER: 'http://localhost:2', FORMER_ISSUERS: ISSUER }
  await during(
    OLD,
    async (enrol) => {
      for (const client of [fresh, updated]) await assertLives(enrol, moved(client))
      await assertNobody(enrol, deleted)
      const { status, json } = await change(at(enrol, moved(fresh)), { client_name: 'Moved' })
      assert.deepEqual([status, json.client_id, json.client_name], [200, fresh.client_id, 'Moved'])
    },
    { folder, vars },
  )
})
