import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundsOf } from '../../scripts/lib/bounds.mjs'
import { mintToken } from '../../scripts/lib/initial-access-tokens.mjs'
import { commands } from '../../scripts/lib/commands/token.mjs'

test('bounds have the names of what they bound', () => {
  const wishes = {
    grant: ['client_credentials urn:ietf:params:oauth:grant-type:jwt-bearer'],
    method: ['none', 'none'],
    'redirect-host': ['app.example', 'xn--bcher-kva.example', 'my_app', '127.0.0.1', '::1'],
    scope: ['openid  profile', 'reports:read'],
    'software-id': ['My app', "Ana's"],
    template: ['mobile', 'tv-1'],
  }
  assert.deepEqual(boundsOf(wishes), {
    grant_types: ['client_credentials', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
    token_endpoint_auth_method: ['none'],
    redirect_hosts: ['app.example', 'xn--bcher-kva.example', 'my_app', '127.0.0.1', '::1'],
    scope: ['openid', 'profile', 'reports:read'],
    software_id: ['My app', "Ana's"],
    templates: ['mobile', 'tv-1'],
  })
  assert.deepEqual(boundsOf({}), {})
})

test('a value that no client can have is refused, with what it must be', () => {
  for (const [option, values, must] of [
    ['grant', ['authorization-code', '', 'authorization_code,refresh_token'], /^--grant is one of authorization_code, /],
    ['method', ['basic', 'CLIENT_SECRET_BASIC'], /^--method is one of none, client_secret_post, /],
    ['scope', ['', ' ', 'a"b', 'a\\b', 'grün'], /^--scope is scope values/],
    ['template', ['', 'a/b', 'https://app.example'], /^--template is the name of a template/],
    ['software-id', ['', 'a\tb', 'x'.repeat(2049)], /^--software-id is a text/],
  ]) {
    for (const value of values) {
      assert.throws(() => boundsOf({ [option]: [value] }), { message: must }, value)
    }
  }
})

test('a host is one that a redirection URI can have, as it is compared', () => {
  for (const [host, reason] of [
    ['', 'empty'],
    ['App.example', 'upper case'],
    ['bücher.example', 'not in ASCII'],
    ['app.example:8443', 'with a port'],
    ['https://app.example', 'with a scheme'],
    ['app.example/callback', 'with a path'],
    ['*.app.example', 'what is below counts anyway'],
    ['.app.example', 'an empty label'],
    ['app.example.', 'an empty label'],
    ['-app.example', 'a label with a hyphen at its ends'],
    ['app-.example', 'a label with a hyphen at its ends'],
    [`${'a'.repeat(64)}.example`, 'a label that is too long'],
    [Array(100).fill('aaa').join('.'), 'too long'],
    ['127.0.0.01', 'an address with a leading zero'],
    ['127.1', 'an address for lenient readers'],
    ['0x7f', 'an address for lenient readers'],
    ['[::1]', 'in brackets'],
    ['0:0:0:0:0:0:0:1', 'not the shortest form'],
    ['2001:DB8::1', 'upper case'],
    ['fe80::1%eth0', 'with a zone'],
  ]) {
    assert.throws(() => boundsOf({ 'redirect-host': [host] }), { message: /^--redirect-host is a host name/ }, reason)
  }
})

test('uses and expiry are numbers, and a label is any text', () => {
  for (const uses of ['0', '-1', '1.5', 'many', '']) assert.throws(() => mintToken({ uses }), { message: /^--uses is/ })
  for (const expires of ['0d', '7', 'd', '7w', '', '3651d', '87601h', '99999d'])
    assert.throws(() => mintToken({ expires }), { message: /^--expires is/ })
  assert.ok(mintToken({ expires: '3650d' }).sql.includes(`unixepoch() + ${3650 * 86_400}, `))
  const { token, sql, uses_left } = mintToken({ label: "O'Neil; --", expires: '12h', uses: '5' })
  assert.equal(uses_left, 5)
  assert.ok(sql.includes("'O''Neil; --', 5, unixepoch(), unixepoch() + 43200, '{}'"), sql)
  assert.ok(!sql.includes(token))
})

test('a template that a token is for has to be there', async () => {
  const never = async () => assert.fail('the database was asked')
  const create = (query, template, where = '--local') => commands.create(query, { template }, undefined, where, ['mobile', 'tv'])
  await assert.rejects(create(never, ['mobil']), {
    message: '--template mobil is none of the setting TEMPLATES in .dev.vars and wrangler.toml; did you mean mobile?',
  })
  await assert.rejects(create(never, ['tv', 'mobile radio'], '--remote'), /^Error: --template radio is none .* in wrangler\.toml$/)
  const { json } = await create(async () => [{ expires_at: 1 }], [' mobile tv'])
  assert.match(json.token, /^enrol_iat_/)
})
