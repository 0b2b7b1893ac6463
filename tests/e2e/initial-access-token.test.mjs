import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import { commands as clientCommands } from '../../scripts/lib/commands/client.mjs'
import { mintToken } from '../../scripts/lib/commands/token.mjs'
import { commands } from '../../scripts/lib/commands/token.mjs'
import { startEnrol } from './support/enrol.mjs'
import { assertRefused, manage, METADATA, register, send, withoutServerMembers } from './support/http.mjs'
import { mintSecret, tokenOf } from './support/oauth.mjs'
import { MACHINE } from './support/sealed.mjs'

let enrol, database, partner
before(async () => {
  partner = (await clientCommands.secret(undefined, {}, 'partner', '--local', ['partner'])).text
  const vars = {
    CLIENT_STORAGE: 'stored',
    REGISTRATION_MODE: 'token',
    REGISTRATION_TOKEN_USES: '3',
    CLIENTS: JSON.stringify({ partner: { grant_types: ['client_credentials'], scope: 'dcr' } }),
    CLIENT_SECRETS: partner,
    TEMPLATES: JSON.stringify({ mobile: METADATA, tv: METADATA }),
  }
  enrol = await startEnrol({ vars })
  database = enrol.database()
})
after(async () => {
  database?.close()
  await enrol?.stop()
})

async function give(wishes) {
  const made = await mintToken(wishes)
  database.prepare(made.sql).run()
  return made
}

/** Returns a standard input with a text. */
const typed = (text) => Readable.from([text])

const query = async (sql) => database.prepare(sql).all()

/** Gets an access token of this server that permits three registrations. */
async function accessToken() {
  const { status, json } = await send(`${enrol.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(partner)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'dcr' }),
  })
  assert.equal(status, 200, JSON.stringify(json))
  return json.access_token
}

const usesLeft = ({ digest }) =>
  database.prepare('SELECT uses_left FROM initial_access_tokens WHERE digest = ?').get(digest)?.uses_left

test('B2, B3: a registration without a token is refused', async () => {
  assertRefused(await register(enrol), 401)
  assertRefused(await register(enrol, METADATA, { token: `enrol_iat_${'A'.repeat(43)}` }), 401)
})

test('B10: of twenty concurrent registrations with a token of three uses, three succeed', async () => {
  const made = await give({ uses: '3' })
  const { token } = made
  const answers = await Promise.all(Array.from({ length: 20 }, () => register(enrol, METADATA, { token })))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(3).fill(201), ...Array(17).fill(401)])
  assert.equal(usesLeft(made), 0)
  const ids = answers.filter(({ status }) => status === 201).map(({ json }) => json.client_id)
  assert.equal(new Set(ids).size, 3)
})

test('B11: a refused registration counts no use', async () => {
  const made = await give({})
  assertRefused(await register(enrol, { redirect_uris: ['http://app.example/'] }, { token: made.token }), 400)
  assert.equal(usesLeft(made), 1)
  assert.equal((await register(enrol, METADATA, { token: made.token })).status, 201)
  assert.equal(usesLeft(made), 0)
})

test('B14, H35: the bounds apply to the client as long as it exists', async () => {
  const lists = { grant: ['authorization_code'], method: ['client_secret_basic'], scope: ['openid profile'] }
  const { token } = await give({ uses: '2', 'redirect-host': ['app.example'], ...lists })
  for (const beyond of [{ grant_types: ['client_credentials'] }, { token_endpoint_auth_method: 'none' }]) {
    assertRefused(await register(enrol, { ...METADATA, ...beyond }, { token }), 400)
  }
  const { status, json } = await register(enrol, { ...METADATA, scope: 'openid' }, { token })
  assert.equal(status, 201, JSON.stringify(json))
  const elsewhere = { ...withoutServerMembers(json), redirect_uris: ['https://other.example/'] }
  const refused = await manage(json, { method: 'PUT', json: elsewhere })
  assertRefused(refused, 400)
  assert.equal(refused.json.pointer, '/redirect_uris/0')
  assert.equal((await manage(json, { method: 'PUT', json: withoutServerMembers(json) })).status, 200)
})

test('B13, B14: a software_id in the bounds is compared exactly', async () => {
  const { token } = await give({ 'software-id': ["Ana's app; v2", 'other'] })
  for (const software_id of [undefined, "Ana's", "ANA'S APP; V2"]) {
    const refused = await register(enrol, { ...METADATA, software_id }, { token })
    assertRefused(refused, 400)
    assert.equal(refused.json.pointer, '/software_id')
  }
  const { status, json } = await register(enrol, { ...METADATA, software_id: "Ana's app; v2" }, { token })
  assert.equal(status, 201, JSON.stringify(json))
})

test('B14, B15: a token for a template registers clients of this template only', async () => {
  const { token } = await give({ uses: '2', template: ['mobile'] })
  assertRefused(await register(enrol, { software_id: 'tv' }, { token }), 400)
  const { status, json } = await register(enrol, {}, { token })
  assert.equal(status, 201, JSON.stringify(json))
  assert.equal(json.software_id, 'mobile')
  const { json: shown } = await clientCommands.show(query, {}, json.client_id)
  assert.deepEqual(shown.bounds, { templates: ['mobile'] })
})

for (const uses of ['1', '9']) {
  test(`a revoked token with ${uses} uses has no uses left`, async () => {
    const made = await give({ uses, label: "O'Neil" })
    const { text } = await commands.revoke(query, {}, undefined, '--local', { input: typed(made.token) })
    assert.match(text, new RegExp(`^revoked ${made.digest} \\(O'Neil\\); the list shows it`))
    assertRefused(await register(enrol, METADATA, { token: made.token }), 401)
    assert.equal(usesLeft(made), 0)
    const { text: list } = await commands.list(query)
    assert.ok(list.includes(`${made.digest}  O'Neil  used up or revoked  expires`), list)
  })
}

test('a revoked access token stays without uses, and its client stays registered', async () => {
  const token = await accessToken()
  const { status, json: client } = await register(enrol, METADATA, { token })
  assert.equal(status, 201)
  const { json: listed } = await commands.list(query)
  const [{ digest, uses_left }, ...others] = listed.filter(({ label }) => label === `${enrol.issuer} partner`)
  assert.deepEqual([uses_left, others], [2, []])
  await commands.revoke(query, {}, digest.slice(0, 8))
  for (const time of ['first', 'second']) assertRefused(await register(enrol, METADATA, { token }), 401, time)
  assert.equal(usesLeft({ digest }), 0)
  assert.equal((await manage(client)).status, 200)
  assert.equal((await register(enrol, METADATA, { token: await accessToken() })).status, 201)
})

test('an unknown token is not revoked', async () => {
  const revoke = (name, text = '') => commands.revoke(query, {}, name, '--local', { input: typed(text) })
  await assert.rejects(revoke('xxxxxx'), /there is no such token/)
  await assert.rejects(revoke(undefined, `enrol_iat_${'A'.repeat(43)}\n`), /there is no such token/)
  await assert.rejects(revoke(`enrol_iat_${'A'.repeat(43)}`), /other users of this machine can see a token in the arguments/)
  for (const name of [undefined, 'abcde', "abcdef' --", 'a'.repeat(44), 'enrol_ia']) {
    const given = await give({})
    await assert.rejects(revoke(name), /name a token|no such token/)
    if (name) await assert.rejects(revoke(undefined, name), /name a token|no such token/)
    assert.equal(usesLeft(given), 1)
  }
})

test('an expired token is refused', async () => {
  const old = await give({ expires: '1m' })
  database.prepare('UPDATE initial_access_tokens SET expires_at = unixepoch() WHERE digest = ?').run(old.digest)
  assertRefused(await register(enrol, METADATA, { token: old.token }), 401)
})

test('H50: operators see the metadata and the deletion of a client, and no credentials', async () => {
  const { token } = await give({ scope: ['openid'] })
  const { json: client } = await register(enrol, { ...METADATA, scope: 'openid' }, { token })
  const update = { ...withoutServerMembers(client), client_name: 'My better app' }
  assert.equal((await manage(client, { method: 'PUT', json: update })).status, 200)
  const shown = await clientCommands.show(query, {}, client.client_id)
  const { metadata, ...rest } = shown.json
  assert.equal(metadata.client_name, 'My better app')
  assert.deepEqual(rest, {
    client_id: client.client_id,
    issued_at: client.client_id_issued_at,
    revision: 1,
    deleted_at: null,
    state: 'registered',
    bounds: { scope: ['openid'] },
  })
  for (const credential of [client.client_secret, client.registration_access_token]) {
    assert.ok(!`${shown.text}${JSON.stringify(shown.json)}`.includes(credential))
  }
  assert.equal((await manage(client, { method: 'DELETE' })).status, 204)
  const { json, text } = await clientCommands.show(query, {}, client.client_id)
  assert.deepEqual([json.state, json.metadata], ['deleted', {}])
  assert.match(text, / {2}deleted \d{4}-/)
})

test('B10, B11: of twenty concurrent registrations with a single-use token, one succeeds, and its client is sealed', async () => {
  const portal = { client_id: 'portal', client_secret: mintSecret(), token_endpoint_auth_method: 'client_secret_basic' }
  const vars = {
    REGISTRATION_MODE: 'token',
    CLIENTS: JSON.stringify({ portal: { grant_types: ['client_credentials'], scope: 'dcr' } }),
    CLIENT_SECRETS: `portal:${portal.client_secret}`,
  }
  const enrol = await startEnrol({ vars })
  const database = enrol.database()
  try {
    const made = await mintToken({ scope: ['read'] })
    database.prepare(made.sql).run()
    for (const token of [made.token, await tokenOf(enrol, portal, { scope: 'dcr' })]) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => register(enrol, MACHINE, { token })))
      assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(19).fill(401)])
      const { json: client } = answers.find(({ status }) => status === 201)
      assert.match(client.client_id, /^s/)
      assert.deepEqual((await manage(client)).json, client)
    }
    assert.equal(database.prepare('SELECT count(*) AS n FROM clients').get().n, 0)
    const tokens = database.prepare('SELECT uses_left FROM initial_access_tokens').all()
    assert.deepEqual(tokens.map(({ uses_left }) => uses_left), [0, 0])
  } finally {
    database.close()
    await enrol.stop()
  }
})
