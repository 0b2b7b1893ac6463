import assert from 'node:assert/strict'
import { createReadStream, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { adminApi } from '../../scripts/lib/admin-api.mjs'
import { commands } from '../../scripts/lib/commands/client.mjs'
import { entriesOf } from '../../scripts/lib/imports/entries.mjs'
import { readEntry, servers } from '../../scripts/lib/imports/index.mjs'
import { temporaryFolder } from '../../scripts/lib/project.mjs'

const sample = (name) => new URL(`support/exports/${name}`, import.meta.url).pathname
const gather = async (entries) => {
  const all = []
  for await (const entry of entries) all.push(entry)
  return all
}
const read = async (from, name) => (await gather(entriesOf(sample(name)))).map((entry) => readEntry(from, entry))
const lines = (text) => gather(entriesOf('FILE', Readable.from([text])))

test('a realm of Keycloak is read with its secrets, and without the clients that are none here', async () => {
  const all = await read('keycloak', 'keycloak.json')
  assert.deepEqual(
    all.filter(({ refusal }) => refusal).map(({ client_id, refusal }) => [client_id, refusal.split(/[,:]/)[0]]),
    [
      ['account', 'is a client of Keycloak itself'],
      ['crm', 'is a client of saml'],
      ['orders-api', 'is an API'],
      ['retired', 'is disabled there'],
      ['masked', 'has a secret that the export hides'],
      ['strange', 'authenticates with client-vault'],
    ],
  )
  const [portal, nightly, spa] = all.filter(({ client }) => client).map(({ client }) => client)
  assert.deepEqual(portal, {
    client_id: 'portal',
    client_name: 'Partner portal',
    client_uri: 'https://portal.example/home',
    client_secret: 'kc-0123456789abcdefghijklmnopqrstuv',
    token_endpoint_auth_method: 'client_secret_basic',
    redirect_uris: ['https://portal.example/callback', 'https://portal.example/silent'],
    post_logout_redirect_uris: ['https://portal.example/callback', 'https://portal.example/silent', 'https://portal.example/bye'],
    grant_types: ['authorization_code', 'refresh_token'],
    scope: 'openid profile email offline_access',
    backchannel_logout_uri: 'https://portal.example/logout',
  })
  assert.deepEqual(nightly, {
    client_id: 'nightly',
    client_secret: 'nightly secret of keycloak',
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['client_credentials'],
  })
  assert.deepEqual([spa.token_endpoint_auth_method, spa.client_secret, spa.redirect_uris], ['none', undefined, ['https://spa.example/*']])
})

test('attributes of Keycloak become members', () => {
  const entry = (members) => readEntry('keycloak', { clientId: 'a', ...members }).client
  assert.deepEqual(
    entry({ clientAuthenticatorType: 'client-jwt', attributes: { 'use.jwks.url': 'true', 'jwks.url': 'https://a.example/keys' } }).jwks_uri,
    'https://a.example/keys',
  )
  const x509 = entry({ clientAuthenticatorType: 'client-x509', attributes: { 'x509.subjectdn': 'CN=a' } })
  assert.deepEqual([x509.token_endpoint_auth_method, x509.tls_client_auth_subject_dn], ['tls_client_auth', 'CN=a'])
  const device = entry({ standardFlowEnabled: false, attributes: { 'oauth2.device.authorization.grant.enabled': 'true' } })
  assert.deepEqual(device.grant_types, ['urn:ietf:params:oauth:grant-type:device_code'])
  assert.deepEqual(entry({ implicitFlowEnabled: true }).grant_types, ['authorization_code', 'refresh_token', 'implicit'])
  assert.equal(entry({ name: '${client_a}' }).client_name, undefined)
  assert.equal(entry({ attributes: { 'post.logout.redirect.uris': '-' } }).post_logout_redirect_uris, undefined)
})

test('clients of Hydra come from its command line without secrets, and from its table with their hashes', async () => {
  const [{ client: listed }] = await read('hydra', 'hydra.json')
  assert.deepEqual(
    [listed.client_id, listed.client_secret, listed.redirect_uris, listed.response_types, listed.jwks, listed.scope],
    ['8f3c2a52-6b0e-4a26-9c3b-0f6d1f4a7b11', undefined, undefined, undefined, undefined, 'invoices:read'],
  )
  const [billing, shop] = (await read('hydra', 'hydra-rows.jsonl')).map(({ client }) => client)
  assert.match(billing.client_secret_hash, /^\$2b\$05\$/)
  assert.deepEqual([billing.client_id, billing.owner, billing.jwks], ['billing', undefined, undefined])
  assert.match(shop.client_secret_hash, /^\$pbkdf2-sha256\$/)
  assert.deepEqual(shop.response_types, ['code'])
  assert.deepEqual(shop.redirect_uris, ['https://shop.example/cb', 'https://shop.example/cb2'])
  assert.equal(readEntry('hydra', { id: 'a', client_secret: 'a$plain$one' }).client.client_secret, 'a$plain$one')
  assert.deepEqual(readEntry('hydra', { id: 'a', jwks: '{"keys":[{}]}' }).client.jwks, { keys: [{}] })
  assert.equal(readEntry('hydra', { id: 'a', jwks: 'x' }).client.jwks, undefined)
})

test('clients of Auth0 are read with their secrets and without its own grants', async () => {
  const [all, shop, phone, hidden, odd] = await read('auth0', 'auth0.json')
  assert.deepEqual(
    [all, hidden, odd].map(({ refusal }) => refusal.split(':')[0]),
    ['is the global client of Auth0 itself', 'has a secret that the export lacks', 'authenticates in a way that is of Auth0 alone'],
  )
  assert.deepEqual(shop.client, {
    client_id: 'sAbCdEfGhIjKlMnOpQrStUvWxYz012345',
    client_name: 'Shop',
    client_secret: 'auth0-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUV',
    token_endpoint_auth_method: 'client_secret_post',
    redirect_uris: ['https://shop.example/callback'],
    post_logout_redirect_uris: ['https://shop.example/bye'],
    grant_types: ['authorization_code', 'refresh_token'],
    id_token_signed_response_alg: 'RS256',
  })
  assert.deepEqual([phone.client.application_type, phone.client.client_secret], ['native', undefined])
  const method = (members) => readEntry('auth0', { client_id: 'a', client_secret: 'b', ...members }).client?.token_endpoint_auth_method
  assert.equal(method({}), 'client_secret_post')
  assert.equal(method({ client_authentication_methods: { private_key_jwt: {} } }), 'private_key_jwt')
  assert.equal(method({ client_authentication_methods: { tls_client_auth: {} } }), 'tls_client_auth')
})

test('clients of Connect2id have the members of RFC 7591', async () => {
  const [{ client }] = await read('connect2id', 'connect2id.json')
  assert.deepEqual(
    [client.client_id, client.client_secret.slice(0, 5), client.registration_access_token, client.scope],
    ['000123', 'c2id-', undefined, 'reports:read'],
  )
})

test('lines are read one by one, and a document as a whole', async () => {
  assert.deepEqual(await lines('{"client_id":"a"}\r\n\n{"client_id":"b"}'), [{ client_id: 'a' }, { client_id: 'b' }])
  for (const document of ['[{"client_id":"a"}]', '{"clients":[{"client_id":"a"}]}', '{\n"items": [\n{"client_id":"a"}]\n}\n']) {
    assert.deepEqual(await lines(document), [{ client_id: 'a' }], document)
  }
  // Of an endless file the first line comes at once.
  const endless = entriesOf('FILE', Readable.from((function* () { for (;;) yield '{"client_id":"a"}\n' })()))
  assert.deepEqual((await endless.next()).value, { client_id: 'a' })
  await endless.return()
  for (const [text, reason] of [
    ['{', /FILE is neither JSON nor JSON Lines/],
    ['7', /FILE has no list of clients/],
    ['{\n"realm": "x"\n}', /FILE has no list of clients/],
    ['{"client_id":"a"}\n[', /FILE has a line that is no JSON object/],
  ]) {
    await assert.rejects(lines(text), reason, text)
  }
  await assert.rejects(gather(entriesOf('missing', createReadStream('missing', 'utf8'))), /missing cannot be read/)
  assert.deepEqual(readEntry('enrol', 7), { refusal: 'is no JSON object' })
  assert.deepEqual(servers, ['auth0', 'connect2id', 'enrol', 'hydra', 'keycloak', 'other'])
})

/** A server that answers with the results of `answer` for each line, and what it was sent. */
function fakeServer(answer, refusals = []) {
  const sent = []
  const fetch = async (url, { headers, body }) => {
    assert.equal(headers.authorization, 'Bearer secret-token')
    const refusal = refusals.shift()
    if (refusal) return new Response(JSON.stringify({ title: 'no', detail: 'no' }), refusal)
    const clients = body.trim().split('\n').map((line) => JSON.parse(line))
    sent.push({ url: String(url), clients })
    return new Response(JSON.stringify({ results: clients.map((client, at) => ({ line: at + 1, client_id: client.client_id, ...answer(client) })) }))
  }
  return { sent, fetch, env: { ENROL_TOKEN: 'secret-token' }, pause: async () => {}, stderr: {} }
}

const OPTIONS = { from: 'enrol', url: 'https://as.example' }

test('an import sends a few clients with each request, and tells what was refused and why', async () => {
  const text = Array.from({ length: 40 }, (_, at) => `{"client_id":"c${at}"}\n`).join('')
  const server = fakeServer(({ client_id }) => {
    if (client_id === 'c7') return { result: 'refused', error_description: 'redirect_uris must be there' }
    if (client_id === 'c8') return { result: 'exists' }
    return { result: 'created', secret: client_id === 'c9' ? 'derived' : 'imported', ...(client_id === 'c10' && { dropped: [{ error_description: 'scope must be known' }] }) }
  })
  const { json, text: report, isFailed } = await commands.import(null, OPTIONS, 'FILE', '--local', { ...server, input: Readable.from([`${text}7\n`.replace('7\n', '')]) })
  assert.deepEqual(server.sent.map(({ clients }) => clients.length), [11, 11, 11, 7])
  assert.equal(server.sent[0].url, 'https://as.example/admin/v1/client-imports?from=enrol')
  assert.deepEqual([json.created, json.exists, isFailed], [38, 1, true])
  assert.deepEqual(json.refused, [{ entry: 8, client_id: 'c7', reason: 'redirect_uris must be there' }])
  assert.match(report, /^38 created, 1 existed before, 1 refused\n\nrefused:\n {2}entry 8 {2}c7 {2}redirect_uris must be there\n/)
  assert.match(report, /not taken over:\n {2}c10 {2}scope must be known\n\nclients whose secret is not in the file: .*\n {2}c9$/)
})

test('a server that is busy is asked again, and a line that is too long is refused alone', async () => {
  const server = fakeServer(() => ({ result: 'created' }), [{ status: 429, headers: { 'retry-after': '9' } }, { status: 503 }, { status: 413 }, { status: 413 }])
  const pauses = []
  const input = Readable.from(['{"client_id":"a"}\n{"client_id":"b"}\n'])
  const { json } = await commands.import(null, OPTIONS, 'FILE', '--local', { ...server, pause: async (time) => pauses.push(time), input })
  assert.deepEqual(pauses, [9000, 1000])
  assert.deepEqual([json.created, json.refused], [1, [{ entry: 1, client_id: 'a', reason: 'is longer than BODY_LIMIT_BYTES permits' }]])
})

test('an import that breaks off says how to go on', async () => {
  const many = () => Readable.from([Array.from({ length: 20 }, (_, at) => `{"client_id":"c${at}"}\n`).join('')])
  const server = fakeServer(() => ({ result: 'created' }))
  let calls = 0
  const fetch = (...args) => (calls++ === 0 ? server.fetch(...args) : Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') })))
  await assert.rejects(
    commands.import(null, OPTIONS, 'FILE', '--local', { ...server, fetch, input: many() }),
    /https:\/\/as\.example does not answer: ECONNREFUSED\n {2}11 clients are imported: run the same command again to go on/,
  )
  for (const [status, body, reason] of [
    [401, { title: 'x' }, /the access token is not valid/],
    [403, { detail: 'admin:imports' }, /lacks a right: admin:imports/],
    [404, { error: 'invalid_request' }, /has no admin API/],
    [404, { title: 'x', detail: 'nothing is at this path' }, /has no admin API/],
    [400, { title: 'x', detail: 'body must be short' }, /the server answered 400: body must be short/],
  ]) {
    const answer = async () => new Response(JSON.stringify(body), { status })
    await assert.rejects(commands.import(null, OPTIONS, 'FILE', '--local', { ...server, fetch: answer, input: many() }), reason)
  }
  const page = async () => new Response('<html>', { status: 200 })
  await assert.rejects(commands.import(null, OPTIONS, 'FILE', '--local', { ...server, fetch: page, input: many() }), /not as the admin API does/)
  await assert.rejects(commands.import(null, { from: 'mars' }, 'FILE'), /--from must be one of auth0, connect2id/)
  await assert.rejects(commands.import(null, { from: 'enrol' }), /name the file/)
})

test('progress is shown on a terminal alone', async () => {
  const shown = []
  const server = { ...fakeServer(() => ({ result: 'created' })), stderr: { isTTY: true, write: (text) => shown.push(text) } }
  await commands.import(null, OPTIONS, 'FILE', '--local', { ...server, input: Readable.from(['{"client_id":"a"}']) })
  assert.deepEqual(shown, ['\r> 1 clients, 0 refused\x1b[K', '\n'])
})

test('the token comes from a file or the environment, never from an argument', async () => {
  const folder = temporaryFolder()
  try {
    const file = join(folder.path, 'token')
    writeFileSync(file, 'secret-token\n')
    const fetch = async (url, { headers }) => new Response(JSON.stringify({ url, token: headers.authorization }))
    const ask = await adminApi({ url: 'https://as.example/t1', 'token-file': file }, '--local', { env: {}, fetch })
    assert.deepEqual((await ask('/clients')).body, { url: 'https://as.example/t1/admin/v1/clients', token: 'Bearer secret-token' })
  } finally {
    folder.remove()
  }
  for (const [options, env, reason] of [
    [{}, {}, /ENROL_TOKEN, or into a file/],
    [{}, { ENROL_TOKEN: 'two words' }, /ENROL_TOKEN/],
    [{ 'token-file': 'missing' }, {}, /missing cannot be read/],
  ]) {
    await assert.rejects(adminApi({ url: 'https://as.example', ...options }, '--local', { env }), reason)
  }
})

test('an export has each client that is not deleted, in pages, without what only the admin API needs', async () => {
  const pages = { '': { clients: [{ client_id: 'a', state: 'active' }, { client_id: 'b/1', state: 'disabled' }], next: 'b/1' },
    'b/1': { clients: [{ client_id: 'c', state: 'deleted' }, { client_id: 'd', state: 'active' }] } }
  const fetch = async (url) => {
    const { pathname, searchParams } = new URL(url)
    if (pathname === '/admin/v1/clients') return new Response(JSON.stringify(pages[searchParams.get('after') ?? '']))
    const client_id = decodeURIComponent(pathname.split('/').at(-1))
    if (client_id === 'd') return new Response(JSON.stringify({ title: 'gone' }), { status: 404 })
    return new Response(JSON.stringify({ client_id, kind: 'stored', state: 'active', metadata: { client_name: '\x9b1mx' } }))
  }
  const written = []
  const surroundings = { fetch, env: { ENROL_TOKEN: 't' }, stderr: {}, write: (line) => written.push(line) }
  const { json, text } = await commands.export(null, { url: 'https://as.example' }, undefined, '--local', surroundings)
  assert.deepEqual([json, text], [{ clients: 2 }, undefined])
  assert.deepEqual(written.map((line) => JSON.parse(line)), ['a', 'b/1'].map((client_id) => ({ client_id, client_name: '\x9b1mx', enrol: { kind: 'stored', state: 'active' } })))
  assert.ok(!written.join('').includes('\x9b'), 'no text of a client steers the terminal')
  pages['b/1'].next = 'b/1'
  await assert.rejects(commands.export(null, { url: 'https://as.example' }, undefined, '--local', surroundings), /the server repeats itself/)
})
