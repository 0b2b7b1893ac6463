import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { commands as issuers } from '../../scripts/lib/commands/issuer.mjs'
import { commands as templates } from '../../scripts/lib/commands/template.mjs'
import { mintToken } from '../../scripts/lib/commands/token.mjs'
import { temporaryFolder } from '../../scripts/lib/project.mjs'
import { startAuthority } from './support/authority.mjs'
import { TRUST } from './support/elsewhere.mjs'
import { startEnrol } from './support/enrol.mjs'
import { manage, register, send } from './support/http.mjs'
import { askForToken, mintSecret, tokenOf } from './support/oauth.mjs'

const ops = { client_id: 'ops', client_secret: mintSecret(), token_endpoint_auth_method: 'client_secret_basic' }
const MACHINE = { grant_types: ['client_credentials'], scope: 'orders', client_name: 'Machine' }

let enrol, database, folder, authority, surroundings
before(async () => {
  folder = temporaryFolder()
  authority = await startAuthority()
  const own = { grant_types: ['client_credentials'], scope: 'admin:templates admin:issuers' }
  const vars = {
    POLICIES: 'database',
    LOOPBACK_FETCH: 'on',
    CLIENTS: JSON.stringify({ ops: own }),
    CLIENT_SECRETS: `ops:${ops.client_secret}`,
    TEMPLATES: JSON.stringify({ own: { redirect_uris: ['com.example.own:/cb'] } }),
  }
  enrol = await startEnrol({ vars, env: TRUST })
  database = enrol.database()
  surroundings = { env: { ENROL_TOKEN: await tokenOf(enrol, ops) }, fetch }
})
after(async () => {
  database?.close()
  await enrol?.stop()
  await authority?.stop()
  folder?.remove()
})

/** Runs a command as an operator. */
const run = (command, name, options = {}) => command(null, { url: enrol.issuer, ...options }, name, '--local', surroundings)

function documentOf(document) {
  const file = join(folder.path, `${crypto.randomUUID()}.json`)
  writeFileSync(file, JSON.stringify(document))
  return { file }
}

test('a template is drafted, previewed, put in force, retired and put in force again', async () => {
  const { json: drafted } = await run(templates.draft, 'machine', documentOf(MACHINE))
  assert.deepEqual([drafted.template, drafted.version, drafted.state, drafted.source], ['machine', 1, 'draft', 'database'])
  const { json: preview } = await run(templates.preview, 'machine/1')
  assert.deepEqual([preview.client_metadata.client_name, preview.refusals], ['Machine', []])
  await run(templates.activate, 'machine/1')
  const { token, sql } = await mintToken({ uses: '3' })
  database.prepare(sql).run()
  const client = await register(enrol, { software_id: 'machine' }, { token })
  assert.deepEqual([client.status, client.json.scope, client.json.client_name], [201, 'orders', 'Machine'])
  assert.equal((await askForToken(enrol, client.json)).status, 200)

  await run(templates.draft, 'machine', documentOf({ ...MACHINE, client_name: 'Robot' }))
  await run(templates.activate, 'machine/2')
  assert.equal((await manage(client.json)).json.client_name, 'Robot')
  await run(templates.retire, 'machine/2')
  assert.equal((await askForToken(enrol, client.json)).status, 401)
  await run(templates.activate, 'machine/1')
  assert.equal((await askForToken(enrol, client.json)).status, 200)
  const { text } = await run(templates.list)
  assert.match(text, /^own {2}in the settings\nmachine\/2 {2}retired {2}.*\nmachine\/1 {2}active /)
})

test('the statements of an issuer count while a version is in force', async () => {
  const registering = async () => {
    const { status, json } = await register(enrol, { software_statement: await authority.statement() })
    return [status, json.error]
  }
  const unapproved = [400, 'unapproved_software_statement']
  assert.deepEqual(await registering(), unapproved)
  const { json } = await run(issuers.draft, authority.origin, documentOf({ jwks_uri: authority.jwks_uri, algorithms: ['ES256'] }))
  assert.deepEqual([json.statement_issuer, json.state], [authority.origin, 'draft'])
  assert.deepEqual(await registering(), unapproved)
  await run(issuers.activate, `${authority.origin}/1`)
  assert.deepEqual(await registering(), [201, undefined])
  await run(issuers.retire, `${authority.origin}/1`)
  assert.deepEqual(await registering(), unapproved)
})

test('what the settings have or do not permit is refused at its place', async () => {
  await assert.rejects(run(templates.draft, 'own', documentOf(MACHINE)), /answered 400: .* not in TEMPLATES/)
  await assert.rejects(run(issuers.draft, enrol.issuer, documentOf({ jwks_uri: authority.jwks_uri })), /answered 400: .* not this server/)
  const shared = documentOf({ jwks_uri: authority.jwks_uri, algorithms: ['HS256'] })
  await assert.rejects(run(issuers.draft, authority.origin, shared), /answered 400: .* algorithms/)
  const policies = await send(`${enrol.issuer}/admin/v1/policies`, { token: surroundings.env.ENROL_TOKEN })
  assert.equal(policies.status, 403, 'each collection has a right of its own')
})

test('requests share one read of the data', async () => {
  // A change lets the isolate forget.
  await run(templates.activate, 'machine/1')
  const app = { redirect_uris: ['https://app.example/cb'] }
  for (let number = 0; number < 3; number++) assert.equal((await register(enrol, app)).status, 201)
  // The tests above have registered five times, with and without success.
  const lines = await enrol.lines.matching(8, ({ route }) => route === 'client_registration')
  assert.deepEqual(lines.slice(-3).map(({ d1_statements }) => d1_statements), [1, 0, 0])
})
