import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { commands as epochs, refusalOf } from '../../scripts/lib/commands/epoch.mjs'
import { commands as issuers } from '../../scripts/lib/commands/issuer.mjs'
import { commands as statements } from '../../scripts/lib/commands/statement.mjs'
import { mintToken } from '../../scripts/lib/commands/token.mjs'
import { temporaryFolder } from '../../scripts/lib/project.mjs'
import { startAuthority } from './support/authority.mjs'
import { TRUST } from './support/elsewhere.mjs'
import { startEnrol } from './support/enrol.mjs'
import { assertRefused, manage, METADATA, register, send } from './support/http.mjs'
import { askForToken, introspect, mintSecret, tokenOf } from './support/oauth.mjs'
import { assertInvalidClient, assertInvalidToken, change, MACHINE } from './support/sealed.mjs'

const api = { client_id: 'api', client_secret: mintSecret(), token_endpoint_auth_method: 'client_secret_basic' }

let enrol, database, folder, authority
before(async () => {
  folder = temporaryFolder()
  authority = await startAuthority()
  const vars = {
    REGISTRATION_MODE: 'token statement',
    LOOPBACK_FETCH: 'on',
    CLIENTS: JSON.stringify({ api: { grant_types: ['client_credentials'] } }),
    CLIENT_SECRETS: `api:${api.client_secret}`,
  }
  enrol = await startEnrol({ vars, env: TRUST, issuerPath: '/t1' })
  database = enrol.database()
})
after(async () => {
  database?.close()
  await enrol?.stop()
  await authority?.stop()
  folder?.remove()
})

const query = async (sql) => database.prepare(sql).all()

const show = (software_statement, json = {}, options = {}) => register(enrol, { ...json, software_statement }, options)

async function vouchedFor(statement, json) {
  const answer = await show(statement, json)
  assert.equal(answer.status, 201, JSON.stringify(answer.json))
  return answer.json
}

async function holding(uses = 1) {
  const { token, sql } = await mintToken({ uses: String(uses) })
  database.prepare(sql).run()
  return { token }
}

function assertStatement(answer, code) {
  assertRefused(answer, 400)
  assert.deepEqual([answer.json.error, answer.json.pointer], [code, '/software_statement'])
}

/** Registers a client without a statement, and a client that gets a statement by an update. */
async function clientsWithout(statement) {
  const [without, later] = await Promise.all([1, 2].map(async () => register(enrol, MACHINE, await holding())))
  assert.deepEqual([without.status, later.status], [201, 201])
  const { status, json } = await change(later.json, { software_statement: statement })
  assert.equal(status, 200, JSON.stringify(json))
  return [without.json, json]
}

test('G21, I12: an issuer is trusted and distrusted while the server runs', async () => {
  const { origin, jwks_uri } = authority
  const statement = await authority.statement(MACHINE, { kid: 'ps' })
  assertStatement(await show(statement), 'unapproved_software_statement')
  await issuers.trust(query, { 'jwks-uri': jwks_uri, rules: '{"algorithms":["PS256"]}' }, origin)
  const client = await vouchedFor(statement)
  assertStatement(await show(await authority.statement()), 'invalid_software_statement')
  await issuers.trust(query, { 'jwks-uri': jwks_uri }, origin)
  assert.equal((await show(await authority.statement())).status, 201)

  await issuers.distrust(query, {}, origin)
  assertStatement(await show(statement), 'unapproved_software_statement')
  const fresh = { software_statement: await authority.statement(MACHINE) }
  assertStatement(await change(client, fresh), 'unapproved_software_statement')
  assert.deepEqual((await change(client, { scope: 'all', client_name: 'Evil' })).json, client)
  await tokenOf(enrol, client)
})

test('G12, I13: a statement of the command line registers a client, and everybody can verify the statement', async () => {
  const redirect = 'https://bank.example/cb'
  const wishes = {
    'software-id': ['bank-app'],
    'client-name': 'Bank app',
    'redirect-uri': [redirect],
    scope: ['accounts'],
    claim: ['org_id=org-7'],
    issuer: enrol.issuer,
    key: join(folder.path, 'key.json'),
  }
  const { text: statement } = await statements.issue(query, wishes)
  const client = await vouchedFor(statement, { client_name: 'Evil', redirect_uris: ['https://evil.example/'] })
  const { software_id, client_name, redirect_uris, scope, org_id, software_statement } = client
  assert.deepEqual([software_id, client_name, redirect_uris], ['bank-app', 'Bank app', [redirect]])
  assert.deepEqual([scope, org_id, software_statement], ['accounts', 'org-7', statement])
  assert.deepEqual((await manage(client)).json, client)

  const address = `${enrol.issuer}/statements/jwks`
  const expected = { issuer: enrol.issuer, typ: 'ssa+jwt', algorithms: ['ES256'] }
  const { payload } = await jwtVerify(statement, createRemoteJWKSet(new URL(address)), expected)
  assert.equal(payload.software_id, 'bank-app')
  const { json } = await send(address)
  assert.deepEqual(json.keys.map((key) => Object.keys(key).sort()), [['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']])
  const { json: tokenKeys } = await send(`${enrol.issuer}/jwks`)
  assert.ok(tokenKeys.keys.every(({ kid }) => kid !== json.keys[0].kid), 'the keys of tokens are others')

  await issuers.distrust(query, {}, enrol.issuer)
  assertStatement(await show(statement), 'unapproved_software_statement')
  assert.deepEqual((await send(address)).json, { keys: [] })
})

test('an epoch of an issuer refuses every client of its statements, and no other client', async () => {
  const issuer = `${authority.origin}/epoch`
  const whom = { 'statement-issuer': [issuer] }
  await issuers.trust(query, { 'jwks-uri': authority.jwks_uri }, issuer)
  const statement = await authority.statement({ iss: issuer, ...MACHINE })
  const [sealed, updated] = await Promise.all([1, 2].map(() => vouchedFor(statement)))
  assert.equal((await change(updated, { client_uri: 'https://bank.example/' })).status, 200)
  const long = Array.from({ length: 200 }, (_, number) => `role ${number}`)
  const stored = await vouchedFor(await authority.statement({ iss: issuer, ...MACHINE, software_roles: long }))
  const [without, later] = await clientsWithout(statement)
  assert.deepEqual([sealed, updated, stored, later].map(({ client_id }) => client_id[0]), ['s', 's', 'c', 's'])
  const ended = [sealed, updated, stored, later]
  const tokens = await Promise.all(ended.map((client) => tokenOf(enrol, client)))

  await query(refusalOf(whom))
  await query('UPDATE epochs SET since = since - 600')
  for (const client of ended) assert.equal((await manage(client)).status, 200, 'it has registered since')
  await query(refusalOf(whom))
  for (const [index, client] of ended.entries()) {
    assertInvalidToken(await manage(client))
    assertInvalidToken(await change(client, {}))
    assertInvalidToken(await manage(client, { method: 'DELETE' }))
    assertInvalidClient(await askForToken(enrol, client))
    assert.deepEqual((await introspect(enrol, tokens[index], api)).json, { active: false })
  }
  assert.equal((await manage(without)).status, 200)
  await tokenOf(enrol, without)

  await epochs.lift(query, whom)
  for (const client of ended) assert.equal((await manage(client)).status, 200)
  for (const token of tokens) assert.equal((await introspect(enrol, token, api)).json.active, true)
})

test('B13, I21, S15: if a token or a statement is enough, either of them registers a client', async () => {
  await issuers.trust(query, { 'jwks-uri': authority.jwks_uri }, authority.origin)
  const statement = await authority.statement()
  const nothing = await register(enrol, METADATA)
  assertInvalidToken(nothing)
  assert.match(nothing.headers.get('www-authenticate'), /^Bearer/)
  assert.equal((await register(enrol, METADATA, await holding())).status, 201)
  assert.equal((await show(statement)).status, 201)
  assert.equal((await show(statement, {}, await holding())).status, 201)
  assertInvalidToken(await show(statement, {}, { token: 'enrol_iat_AAAA' }))
  const holder = await holding()
  assertStatement(await show('x', METADATA, holder), 'invalid_software_statement')
  assertStatement(await show('x', METADATA), 'invalid_software_statement')
  assert.equal((await register(enrol, METADATA, holder)).status, 201, 'nothing was used')

  const { token, sql } = await mintToken({ 'redirect-host': ['other.example'] })
  database.prepare(sql).run()
  const bounded = await show(statement, {}, { token })
  assertRefused(bounded, 400)
  assert.deepEqual([bounded.json.error, bounded.json.pointer], ['invalid_redirect_uri', '/software_statement/redirect_uris/0'])
})
