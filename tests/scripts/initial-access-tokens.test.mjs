import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundsOf, commands, mintToken, mintTokens } from '../../scripts/lib/commands/token.mjs'

test('the options of a token become its bounds', async () => {
  const options = {
    grant: ['client_credentials urn:ietf:params:oauth:grant-type:jwt-bearer'],
    method: ['none', 'none'],
    'redirect-host': ['app.example', 'xn--bcher-kva.example', 'my_app', '127.0.0.1', '::1'],
    scope: ['openid  profile', 'reports:read'],
    'software-id': ['My app', "Ana's"],
    template: ['mobile', 'tv-1'],
  }
  assert.deepEqual(await boundsOf(options), {
    grant_types: ['client_credentials', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
    token_endpoint_auth_method: ['none'],
    redirect_hosts: ['app.example', 'xn--bcher-kva.example', 'my_app', '127.0.0.1', '::1'],
    scope: ['openid', 'profile', 'reports:read'],
    software_id: ['My app', "Ana's"],
    templates: ['mobile', 'tv-1'],
  })
  assert.deepEqual(await boundsOf({}), {})
})

test('a limit that no client can satisfy is refused, and the command line names the option and the member', async () => {
  for (const [option, values, must] of [
    ['grant', ['authorization-code', '', 'authorization_code,refresh_token'], 'grant_types[0] must be one of authorization_code, '],
    ['method', ['basic', 'CLIENT_SECRET_BASIC'], 'token_endpoint_auth_method[0] must be one of none, client_secret_post, '],
    ['scope', ['', ' '], 'scope[0] must not be empty'],
    ['scope', ['a"b', 'a\\b', 'grün'], 'scope[0] must be scope values separated by single spaces'],
    ['template', ['', 'a/b', 'https://app.example'], 'templates[0] must be a name of 1 to 64 letters'],
    ['software-id', [''], 'software_id[0] must not be empty'],
    ['software-id', ['x'.repeat(2049)], 'software_id[0] must not be longer than 2048 bytes'],
  ]) {
    for (const value of values) {
      const isRight = ({ message }) => message.startsWith(`--${option}: ${must}`)
      await assert.rejects(boundsOf({ [option]: [value] }), isRight, value)
    }
  }
})

test('a host is written as the server compares it', async () => {
  for (const [host, reason] of [
    ['', 'empty'],
    ['App.example', 'upper case'],
    ['bücher.example', 'not in ASCII'],
    ['app.example:8443', 'with a port'],
    ['https://app.example', 'with a scheme'],
    ['app.example/callback', 'with a path'],
    ['*.app.example', 'subdomains are included anyway'],
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
    const problem = { message: /^--redirect-host: redirect_hosts\[0\] must be a host name/ }
    await assert.rejects(boundsOf({ 'redirect-host': [host] }), problem, reason)
  }
})

test('uses and expiry are numbers, and a label is any text', async () => {
  for (const uses of ['0', '-1', '1.5', 'many', '']) {
    await assert.rejects(mintToken({ uses }), { message: '--uses must be a whole number from 1' })
  }
  for (const expires of ['0d', '7', 'd', '7w', '', '3651d', '87601h', '99999d']) {
    await assert.rejects(mintToken({ expires }), { message: /^--expires must be minutes, hours or days/ })
  }
  assert.ok((await mintToken({ expires: '3650d' })).sql.includes(`unixepoch() + ${3650 * 86_400}, `))
  const { token, sql, uses_left } = await mintToken({ label: "O'Neil; --", expires: '12h', uses: '5' })
  assert.equal(uses_left, 5)
  assert.ok(sql.includes("'O''Neil; --', 5, unixepoch(), unixepoch() + 43200, '{}'"), sql)
  assert.ok(!sql.includes(token))
})

test('a template that a token is for has to exist', async () => {
  const never = async () => assert.fail('the database was asked')
  const create = (query, template, where = '--local') => commands.create(query, { template }, undefined, where, ['mobile', 'tv'])
  await assert.rejects(create(never, ['mobil']), {
    message: '--template: the setting TEMPLATES in .dev.vars and wrangler.toml has no template mobil; did you mean mobile?',
  })
  await assert.rejects(create(never, ['tv', 'mobile radio'], '--remote'), {
    message: '--template: the setting TEMPLATES in wrangler.toml has no template radio',
  })
  const { json } = await create(async () => [{ expires_at: 1 }], [' mobile tv'])
  assert.match(json.token, /^enrol_iat_[\w-]{43}$/)
})

test('as many tokens as a benchmark needs are made at once', async () => {
  const tokens = await mintTokens(60_000, {})
  assert.equal(new Set(tokens.map(({ digest }) => digest)).size, 60_000)
})
