import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startElsewhere, TRUST } from './support/elsewhere.mjs'
import { startEnrol } from './support/enrol.mjs'
import { register, send } from './support/http.mjs'
import { mintSecret } from './support/oauth.mjs'

const SECRET = mintSecret()
const PATH = '/.well-known/enrol-redirect-uris'
const MANNERS = {}

let enrol, elsewhere, administrator
before(async () => {
  elsewhere = await startElsewhere(MANNERS)
  const operations = { grant_types: ['client_credentials'], scope: 'admin' }
  enrol = await startEnrol({
    env: TRUST,
    vars: {
      CLIENTS: JSON.stringify({ operations }),
      CLIENT_SECRETS: `operations:${SECRET}`,
      LOOPBACK_FETCH: 'on',
      VERIFIED_DOMAINS: 'on',
    },
  })
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  const authorization = `Basic ${Buffer.from(`operations:${SECRET}`).toString('base64')}`
  administrator = (await send(`${enrol.issuer}/token`, { method: 'POST', body, headers: { authorization } })).json.access_token
})
after(async () => {
  await enrol?.stop()
  await elsewhere?.stop()
})

const trust = async ({ client_id }) =>
  (await send(`${enrol.issuer}/admin/v1/clients/${client_id}`, { token: administrator })).json.trust

const answer = (document) => (response) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document))

test('the host of a redirection URI is asked once whether it takes users from here', async () => {
  const uri = `${elsewhere.origin}/callback`
  MANNERS[PATH] = answer({ issuers: { [enrol.issuer]: { redirect_uris: [uri] } } })
  const clients = []
  for (const redirect_uris of [[uri], [`${elsewhere.origin}/go?to=x`]])
    clients.push((await register(enrol, { redirect_uris })).json)
  assert.ok(clients[0].client_id, JSON.stringify(clients))
  assert.equal(await trust(clients[0]), 'domain')
  assert.ok(clients[0].client_id, JSON.stringify(clients))
  assert.equal(await trust(clients[0]), 'domain')
  assert.equal(await trust(clients[1]), 'unverified')
  assert.deepEqual(elsewhere.asked.map(({ url }) => url), [PATH])
})
