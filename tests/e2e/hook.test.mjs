import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { temporaryFolder } from '../../scripts/lib/project.mjs'
import { startAuthority, trusting } from './support/authority.mjs'
import { presenting } from './support/certificate.mjs'
import { TRUST } from './support/elsewhere.mjs'
import { startEnrol } from './support/enrol.mjs'
import { EXAMPLE, startHook, writeWorker } from './support/hook.mjs'
import { assertRefused, manage, METADATA, register, withoutServerMembers } from './support/http.mjs'

const active = (role) => ({ role, authorisation_domain: 'Open Banking', status: 'Active' })
const BANK = { org_id: 'org-7', org_status: 'Active', software_mode: 'Live', software_statement_roles: [active('PAGTO')] }

/** A Worker that answers by the `client_name` of the registration. */
const WORKER = `export default {
  async fetch(asked) {
    const { nonce, request, certificate } = await asked.json()
    if (request.client_name === 'slow') await new Promise((resolve) => setTimeout(resolve, 5000))
    if (request.client_name === 'broken') throw new Error('broken')
    if (request.client_name === 'moved') return Response.redirect('https://elsewhere.example/')
    const members = { client_name: certificate?.subject ?? 'none', software_version: new URL(asked.url).hostname }
    const decision = request.client_name === 'amend' ? { decision: 'amend', members } : { decision: 'allow' }
    return Response.json({ nonce, ...decision })
  },
}`

let bound, own, signed, hook, folder, authority
before(async () => {
  folder = temporaryFolder()
  authority = await startAuthority()
  const vars = trusting({ [authority.origin]: { jwks_uri: authority.jwks_uri } })
  bound = await startEnrol({ hook: EXAMPLE, env: TRUST, vars: { ...vars, REGISTRATION_HOOK: 'service' } })
  hook = await startHook(() => ({ ISSUER: signed.issuer }))
  const elsewhere = { REGISTRATION_HOOK: hook.address, REGISTRATION_HOOK_SECONDS: '1' }
  signed = await startEnrol({ env: TRUST, vars: { ...vars, ...elsewhere } })
  const ofWorker = { REGISTRATION_HOOK: 'service', REGISTRATION_HOOK_SECONDS: '1' }
  own = await startEnrol({ hook: writeWorker(folder.path, WORKER), vars: ofWorker })
})
after(async () => {
  await Promise.all([bound, own, signed].map((enrol) => enrol?.stop()))
  await Promise.all([authority, hook].map((server) => server?.stop()))
  folder?.remove()
})

const named = (name) => ({ ...METADATA, client_name: name })

const show = async (enrol, claims, members = {}) =>
  register(enrol, { ...members, software_statement: await authority.statement({ ...BANK, ...claims }) })

for (const [how, which] of [['bound as a service', () => bound], ['asked over https', () => signed]]) {
  test(`J31: the hook for Open Finance Brasil, ${how}, maps active roles to scopes`, async () => {
    const all = await show(which(), {})
    assert.equal(all.status, 201, JSON.stringify(all.json))
    assert.equal(all.json.scope, 'openid payments')
    const both = { software_statement_roles: [active('DADOS'), active('PAGTO')] }
    assert.equal((await show(which(), both, { scope: 'accounts payments' })).json.scope, 'accounts payments')
    const beyond = await show(which(), {}, { scope: 'openid accounts' })
    assertRefused(beyond, 400)
    assert.deepEqual([beyond.json.error, beyond.json.pointer], ['invalid_client_metadata', '/scope'])
    for (const claims of [{ software_mode: 'Test' }, { software_statement_roles: [] }]) {
      const answer = await show(which(), claims)
      assert.deepEqual([answer.status, answer.json.error], [400, 'unapproved_software_statement'], JSON.stringify(claims))
    }
    assertRefused(await register(which()), 400)
  })

  test(`J31, J42: the hook, ${how}, decides about updates and not about deletions`, async () => {
    const { json: client } = await show(which(), {})
    const update = (members) => manage(client, { method: 'PUT', json: { ...withoutServerMembers(client), ...members } })
    const stale = await update({})
    assert.deepEqual([stale.status, stale.json.error], [400, 'invalid_software_statement'])
    const software_statement = await authority.statement(BANK)
    assert.equal((await update({ software_statement, scope: 'payments' })).json.scope, 'payments')
    assert.equal((await manage(client, { method: 'DELETE' })).status, 204)
  })
}

test('a Worker is told the certificate, and amends the client', async () => {
  const { status, json } = await register(own, named('amend'), { headers: presenting() })
  assert.equal(status, 201, JSON.stringify(json))
  assert.deepEqual([json.client_name, json.software_version], ['CN=client,O=Example', 'registration-hook.invalid'])
  assert.equal((await register(own, named('allow'))).json.client_name, 'allow')
})

test('a Worker that fails, is slow or redirects refuses the registration, and the log says so', async () => {
  for (const name of ['broken', 'slow', 'moved']) {
    const answer = await register(own, named(name), { headers: { 'cf-ray': `worker-${name}` } })
    assertRefused(answer, 503)
    assert.deepEqual([answer.json.error, answer.headers.get('retry-after')], ['temporarily_unavailable', '5'])
  }
  const lines = await own.lines.matching(3, ({ ray_id }) => ray_id?.startsWith('worker-'))
  assert.deepEqual(lines.map(({ hook }) => hook), ['unavailable', 'unavailable', 'unavailable'])
  const [, slow] = lines
  assert.ok(slow.hook_ms >= 900 && slow.hook_ms < 4000, `${slow.hook_ms}`)
  assert.equal(slow.reason, 'it did not answer in time')
})

test('a question over https is signed, and has no credential of the sender', async () => {
  const { status, json } = await register(signed, { ...named('allow'), client_secret: 's3cr3t' }, { headers: { 'cf-ray': 'signed' } })
  assert.equal(status, 201, JSON.stringify(json))
  const { text, headers, method } = hook.asked.at(-1)
  assert.deepEqual([method, headers['content-type'], headers['user-agent']], ['POST', 'application/json', 'enrol'])
  assert.ok(!text.includes('s3cr3t') && !text.includes(json.client_secret))
  const keys = createRemoteJWKSet(new URL(`${signed.issuer}/jwks`))
  const token = headers.authorization.replace('Bearer ', '')
  const expected = { issuer: signed.issuer, audience: hook.address, typ: 'registration-hook+jwt', maxTokenAge: 60 }
  const { payload } = await jwtVerify(token, keys, expected)
  assert.equal(payload.body_sha256, createHash('sha256').update(text).digest('base64url'))
  assert.equal(payload.jti, JSON.parse(text).nonce)
  const [line] = await signed.lines.matching(1, ({ ray_id }) => ray_id === 'signed')
  assert.equal(line.hook, 'allowed')
})

test('an answer over https decides only if it keeps the contract', async () => {
  assert.equal((await register(signed, named('amend'))).json.client_name, 'Amended')
  const refused = await register(signed, named('refuse'))
  assertRefused(refused, 400)
  assert.deepEqual([refused.json.error, refused.json.error_description], ['not_here', 'no'])
  for (const name of ['another nonce', 'a redirection', 'a failure', 'too much', 'silence', 'no end']) {
    const before = hook.asked.length
    const answer = await register(signed, named(name))
    assertRefused(answer, 503)
    assert.equal(hook.asked.length, before + 1, name)
  }
})
