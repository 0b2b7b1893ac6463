import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import * as client from 'openid-client'
import { commands } from '../../scripts/lib/commands/client.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { mintSecret } from '../e2e/support/oauth.mjs'

const SECRET = mintSecret()

let enrol, env
before(async () => {
  const operations = { grant_types: ['client_credentials'], scope: 'admin' }
  enrol = await startEnrol({ vars: { CLIENTS: JSON.stringify({ operations }), CLIENT_SECRETS: `operations:${SECRET}` } })
  env = { ENROL_TOKEN: (await grant('operations', SECRET)).access_token }
})
after(() => enrol?.stop())

const LOCAL = { execute: [client.allowInsecureRequests] }

/** Gets a token with the client credentials grant. */
async function grant(id, secret, authentication = client.ClientSecretBasic(secret)) {
  const found = await client.discovery(new URL(enrol.issuer), id, undefined, authentication, LOCAL)
  return client.clientCredentialsGrant(found)
}

const refused = ({ status }) => status === 401

/** Imports a sample of an export with the command line. */
async function load(from, name) {
  const file = new URL(`../scripts/support/exports/${name}`, import.meta.url).pathname
  const { json, text } = await commands.import(null, { from, url: enrol.issuer }, file, '--local', { env })
  return { ...json, text }
}

/** Renews the secret of a client as an operator. */
async function renew(id) {
  const headers = { authorization: `Bearer ${env.ENROL_TOKEN}` }
  const response = await fetch(`${enrol.issuer}/admin/v1/clients/${encodeURIComponent(id)}/secret`, { method: 'POST', headers })
  return (await response.json()).client_secret
}

for (const [from, name, id, secret] of [
  ['keycloak', 'keycloak.json', 'nightly', 'nightly secret of keycloak'],
  ['hydra', 'hydra-rows.jsonl', 'billing', 'old secret'],
  ['connect2id', 'connect2id.json', '000123', 'c2id-ahL7AhthchiNg6beAo5HeijeThae3deiChab7ajiVuip2eodesoB'],
]) {
  test(`with openid-client, a client of ${from} goes on with its secret until it is renewed`, async () => {
    const { created } = await load(from, name)
    assert.ok(created > 0)
    for (const authentication of [client.ClientSecretBasic(secret), client.ClientSecretPost(secret)]) {
      assert.ok((await grant(id, secret, authentication)).access_token)
    }
    await assert.rejects(grant(id, `${secret}x`), refused)
    const renewed = await renew(id)
    assert.ok((await grant(id, renewed)).access_token)
    await assert.rejects(grant(id, secret), refused)
  })
}

test('with openid-client, an imported client signs assertions with its secret until it is renewed', async () => {
  const secret = 'c2id-signs-0123456789-abcdefghijklmnop'
  await load('connect2id', 'connect2id.json')
  assert.ok((await grant('000124', secret, client.ClientSecretJwt(secret))).access_token)
  const renewed = await renew('000124')
  assert.ok((await grant('000124', renewed, client.ClientSecretJwt(renewed))).access_token)
  await assert.rejects(grant('000124', secret, client.ClientSecretJwt(secret)), refused)
})

test('the command says which clients were refused and why, and a second run changes nothing', async () => {
  const first = await load('auth0', 'auth0.json')
  assert.deepEqual([first.created, first.exists, first.refused.map(({ client_id }) => client_id)], [2, 0, ['All', 'hidden', 'odd']])
  const again = await load('auth0', 'auth0.json')
  assert.deepEqual([again.created, again.exists], [0, 2])
  const realm = await load('keycloak', 'keycloak.json')
  const spa = realm.refused.find(({ client_id }) => client_id === 'old-spa')
  assert.match(spa.reason, /^redirect_uris/)
})

test('an export has the imported clients without their secrets, and another import takes its lines', async () => {
  const { secrets, text } = await load('hydra', 'hydra.json')
  assert.deepEqual(secrets, ['8f3c2a52-6b0e-4a26-9c3b-0f6d1f4a7b11'], text)
  const lines = []
  const surroundings = { env, write: (line) => lines.push(line) }
  await commands.export(null, { url: enrol.issuer }, undefined, '--local', surroundings)
  const clients = lines.map((line) => JSON.parse(line))
  const invoices = clients.find(({ client_name }) => client_name === 'Invoices')
  assert.deepEqual([invoices.scope, invoices.enrol.kind, invoices.enrol.bounds], ['invoices:read', 'imported', { imported_from: ['hydra'] }])
  assert.ok(!lines.join('').includes('client_secret"') && !lines.join('').includes('$2b$'))
})
