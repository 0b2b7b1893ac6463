import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mint } from '../../scripts/lib/master-secret.mjs'
import { temporaryFolder } from '../../scripts/lib/project.mjs'
import { startEnrol } from './support/enrol.mjs'
import { manage, register, send, withoutServerMembers } from './support/http.mjs'

let folder
before(() => (folder = temporaryFolder()))
after(() => folder?.remove())

const OLD = mint('k1')
const NEW = mint('k2')

async function during(masterSecret, work) {
  const enrol = await startEnrol({ folder, masterSecret, vars: { CLIENT_STORAGE: 'stored' } })
  try {
    return await work(enrol)
  } finally {
    await enrol.stop()
  }
}

// Every start has a different port, so only the path of an earlier address is used.
const read = (enrol, { registration_client_uri: uri, registration_access_token: token }) =>
  send(enrol.origin + new URL(uri).pathname, { token })

test('R34: credentials stay valid after a new key, and end with their own key', async () => {
  const client = await during(OLD, async (enrol) => (await register(enrol)).json)

  const second = await during(`${NEW} ${OLD}`, async (enrol) => {
    const { status, json } = await read(enrol, client)
    assert.equal(status, 200)
    assert.equal(json.client_secret, client.client_secret)
    return (await register(enrol)).json
  })

  await during(NEW, async (enrol) => {
    assert.equal((await read(enrol, client)).status, 401)
    const { status, json } = await read(enrol, second)
    assert.equal(status, 200)
    assert.equal(json.client_secret, second.client_secret)
  })
})

test('H21, H38: if it is set so, an update replaces the credentials, and the old token is accepted for a while', async () => {
  const vars = { ROTATION_ON_UPDATE: 'secret token', ROTATION_GRACE_SECONDS: '600' }
  const enrol = await startEnrol({ vars })
  try {
    const { json: client } = await register(enrol)
    const { status, json: updated } = await manage(client, { method: 'PUT', json: withoutServerMembers(client) })
    assert.equal(status, 200)
    assert.notEqual(updated.client_secret, client.client_secret)
    assert.notEqual(updated.registration_access_token, client.registration_access_token)
    assert.deepEqual((await manage(updated)).json, updated)
    assert.equal((await manage(client)).status, 200)
    const database = enrol.database()
    database.prepare('UPDATE clients SET previous_token_until = 1').run()
    database.close()
    assert.equal((await manage(client)).status, 401)
    assert.equal((await manage(updated)).status, 200)
  } finally {
    await enrol.stop()
  }
})
