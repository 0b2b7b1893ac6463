import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startEnrol } from './support/enrol.mjs'
import { send } from './support/http.mjs'
import { mintSecret } from './support/oauth.mjs'

const SECRET = mintSecret()

let enrol, administrator
before(async () => {
  const operations = { grant_types: ['client_credentials'], scope: 'admin' }
  enrol = await startEnrol({
    vars: { CLIENTS: JSON.stringify({ operations }), CLIENT_SECRETS: `operations:${SECRET}` },
  })
  administrator = (await token('operations', SECRET)).json.access_token
})
after(() => enrol?.stop())

function token(id, secret) {
  const pair = [id, secret].map((text) => encodeURIComponent(text)).join(':')
  const headers = { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  return send(`${enrol.issuer}/token`, { method: 'POST', body, headers })
}

const ask = (path, options) => send(`${enrol.issuer}/admin/v1${path}`, { token: administrator, ...options })

async function load(...clients) {
  const body = clients.map((client) => `${JSON.stringify({ grant_types: ['client_credentials'], ...client })}\n`).join('')
  const { status, json } = await ask('/client-imports?from=hydra', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/x-ndjson' },
  })
  assert.equal(status, 200, JSON.stringify(json))
  return json.results.map(({ result }) => result)
}

// A hash of `old secret`, made with the crypt of the C library.
const BCRYPT = '$2b$05$abcdefghijklmnopqrstuujKWDrmpUXu10fG/2mj./vFX3pPExfte'
const PBKDF2 = '$pbkdf2-sha256$i=25000,l=32$MDEyMzQ1Njc4OWFiY2RlZg$9ZN53k5BPkvwGTZiFEXL54wYGrvBuT7LNN8ynoMMBWU'

test('imported clients keep their identifiers and secrets, are used, and are renewed and deleted like others', async () => {
  // Identifiers that look like those of a sealed and of a stored client, and one that a path must encode.
  const ids = [`s${'AbCd'.repeat(12)}`, 'customer-1', 'PSDDE-1', 'my app/1']
  const clients = ids.map((client_id) => ({ client_id, client_secret: 'old secret' }))
  assert.deepEqual(await load(...clients), ['created', 'created', 'created', 'created'])
  assert.deepEqual(await load(...clients, { client_id: 'operations' }), ['exists', 'exists', 'exists', 'exists', 'refused'])
  for (const id of ids) {
    assert.equal((await token(id, 'old secret')).status, 200, id)
    assert.equal((await token(id, 'old secre')).status, 401, id)
    const path = `/clients/${encodeURIComponent(id)}`
    const read = await ask(path)
    assert.deepEqual([read.json.kind, read.json.bounds, typeof read.json.last_used_at], ['imported', { imported_from: ['hydra'] }, 'number'])
    const { json: renewed } = await ask(`${path}/secret`, { method: 'POST' })
    assert.equal((await token(id, renewed.client_secret)).status, 200, id)
    assert.equal((await token(id, 'old secret')).status, 401, id)
    assert.equal((await ask(path, { method: 'DELETE' })).status, 204)
    assert.equal((await token(id, renewed.client_secret)).status, 401)
    assert.equal((await ask(path)).json.state, 'deleted')
  }
})

test('hashes of other servers are compared in the Worker, and remembered', async () => {
  assert.deepEqual(await load({ client_id: 'b', client_secret_hash: BCRYPT }, { client_id: 'p', client_secret_hash: PBKDF2 }), [
    'created',
    'created',
  ])
  for (const id of ['b', 'p']) {
    assert.equal((await token(id, 'wrong')).status, 401)
    for (let time = 0; time < 3; time++) assert.equal((await token(id, 'old secret')).status, 200)
  }
})

test('the event of an import is in the audit log', async () => {
  await load({ client_id: 'audited', client_secret: 'old secret' })
  const { json } = await ask('/audit/administration?kind=client-imported&client_id=audited')
  assert.deepEqual(json.events.map(({ actor_id, details }) => [actor_id, details]), [['operations', { from: 'hydra', tier: 'operator' }]])
})
