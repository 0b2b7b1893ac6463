import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { commands } from '../../scripts/lib/commands/issuer.mjs'
import { ownIssuer } from '../../scripts/lib/own-issuer.mjs'
import { entryOf } from '../../scripts/lib/statement-rules.mjs'
import { temporaryFolder } from '../../scripts/lib/temporary.mjs'
import { groups } from '../../scripts/lib/usage.mjs'
import { emptyDatabase } from './support/database.mjs'
import { warningsOf } from './support/warnings.mjs'

const JWKS_URI = 'https://directory.example/keys.jwks'
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const PUBLIC = publicKey.export({ format: 'jwk' })

const withRules = (rules) => entryOf({ 'jwks-uri': JWKS_URI, rules: JSON.stringify(rules) })
const withKeys = (text) => entryOf({ jwks: 'keys.json' }, { read: () => text })

const ALL_RULES = {
  algorithms: ['PS256', 'ES256'],
  typ: ['JWT', 'ssa+jwt'],
  audience: ['https://as.example'],
  maximum_age_seconds: 300,
  required: ['software_id'],
  approved: { org_status: ['Active'], level: ['1', '2'] },
  claims: { software_redirect_uris: 'redirect_uris', software_client_name: 'client_name' },
  ignored: ['software_version'],
  locked: ['jwks_uri'],
  narrowed: ['redirect_uris', 'scope'],
  refused: ['jwks'],
  returned: [],
  self_asserted: ['client_name'],
  templates: ['mobile'],
  single_use: true,
  unique: false,
  required_in_updates: true,
}

test('an entry says where the keys are, and the rules', () => {
  assert.deepEqual(withRules(ALL_RULES), { jwks_uri: JWKS_URI, ...ALL_RULES })
  const jwks = { keys: [{ ...PUBLIC, kid: '1', use: 'sig' }] }
  assert.deepEqual(withKeys(JSON.stringify(jwks)), { jwks })
  for (const wishes of [{}, { jwks: 'keys.json', 'jwks-uri': JWKS_URI }]) {
    assert.throws(() => entryOf(wishes), { message: /^say where its keys are/ })
  }
})

test('the claim software_id may be left out where another one is the software', () => {
  const rules = { ignored: ['software_id'], claims: { software_client_id: 'software_id' } }
  assert.deepEqual(withRules(rules), { jwks_uri: JWKS_URI, ...rules })
})

test('a rule that cannot be is refused, with what it must be', () => {
  for (const [rules, problem] of [
    [[], /^--rules is a JSON object$/],
    [{ jwks_uri: JWKS_URI }, /^--rules: jwks_uri is none of algorithms, /],
    [{ toString: 1 }, /^--rules: toString is none of /],
    [{ algorithms: ['HS256'] }, /algorithms is a list of/],
    [{ algorithms: ['none'] }, /algorithms is a list of/],
    [{ algorithms: [] }, /algorithms is a list of/],
    [{ algorithms: 'ES256' }, /algorithms is a list of/],
    [{ algorithms: ['ES256', 'ES256'] }, /algorithms is a list of/],
    [{ typ: [''] }, /typ is a list of texts/],
    [{ audience: [] }, /audience is a list of texts/],
    [{ maximum_age_seconds: 0 }, /maximum_age_seconds is a whole number from 1/],
    [{ maximum_age_seconds: '300' }, /maximum_age_seconds is/],
    [{ maximum_age_seconds: 1.5 }, /maximum_age_seconds is/],
    [{ required: 'software_id' }, /required is a list of names of claims/],
    [{ approved: ['Active'] }, /approved is an object/],
    [{ approved: { org_status: 'Active' } }, /approved is an object/],
    [{ approved: { org_status: [] } }, /approved is an object/],
    [{ approved: { org_status: [null] } }, /approved is an object/],
    [{ approved: { level: [1] } }, /approved is an object/],
    [{ claims: { statement: 'software_statement' } }, /claims is an object/],
    [{ claims: { methods: 'token_endpoint_auth_methods_supported' } }, /claims is an object/],
    [{ locked: ['client_name#fr'] }, /locked is a list/],
    [{ claims: { a: 'redirect_uris', b: 'redirect_uris' } }, /claims is an object .* for each another one$/],
    [{ self_asserted: ['redirect_uri'] }, /self_asserted is a list of members/],
    [{ typ: [] }, /typ is a list of texts/],
    [{ templates: ['https://app.example'] }, /templates is a list of names of templates$/],
    [{ templates: [] }, /templates is a list/],
    [{ claims: { software_redirect_uris: 'callbacks' } }, /claims is an object/],
    [{ claims: { '': 'scope' } }, /claims is an object/],
    [{ locked: ['redirect_uri'] }, /locked is a list of members of client metadata/],
    [{ narrowed: [1] }, /narrowed is a list of members/],
    [{ returned: [''] }, /returned is a list of names of claims/],
    [{ single_use: 'true' }, /single_use is true or false/],
    [{ unique: 1 }, /unique is true or false/],
    [{ required_in_updates: null }, /required_in_updates is true or false/],
    [{ ignored: 'software_version' }, /ignored is a list of names of claims/],
    [{ ignored: ['exp'] }, /ignored has exp, which is read$/],
    [{ ignored: ['org_status'] }, /ignored has org_status, which is read$/],
    [{ ignored: ['software_id'] }, /ignored has software_id, which is read$/],
    [{ ignored: ['org_id'], required: ['org_id'] }, /ignored has org_id, which is read$/],
    [{ ignored: ['org_id'], returned: ['org_id'] }, /ignored has org_id, which is read$/],
    [{ ignored: ['scope'], narrowed: ['scope'] }, /ignored has scope, which is read$/],
    [{ ignored: ['redirect_uris'], locked: ['redirect_uris'] }, /ignored has redirect_uris, which is read$/],
    [{ ignored: ['level'], approved: { level: ['1'] } }, /ignored has level, which is read$/],
    [{ ignored: ['uris'], claims: { uris: 'redirect_uris' } }, /ignored has uris, which is read$/],
    [{ refused: ['jwkz'] }, /refused is a list of members/],
    [{ refused: ['jwks'], self_asserted: ['jwks'] }, /refused has jwks, which a client may say$/],
    [{ refused: ['scope'], narrowed: ['scope'] }, /refused has scope, which a client may say$/],
  ]) {
    assert.throws(() => withRules(rules), { message: problem }, JSON.stringify(rules))
  }
  assert.throws(() => entryOf({ 'jwks-uri': JWKS_URI, rules: '{' }), { message: '--rules is not JSON' })
})

test('keys are fetched over TLS, or from this machine', () => {
  for (const address of [JWKS_URI, 'http://localhost:8787/jwks', 'http://127.0.0.1/', 'http://[::1]:1/jwks?a=b']) {
    assert.deepEqual(entryOf({ 'jwks-uri': address }), { jwks_uri: address })
  }
  for (const address of [
    '',
    'directory.example/jwks',
    'http://directory.example/jwks',
    'http://localhost.example/jwks',
    'http://127.0.0.2/jwks',
    'https:directory.example',
    'https://',
    'https://user@directory.example/',
    'https://directory.example/#jwks',
    'https://directory.example/a b',
    'file:///etc/passwd',
  ]) {
    assert.throws(() => entryOf({ 'jwks-uri': address }), { message: /^--jwks-uri is an https URL/ }, address)
  }
})

test('keys are not fetched without TLS for a server that has it', async () => {
  const local = 'http://localhost:8787/jwks'
  assert.deepEqual(entryOf({ 'jwks-uri': JWKS_URI }, { isEncrypted: true }), { jwks_uri: JWKS_URI })
  const problem = { message: '--jwks-uri is an https URL, as the ISSUER of this server is' }
  assert.throws(() => entryOf({ 'jwks-uri': local }, { isEncrypted: true }), problem)
  const never = async () => assert.fail('the database was asked')
  await assert.rejects(commands.trust(never, { 'jwks-uri': local }, 'https://a.example', '--remote'), problem)
})

test('keys are public ones, and no private one is told', () => {
  const { d, ...half } = privateKey.export({ format: 'jwk' })
  const { n, e } = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })
  assert.equal(withKeys(JSON.stringify({ keys: [half, { kty: 'RSA', n, e }] })).jwks.keys.length, 2)
  for (const [keys, problem] of [
    [[half, { ...half, d }], /^keys.json holds a private or symmetric key/],
    [[{ kty: 'RSA', n, e, dp: d }], /private or symmetric/],
    [[{ kty: 'oct', k: d }], /private or symmetric/],
    [[half, { kty: 'EC', crv: 'P-256', x: half.x }], /keys\[1\] is not a public key of EC, OKP, RSA$/],
    [[{ kty: 'AKP', pub: 'x' }], /keys\[0\] is not a public key/],
    [[{ ...half, kid: 'a' }, { ...half, kid: 'a' }], /keys\[1\] has the kid of a key before it$/],
    [Array(21).fill(half), /^keys.json has 21 keys: 20 are the most$/],
    [[{ ...half, use: 'enc' }], /^keys.json has no key that is for signatures$/],
    [[{ ...half, key_ops: ['sign'] }], /has no key that is for signatures$/],
    [[{ ...half, alg: 'ECDH-ES' }], /has no key that is for signatures$/],
    [[], /is not a JWK Set/],
    [['x'], /is not a JWK Set/],
    [undefined, /is not a JWK Set/],
  ]) {
    const isRight = ({ message }) => problem.test(message) && !message.includes(d)
    assert.throws(() => withKeys(JSON.stringify({ keys })), isRight, JSON.stringify(keys))
  }
  const isSilent = ({ message }) => message === 'keys.json is not JSON'
  assert.throws(() => withKeys(`d=${d}`), isSilent)
  assert.throws(() => entryOf({ jwks: '/nowhere/keys.json' }), { message: '/nowhere/keys.json cannot be read: ENOENT' })
})

test('of a key nothing is stored but what signatures are verified with', () => {
  const kept = { ...PUBLIC, kid: '1', alg: 'ES256', use: 'sig', key_ops: ['verify'] }
  const given = { ...kept, x5c: ['AA'], 'x5t#S256': 'AA', iat: 1, ext: true, n: null }
  assert.deepEqual(withKeys(JSON.stringify({ keys: [given], note: 1 })), { jwks: { keys: [kept] } })
})

test('an issuer is trusted as was said last, listed, and trusted no longer', async () => {
  const { query } = emptyDatabase()
  const name = "Ana's directory"
  assert.match((await commands.list(query)).text, /^there are none; those of the setting STATEMENT_ISSUERS/)
  const folder = temporaryFolder()
  const jwks = join(folder.path, 'keys.json')
  writeFileSync(jwks, JSON.stringify({ keys: [{ ...PUBLIC, kid: "it's" }] }))
  const { text } = await commands.trust(query, { jwks, rules: '{"unique":true}' }, name)
  folder.remove()
  assert.equal(text, `trusted ${name}  keys it's  {"unique":true}`)
  await commands.trust(query, { 'jwks-uri': JWKS_URI }, name)
  await commands.trust(query, { 'jwks-uri': JWKS_URI }, 'https://a.example')
  const listed = await commands.list(query)
  assert.deepEqual(listed.json.map(({ issuer }) => issuer), [name, 'https://a.example'])
  assert.deepEqual(listed.json[0].entry, { jwks_uri: JWKS_URI })
  assert.match(listed.text, /^Ana's directory {2}https:\/\/directory.example\/keys.jwks {2}\{\}\nhttps:/)
  assert.deepEqual((await commands.distrust(query, {}, name)).json, { issuer: name })
  await assert.rejects(commands.distrust(query, {}, name), /there is no such issuer in the database/)
  assert.equal((await commands.list(query)).json.length, 1)
})

test('whoever trusts the server itself is told what that replaces', async (t) => {
  const said = warningsOf(t)
  const { query } = emptyDatabase()
  await commands.trust(query, { 'jwks-uri': JWKS_URI }, 'https://directory.example')
  assert.deepEqual(said, [])
  const own = ownIssuer(undefined, '--local')
  await commands.trust(query, { 'jwks-uri': JWKS_URI }, own)
  assert.deepEqual(said, [`> ${own} is this server: what statement issue had it trust, keys and rules, is replaced`])
})

test('the help names every rule', () => {
  const words = groups.issuer.commands.trust.about.split(/[\s,.]+/)
  for (const name of Object.keys(ALL_RULES)) assert.ok(words.includes(name), name)
})

test('what cannot be an issuer is not looked for', async () => {
  const never = async () => assert.fail('the database was asked')
  for (const name of [undefined, '', 'a\nb', 'x'.repeat(2049)]) {
    await assert.rejects(commands.trust(never, { 'jwks-uri': JWKS_URI }, name), /name an issuer by its iss/)
    await assert.rejects(commands.distrust(never, {}, name), /name an issuer by its iss/)
  }
})
