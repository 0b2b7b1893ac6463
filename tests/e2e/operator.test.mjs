import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import { commands as issuerCommands } from '../../scripts/lib/commands/issuer.mjs'
import { commands as keyCommands } from '../../scripts/lib/commands/key.mjs'
import { commands as statementCommands } from '../../scripts/lib/commands/statement.mjs'
import { mint } from '../../scripts/lib/master-secret.mjs'
import { temporaryFolder } from '../../scripts/lib/project.mjs'
import { startEnrol } from './support/enrol.mjs'
import { manage, register } from './support/http.mjs'
import { tokenOf } from './support/oauth.mjs'
import { change, MACHINE, registered } from './support/sealed.mjs'

let enrol, database, folder
before(async () => {
  folder = temporaryFolder()
  enrol = await startEnrol({ masterSecret: `${mint('k2')} ${mint('k1')}`, vars: { SCOPES_SUPPORTED: 'read write' } })
  database = enrol.database()
})
after(async () => {
  database?.close()
  await enrol?.stop()
  folder?.remove()
})

const query = async (sql) => database.prepare(sql).all()

test('key orphans counts the clients of a key of the master secret', async () => {
  const orphans = async (name) => {
    const { json } = await keyCommands.orphans(query, {}, name, '--remote')
    return [json.sealed_lately, json.sealed_used, json.stored_lately, json.stored_used, json.stored_registered]
  }
  const [unused, used, long] = await Promise.all([1, 2, 3].map(() => registered(enrol, MACHINE)))
  assert.deepEqual(await orphans('k2'), [0, 0, 0, 0, 0])
  for (const client of [used, long]) await tokenOf(enrol, client)
  database.prepare('UPDATE uses SET first_used_at = 0, last_used_at = 0 WHERE client_id = ?').run(long.client_id)
  assert.deepEqual(await orphans('k2'), [1, 2, 0, 0, 0])
  assert.deepEqual(await orphans('k1'), [0, 0, 0, 0, 0])
  assert.equal((await change(used, { scope: 'read write' })).status, 200)
  assert.equal((await change(unused, { scope: 'read write' })).status, 200)
  assert.deepEqual(await orphans('k2'), [0, 1, 1, 1, 2])
  for (const client of [used, unused]) assert.equal((await manage(client, { method: 'DELETE' })).status, 204)
  assert.deepEqual(await orphans('k2'), [0, 1, 0, 0, 0])
})

test('an issued statement is verified with the keys of its issuer in the database', async () => {
  const wishes = { 'software-id': ["Ana's app"], issuer: enrol.issuer, key: join(folder.path, 'key.json') }
  const { text } = await statementCommands.issue(query, wishes)
  await statementCommands.issue(query, wishes)
  const { json: issuers } = await issuerCommands.list(query)
  assert.deepEqual(issuers.map(({ issuer, entry }) => [issuer, entry.jwks.keys.length]), [[enrol.issuer, 1]])
  const [{ entry }] = issuers
  const { payload } = await jwtVerify(text, createLocalJWKSet(entry.jwks), {
    algorithms: entry.algorithms,
    issuer: enrol.issuer,
    maxTokenAge: '5m',
    typ: entry.typ[0],
  })
  assert.equal(payload.software_id, "Ana's app")
  const { json } = await issuerCommands.distrust(query, {}, enrol.issuer)
  assert.equal(json.issuer, enrol.issuer)
  assert.deepEqual((await issuerCommands.list(query)).json, [])
})

test('the server reads the key set that the command line stored', async () => {
  const { publicKey, privateKey } = await generateKeyPair('PS256', { extractable: true })
  const jwks = join(folder.path, 'jwks.json')
  const beside = { x5c: ['AA'], 'x5t#S256': 'AA', iat: 1, y: null }
  const others = [{ kty: 'OKP', crv: 'X25519', x: 'A'.repeat(42) + 'E', use: 'enc', kid: 'other' }]
  const key = { ...(await exportJWK(publicKey)), kid: 'theirs', alg: 'PS256', use: 'sig', ...beside }
  writeFileSync(jwks, JSON.stringify({ keys: [key, ...others], note: "it's" }))
  const issuer = 'https://directory.example'
  await issuerCommands.trust(query, { jwks, rules: '{"algorithms":["PS256"]}' }, issuer)
  const statement = new SignJWT({ iss: issuer, ...MACHINE }).setProtectedHeader({ alg: 'PS256', kid: 'theirs' })
  const { status, json } = await register(enrol, { software_statement: await statement.sign(privateKey) })
  assert.equal(status, 201, JSON.stringify(json))
  assert.equal(json.scope, MACHINE.scope)
})
