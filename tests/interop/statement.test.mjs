import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import { trustOf } from '../../scripts/lib/commands/issuer.mjs'
import { commands } from '../../scripts/lib/commands/statement.mjs'
import { temporaryFolder } from '../../scripts/lib/project.mjs'
import { lackOfPython } from '../../scripts/lib/python.mjs'
import { SOFTWARE, startAuthority, trusting } from '../e2e/support/authority.mjs'
import { TRUST } from '../e2e/support/elsewhere.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { manage, register } from '../e2e/support/http.mjs'
import { runScript } from './support/python.mjs'

const insecure = { [oauth.allowInsecureRequests]: true }
const skip = lackOfPython()

let enrol, database, folder, authority
before(async () => {
  folder = temporaryFolder()
  authority = await startAuthority()
  const issuers = { [authority.origin]: { jwks_uri: authority.jwks_uri } }
  enrol = await startEnrol({ vars: trusting(issuers), env: TRUST })
  database = enrol.database()
})
after(async () => {
  database?.close()
  await enrol?.stop()
  await authority?.stop()
  folder?.remove()
})

const query = async (sql) => database.prepare(sql).all()

/** A statement of the operator of the server. */
async function issued() {
  const members = { 'software-id': ['app'], 'client-name': 'App', 'redirect-uri': ['https://app.example/callback'] }
  const { text } = await commands.issue(query, { ...members, issuer: enrol.issuer, key: join(folder.path, 'key.json') })
  return text
}

test('oauth4webapi registers with a statement that jose has signed, and reads what it says', async () => {
  const issuer = new URL(enrol.issuer)
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
  const ask = async (metadata) => {
    const response = await oauth.dynamicClientRegistrationRequest(server, metadata, insecure)
    return oauth.processDynamicClientRegistrationResponse(response)
  }
  for (const kid of ['es', 'ps']) {
    const software_statement = await authority.statement({ org_id: 'org-7' }, { kid })
    const client = await ask({ client_name: 'Other', tos_uri: 'https://bank.example/terms', software_statement })
    const expected = { ...SOFTWARE, org_id: 'org-7', tos_uri: 'https://bank.example/terms', software_statement }
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(client[name], value, name)
    const { registration_access_token: token, registration_client_uri: uri } = client
    const read = await oauth.protectedResourceRequest(token, 'GET', new URL(uri), undefined, undefined, insecure)
    assert.deepEqual(await read.json(), client)
  }
  for (const [statement, code] of [
    [authority.statement({ exp: 1 }), 'invalid_software_statement'],
    [authority.statement({ iss: 'https://other.example' }), 'unapproved_software_statement'],
  ]) {
    const refused = ask({ software_statement: await statement })
    await assert.rejects(refused, (error) => error instanceof oauth.ResponseBodyError && error.error === code)
  }
})

test('openid-client registers with a statement that was issued here', async () => {
  const software_statement = await issued()
  const options = { execute: [openid.allowInsecureRequests] }
  const metadata = { client_name: 'Other', software_statement }
  const registered = await openid.dynamicClientRegistration(new URL(enrol.issuer), metadata, undefined, options)
  const client = registered.clientMetadata()
  assert.deepEqual([client.software_id, client.client_name], ['app', 'App'])
  assert.deepEqual(client.redirect_uris, ['https://app.example/callback'])
  assert.equal(client.software_statement, software_statement)
})

test('PyJWT verifies a statement that was issued here, and signs others that register', { skip }, async () => {
  const statement = await issued()
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: 'urn:example:directory', iat: now, exp: now + 600, ...SOFTWARE }
  const jwks_uri = `${enrol.issuer}/statements/jwks`
  const { verified, signed } = await runScript('statement.py', { issuer: enrol.issuer, jwks_uri, statement, claims })
  assert.deepEqual([verified.header.typ, verified.header.alg], ['ssa+jwt', 'ES256'])
  assert.deepEqual([verified.claims.iss, verified.claims.software_id], [enrol.issuer, 'app'])

  const entry = { jwks: { keys: Object.values(signed).map(({ jwk }) => jwk) } }
  await query(trustOf(claims.iss, entry))
  for (const { text } of Object.values(signed)) {
    const { status, json } = await register(enrol, { software_statement: text })
    assert.equal(status, 201, JSON.stringify(json))
    assert.deepEqual([json.client_name, json.software_statement], ['Bank', text])
    assert.deepEqual((await manage(json)).json, json)
  }
})
