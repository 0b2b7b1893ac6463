import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startEnrol } from './support/enrol.mjs'
import { manage, METADATA, register, send, withoutServerMembers } from './support/http.mjs'

let enrol
let storing
before(async () => {
  const vars = { CLIENT_STORAGE: 'stored', ROTATION_ON_UPDATE: 'secret token' }
  ;[enrol, storing] = await Promise.all([startEnrol(), startEnrol({ vars })])
})
after(() => Promise.all([enrol?.stop(), storing?.stop()]))

test('A30, G5: fifty concurrent registrations give fifty clients with different identifiers and credentials', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => register(storing)))
  for (const name of ['client_id', 'client_secret', 'registration_access_token', 'registration_client_uri']) {
    assert.equal(new Set(answers.map(({ json }) => json[name])).size, 50, name)
  }
  const database = storing.database()
  const stored = database.prepare('SELECT client_id FROM clients').all()
  database.close()
  const registered = answers.map(({ json }) => json.client_id)
  assert.deepEqual(stored.map(({ client_id }) => client_id).sort(), registered.sort())
})

const sixteen = (call) => Promise.all(Array.from({ length: 16 }, (_, number) => call(number)))
const statusesOf = (answers) => answers.map(({ status }) => status).sort()

/** Registers a stored or a sealed client; returns functions that change it. */
async function changeable(kind, server = enrol) {
  // A client that does not fit into an identifier is stored.
  const filling = 'x'.repeat(kind === 'stored' ? 600 : 1)
  const { json: client } = await register(server, { ...METADATA, client_uri: `https://app.example/${filling}` })
  assert.equal(client.client_id[0], kind === 'stored' ? 'c' : 's')
  const { client_secret, ...metadata } = withoutServerMembers(client)
  const put = (number, headers = {}) =>
    manage(client, {
      method: 'PUT',
      headers,
      json: { ...metadata, client_name: `Name ${number}`, redirect_uris: [`https://app.example/${number}`] },
    })
  const renew = () =>
    send(`${client.registration_client_uri}/secret`, { method: 'POST', token: client.registration_access_token })
  return { client, put, renew }
}

for (const kind of ['sealed', 'stored']) {
  test(`H40: sixteen concurrent updates of a ${kind} client succeed, and the last one wins completely`, async () => {
    const { client, put } = await changeable(kind)
    for (const round of ['the first', 'a later']) {
      const answers = await sixteen((number) => put(number))
      assert.deepEqual(statusesOf(answers), Array(16).fill(200), round)
      const last = await manage(client)
      assert.deepEqual(last.json.redirect_uris, [last.json.client_name.replace('Name ', 'https://app.example/')])
      const winner = answers.find(({ headers }) => headers.get('etag') === last.headers.get('etag'))
      assert.deepEqual(winner.json, last.json)
    }
  })

  test(`H40: of sixteen concurrent updates of a ${kind} client with its entity tag, one succeeds`, async () => {
    const { client, put } = await changeable(kind)
    for (const round of ['the first', 'a later']) {
      const tag = (await manage(client)).headers.get('etag')
      const answers = await sixteen((number) => put(number, { 'if-match': tag }))
      assert.deepEqual(statusesOf(answers), [200, ...Array(15).fill(412)], round)
      const { json } = answers.find(({ status }) => status === 200)
      assert.deepEqual((await manage(client)).json, json)
    }
  })

  test(`R34: sixteen concurrent new secrets of a ${kind} client are returned, and the last one is valid`, async () => {
    const { client, renew } = await changeable(kind)
    const answers = await sixteen(renew)
    assert.deepEqual(statusesOf(answers), Array(16).fill(200))
    const secrets = answers.map(({ json }) => json.client_secret)
    assert.equal(new Set(secrets).size, 16)
    assert.ok(secrets.includes((await manage(client)).json.client_secret))
  })

  test(`H14: a deletion among concurrent changes of a ${kind} client is final`, async () => {
    const { client, put, renew } = await changeable(kind)
    const answers = await sixteen((number) =>
      number === 8 ? manage(client, { method: 'DELETE' }) : number % 2 ? put(number) : renew(),
    )
    const [deletion] = answers.splice(8, 1)
    assert.equal(deletion.status, 204)
    for (const { status } of answers) assert.ok([200, 401].includes(status), `status ${status}`)
    assert.equal((await manage(client)).status, 401)
    assert.equal((await put(1)).status, 401)
  })
}

test('H21, H40: concurrent updates that replace credentials succeed, and the last credentials are valid', async () => {
  const { client, put } = await changeable('stored', storing)
  const answers = await sixteen((number) => put(number))
  assert.deepEqual(statusesOf(answers), Array(16).fill(200))
  const reads = await Promise.all(answers.map(({ json }) => manage(json)))
  assert.deepEqual(statusesOf(reads), [200, ...Array(15).fill(401)])
  const { json: last } = reads.find(({ status }) => status === 200)
  assert.ok(answers.some(({ json }) => json.client_secret === last.client_secret && json.client_name === last.client_name))
  assert.equal((await manage(client)).status, 200, 'the token that all have shown, for a while')
})

test('H14: reads during a deletion get the client or a 401', async () => {
  const { json: client } = await register(enrol)
  const calls = Array.from({ length: 20 }, (_, number) => manage(client, number === 10 ? { method: 'DELETE' } : {}))
  const statuses = (await Promise.all(calls)).map(({ status }) => status)
  assert.equal(statuses[10], 204)
  for (const status of statuses.toSpliced(10, 1)) assert.ok([200, 401].includes(status), `status ${status}`)
  assert.equal((await manage(client)).status, 401)
})
