import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { commands, entryOf } from '../../scripts/lib/commands/issuer.mjs'
import { ownIssuer } from '../../scripts/lib/own-issuer.mjs'
import { temporaryFolder } from '../../scripts/lib/project.mjs'
import { groups } from '../../scripts/lib/usage/index.mjs'
import { emptyDatabase } from './support/database.mjs'
import { warningsOf } from './support/warnings.mjs'

const JWKS_URI = 'https://directory.example/keys.jwks'
const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const PUBLIC = publicKey.export({ format: 'jwk' })

const ISS = 'https://directory.example'
const entry = (options, issuer) => entryOf(options, ISS, { issuer })
const withRules = (rules) => entry({ 'jwks-uri': JWKS_URI, rules: JSON.stringify(rules) })

const ALL_RULES = {
  algorithms: ['PS256', 'ES256'],
  typ: ['JWT', 'ssa+jwt'],
  audience: ['https://as.example'],
  certificate: { UID: '{software_id}' },
  maximum_age_seconds: 300,
  required: ['software_id'],
  approved: { org_status: ['Active'], level: ['1', '2'] },
  claims: { software_redirect_uris: 'redirect_uris', software_client_name: 'client_name' },
  ignored: ['software_version'],
  locked: ['jwks_uri'],
  narrowed: ['redirect_uris', 'scope'],
  refused: ['jwks'],
  requested: ['scope'],
  returned: [],
  roles: { software_roles: { AISP: 'openid accounts' } },
  self_asserted: ['client_name'],
  templates: ['mobile'],
  single_use: true,
  unique: false,
  required_in_updates: true,
}

test('an entry has the keys or their address, and the rules', async () => {
  assert.deepEqual(await withRules(ALL_RULES), { jwks_uri: JWKS_URI, ...ALL_RULES })
  const jwks = { keys: [{ ...PUBLIC, kid: '1', use: 'sig' }] }
  assert.deepEqual(await entryOf({ jwks: 'keys.json' }, ISS, {}, () => JSON.stringify(jwks)), { jwks })
  for (const options of [{}, { jwks: 'keys.json', 'jwks-uri': JWKS_URI }]) {
    await assert.rejects(entry(options), { message: 'give the keys of the issuer with either --jwks-uri URL or --jwks FILE' })
  }
})

test('the claim software_id may be ignored if another claim is mapped to it', async () => {
  const rules = { ignored: ['software_id'], claims: { software_client_id: 'software_id' } }
  assert.deepEqual(await withRules(rules), { jwks_uri: JWKS_URI, ...rules })
})

test('a rule that the server refuses is refused before it is stored, and the command line names the member', async () => {
  for (const [rules, problem] of [
    [{ toString: 1 }, 'not have the member toString in'],
    ...[['HS256'], ['none'], []].map((algorithms) => [{ algorithms }, 'have signature algorithms of key pairs as the algorithms of']),
    [{ algorithms: 'ES256' }, 'have a list of texts as the algorithms of'],
    [{ typ: [] }, 'have one or more texts as the typ of'],
    [{ typ: [''] }, 'have a list of texts as the typ of'],
    ...[0, '300', 1.5].map((age) => [
      { maximum_age_seconds: age },
      'have a whole number from 1 to 31622400 as the maximum_age_seconds of',
    ]),
    [{ required: 'software_id' }, 'have a list of texts as the required of'],
    [{ approved: ['Active'] }, 'have a table as the approved of'],
    ...['Active', [null], [1]].map((values) => [{ approved: { level: values } }, 'have lists of values as the approved of']),
    ...['software_statement', 'token_endpoint_auth_methods_supported', 'callbacks'].map((member) => [
      { claims: { claim: member } },
      'have names of members, none twice, as the claims of',
    ]),
    [{ claims: { a: 'redirect_uris', b: 'redirect_uris' } }, 'have names of members, none twice, as the claims of'],
    [{ locked: ['client_name#fr'] }, 'have names of members as the locked of'],
    [{ self_asserted: ['redirect_uri'] }, 'have names of members as the self_asserted of'],
    [{ narrowed: [1] }, 'have a list of texts as the narrowed of'],
    [{ refused: ['jwkz'] }, 'have names of members as the refused of'],
    [{ returned: [''] }, 'have a list of texts as the returned of'],
    [{ single_use: 'true' }, 'have true or false as the single_use of'],
    [{ unique: 1 }, 'have true or false as the unique of'],
    [{ required_in_updates: null }, 'have true or false as the required_in_updates of'],
    [{ ignored: 'software_version' }, 'have a list of texts as the ignored of'],
    ...['exp', 'org_status', 'software_id'].map((claim) => [{ ignored: [claim] }, `not have ${claim} among the ignored of`]),
    [{ ignored: ['org_id'], required: ['org_id'] }, 'not have org_id among the ignored of'],
    [{ ignored: ['scope'], narrowed: ['scope'] }, 'not have scope among the ignored of'],
    [{ ignored: ['uris'], claims: { uris: 'redirect_uris' } }, 'not have uris among the ignored of'],
    [{ refused: ['jwks'], self_asserted: ['jwks'] }, 'not have jwks among the refused of'],
    [{ refused: ['scope'], narrowed: ['scope'] }, 'not have scope among the refused of'],
  ]) {
    const isRight = ({ message }) => message.startsWith(`issuer trust: the entry must ${problem} ${ISS}`)
    await assert.rejects(withRules(rules), isRight, JSON.stringify(rules))
  }
})

test('a rule that contradicts the profile of the server is refused before it is stored', async () => {
  const under = (profile, rules) =>
    entryOf({ 'jwks-uri': JWKS_URI, rules: JSON.stringify(rules) }, ISS, { issuer: 'https://as.example', profile })
  const rules = { algorithms: ['ES256'] }
  const message = `issuer trust: the entry must have ["PS256"] as algorithms, or leave it out, since PROFILE is cdr-au; look at ${ISS}`
  await assert.rejects(under('cdr-au', rules), { message })
  for (const profile of ['', 'none', 'open-banking-uk']) {
    assert.deepEqual(await under(profile, rules), { jwks_uri: JWKS_URI, ...rules }, 'the rules of the profile are not stored')
  }
  assert.deepEqual(await under('cdr-au', {}), { jwks_uri: JWKS_URI })
})

test('rules are a JSON object without keys', async () => {
  for (const [rules, message] of [
    ['{', '--rules is not JSON'],
    ['[]', '--rules must be a JSON object'],
    ['{"jwks_uri":"https://a.example"}', '--rules must not have jwks_uri: give the keys with --jwks-uri or --jwks'],
  ]) {
    await assert.rejects(entry({ 'jwks-uri': JWKS_URI, rules }), { message })
  }
})

test('the address of keys is an https URL, or an http URL of this machine if the server is there too', async () => {
  const local = ['http://localhost:8780/jwks', 'http://127.0.0.1/', 'http://[::1]:1/jwks?a=b']
  for (const address of [JWKS_URI, ...local]) {
    assert.deepEqual(await entry({ 'jwks-uri': address }, 'http://localhost:8780'), { jwks_uri: address })
  }
  const problem = { message: `issuer trust: the entry must have an https URL as the jwks_uri of ${ISS}` }
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
    await assert.rejects(entry({ 'jwks-uri': address }, 'http://localhost:8780'), problem, address)
  }
  for (const server of ['https://as.example', undefined]) {
    await assert.rejects(entry({ 'jwks-uri': local[0] }, server), problem)
    assert.deepEqual(await entry({ 'jwks-uri': JWKS_URI }, server), { jwks_uri: JWKS_URI })
  }
  const never = async () => assert.fail('the database was asked')
  await assert.rejects(commands.trust(never, { 'jwks-uri': local[0] }, ISS, '--remote'), problem)
})

test('a file of keys that cannot be read is named', async () => {
  await assert.rejects(entry({ jwks: '/nowhere/keys.json' }), { message: '--jwks /nowhere/keys.json cannot be read: ENOENT' })
})

test('an issuer is trusted with its last entry, listed, and distrusted', async () => {
  const { query } = emptyDatabase()
  const name = "Ana's directory"
  assert.match((await commands.list(query)).text, /^the database has no issuers; issuers of the setting STATEMENT_ISSUERS/)
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
  await assert.rejects(commands.distrust(query, {}, name), /the database has no such issuer/)
  assert.equal((await commands.list(query)).json.length, 1)
})

test('a warning says that the keys of the server itself are replaced', async (t) => {
  const said = warningsOf(t)
  const { query } = emptyDatabase()
  await commands.trust(query, { 'jwks-uri': JWKS_URI }, 'https://directory.example')
  assert.deepEqual(said, [])
  const own = await ownIssuer(undefined, '--local')
  await commands.trust(query, { 'jwks-uri': JWKS_URI }, own)
  assert.deepEqual(said, [`> ${own} is this server: the keys and rules that statement issue stored are replaced`])
})

test('the help names every rule', () => {
  const words = groups.issuer.commands.trust.about.split(/[\s,.]+/)
  for (const name of Object.keys(ALL_RULES)) assert.ok(words.includes(name), name)
})

test('an impossible issuer is refused without a query', async () => {
  const never = async () => assert.fail('the database was asked')
  for (const name of [undefined, '', 'a\nb', 'x'.repeat(2049)]) {
    await assert.rejects(commands.trust(never, { 'jwks-uri': JWKS_URI }, name), /name an issuer by its iss/)
    await assert.rejects(commands.distrust(never, {}, name), /name an issuer by its iss/)
  }
})
