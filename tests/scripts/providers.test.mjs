import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commands } from '../../scripts/lib/commands/provider.mjs'

/** Runs the command at a server with this answer. */
function run(status, body) {
  const fetch = async (url, { headers }) => {
    assert.deepEqual([url, headers.authorization], ['https://as.example/admin/v1/identity-providers', 'Bearer secret-token'])
    return new Response(JSON.stringify(body), { status })
  }
  const forbidden = () => assert.fail('the database is not asked')
  return commands.list(forbidden, { url: 'https://as.example' }, undefined, '--local', { fetch, env: { ENROL_TOKEN: 'secret-token' } })
}

test('identity providers are listed as the admin API has them', async () => {
  const company = { name: 'company', label: 'The "Company"', issuer: 'https://login.example.com', protocol: 'openid', client_id: 'enrol' }
  const identity_providers = [
    { ...company, scope: 'openid email', token_endpoint_auth_method: 'client_secret_post', asserts_identities: false },
    { name: 'bare', label: 'bare', issuer: 'https://op.example', protocol: 'openid', asserts_identities: true },
  ]
  const { json, text } = await run(200, { identity_providers })
  assert.deepEqual(json, identity_providers)
  assert.deepEqual(text.split('\n'), [
    'company  "The \\"Company\\""  https://login.example.com  client enrol  client_secret_post  scope openid email',
    'bare  "bare"  https://op.example  registers itself',
  ])
  assert.match((await run(200, { identity_providers: [] })).text, /^there are no identity providers/)
})

test('a right that is missing is told', async () => {
  await assert.rejects(run(403, { detail: 'admin:providers:read' }), /lacks a right: admin:providers:read/)
})
