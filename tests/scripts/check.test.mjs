import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { remote } from '../../scripts/lib/check-remote.mjs'
import { checkDeployed, deployed, faultsIn, local, passwordsIn, secretsNeeded, unknownIn, warningsIn } from '../../scripts/lib/check.mjs'

/** The rules of an invented server: its settings, in the order of its checks, and their faults. */
const RULES = {
  names: ['CLIENTS', 'CLIENT_SECRETS', 'ISSUER', 'LIFE', 'MASTER_SECRET', 'MODE', 'NEEDED', 'REGISTRATION_MODE', 'SIZE'],
  secrets: ['CLIENT_SECRETS', 'MASTER_SECRET', 'PAIRWISE_SALT'],
  fault(settings) {
    const set = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''))
    const { CLIENTS = '{}', CLIENT_SECRETS = '', ISSUER = '', LIFE = '1', MASTER_SECRET = '', MODE, NEEDED, SIZE = '1' } = set
    const secrets = CLIENT_SECRETS.split(' ').map((entry) => entry.split(':')[0])
    const clients = Object.entries(typeof CLIENTS === 'string' ? JSON.parse(CLIENTS) : CLIENTS)
    const bad = clients.find(([, { is }]) => is === 'bad')
    const poor = clients.find(([id, { is }]) => (is === 'secret') !== secrets.includes(id))
    if (!/^https:\/\/.*[^/]$/.test(ISSUER)) return { setting: 'ISSUER', must: 'be a URL' }
    if (!/^\w+:\S{43}$/.test(MASTER_SECRET)) return { setting: 'MASTER_SECRET', must: 'be a key' }
    if (MODE === 'needs' && NEEDED === undefined) return { setting: 'NEEDED', must: 'be there' }
    if (ISSUER === 'https://own.example' && LIFE !== '1') return { setting: 'LIFE', must: 'be 1 there' }
    if (bad) return { setting: 'CLIENTS', must: `have a valid client ${bad[0]}` }
    if (poor) return { setting: 'CLIENT_SECRETS', must: `be about ${poor[0]}` }
    if (SIZE !== '1') return { setting: 'SIZE', must: 'be 1' }
    return undefined
  },
}

const KEY = `k:${'x'.repeat(43)}`
const GOOD = { ISSUER: 'https://as.example', MASTER_SECRET: KEY }
const names = (faults) => faults.map(({ setting }) => setting)

test('every fault is found, though the server stops at the first one', () => {
  assert.deepEqual(faultsIn(GOOD, RULES), [])
  assert.deepEqual(faultsIn({ SIZE: '2', MASTER_SECRET: 'k' }, RULES), [
    { setting: 'ISSUER', problem: 'the setting ISSUER must be a URL' },
    { setting: 'MASTER_SECRET', problem: 'the setting MASTER_SECRET must be a key' },
    { setting: 'SIZE', problem: 'the setting SIZE must be 1' },
  ])
  const clients = { a: { is: 'bad' }, b: { is: 'good' }, c: { is: 'bad' }, d: { is: 'secret' } }
  for (const CLIENTS of [clients, JSON.stringify(clients)]) {
    const problems = faultsIn({ ...GOOD, CLIENTS, CLIENT_SECRETS: 'd:x', SIZE: '3' }, RULES).map(({ problem }) => problem)
    assert.deepEqual(problems, [
      'the setting CLIENTS must have a valid client a',
      'the setting CLIENTS must have a valid client c',
      'the setting SIZE must be 1',
    ])
  }
})

test('a missing setting does not hide a later fault', () => {
  assert.deepEqual(names(faultsIn({ ...GOOD, MODE: 'needs', SIZE: '2' }, RULES)), ['NEEDED', 'SIZE'])
})

test('a slash after the issuer causes no fault of settings that depend on the issuer', () => {
  const settings = { ...GOOD, ISSUER: 'https://own.example/', LIFE: '2' }
  assert.deepEqual(names(faultsIn(settings, RULES)), ['ISSUER', 'LIFE'])
  assert.deepEqual(names(faultsIn({ ...settings, ISSUER: 'https://as.example/' }, RULES)), ['ISSUER'])
})

test('the check ends even if the settings never become valid', () => {
  let turn = 0
  const rules = { ...RULES, fault: () => ({ setting: 'SIZE', must: `be ${turn++}` }) }
  assert.ok(faultsIn(GOOD, rules).length > 0)
})

test('unknown values of secrets count as valid, and the required secrets are named', () => {
  const CLIENTS = { a: { is: 'secret' }, b: { is: 'good' }, c: { is: 'secret' } }
  assert.deepEqual(faultsIn({ ISSUER: GOOD.ISSUER, CLIENTS, SIZE: '2' }, RULES, RULES.secrets).map(({ setting }) => setting), ['SIZE'])
  assert.deepEqual(secretsNeeded({ CLIENTS, SIZE: '2' }, RULES), ['CLIENT_SECRETS', 'MASTER_SECRET'])
  assert.deepEqual(secretsNeeded({ CLIENTS: { b: { is: 'good' } } }, RULES), ['MASTER_SECRET'])
})

test('an unknown setting is reported with the most similar name', () => {
  assert.deepEqual(unknownIn({ ISSEUR: '', SIZE: 1, XYZ: 1 }, RULES), [
    { setting: 'ISSEUR', problem: 'ISSEUR is not a setting; did you mean ISSUER?' },
    { setting: 'XYZ', problem: 'XYZ is not a setting' },
  ])
})

test('open registration without a list of scope values is a warning', () => {
  for (const [mode, scopes, count] of [
    ['open', undefined, 1],
    ['open', '', 1],
    ['token open', undefined, 1],
    ['open', 'openid', 0],
    ['open', [], 0],
    ['token', undefined, 0],
    [undefined, undefined, 0],
  ]) {
    assert.equal(warningsIn({ REGISTRATION_MODE: mode, SCOPES_SUPPORTED: scopes }).length, count, `${mode} ${scopes}`)
  }
})

test('the check says where the plan stops the hash of a password', () => {
  for (const [settings, limits, pattern] of [
    [{}, undefined, /Workers Free permits 10 ms: set LOCAL_USERS to off/],
    [{ LOCAL_USERS: 'on' }, {}, /Workers Free permits 10 ms/],
    [{}, { cpu_ms: 50 }, /^cpu_ms under \[limits\] is 50, /],
    [{}, { cpu_ms: 1000 }],
    [{ LOCAL_USERS: 'off' }],
    [{ IDENTITY_PROVIDERS: { company: {} } }],
    [{ IDENTITY_PROVIDERS: '{"company":{}}', LOCAL_USERS: '' }],
    [{ IDENTITY_PROVIDERS: { company: {} }, LOCAL_USERS: 'on' }, {}, /Workers Free/],
    [{ AUTHORIZATION_SERVER: { token_endpoint: 'https://login.example/token' } }],
    [{ GRANT_TYPES_SUPPORTED: 'client_credentials' }],
    [{ GRANT_TYPES_SUPPORTED: ['client_credentials'] }],
    [{ GRANT_TYPES_SUPPORTED: 'authorization_code' }, {}, /Workers Free/],
    [{ AUTHORIZATION_SERVER: { authorization_endpoint: 'https://login.example/authorize' } }],
  ]) {
    const warnings = passwordsIn(settings, limits)
    assert.equal(warnings.length, pattern ? 1 : 0, JSON.stringify(settings))
    if (pattern) assert.match(warnings[0], pattern)
  }
})

test('a secret in wrangler.toml is a fault, and its value is not shown', () => {
  const { problems, secrets } = deployed({ ...GOOD, SIZE: '2' }, RULES)
  assert.deepEqual(names(problems), ['MASTER_SECRET', 'SIZE'])
  assert.match(problems[0].problem, /^MASTER_SECRET is a secret: .*npx wrangler secret put MASTER_SECRET$/)
  assert.ok(!JSON.stringify(problems).includes(KEY))
  assert.deepEqual(secrets, ['MASTER_SECRET'])
})

test('.dev.vars replaces wrangler.toml, and npm start sets the issuer', () => {
  const rules = { ...RULES, fault: (all) => RULES.fault({ ...all, ISSUER: all.ISSUER.replace('http:', 'https:') }) }
  assert.deepEqual(local({ ISSUER: '', SIZE: '2' }, { MASTER_SECRET: KEY, SIZE: '1' }, rules), [])
  assert.deepEqual(names(local({}, { MASTER_SECRET: '', SISE: '1' }, rules)), ['SISE', 'MASTER_SECRET'])
  assert.deepEqual(names(local({}, { MASTER_SECRET: KEY, ISSUER: 'nonsense' }, rules)), ['ISSUER'])
})

test('a deployment from a folder without wrangler.toml is refused', async () => {
  await assert.rejects(checkDeployed('nowhere.toml'), /^Error: there is no nowhere\.toml here, .*\n! .*ENROL_CHECK=off/)
})

/** Checks a server that answers discovery and registration; returns the result and the requests. */
async function said(t, { issuer, discovery = {}, status = 400, path = '', names = ['MASTER_SECRET'], settings = {} }) {
  const asked = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const isDiscovery = request.url === `/.well-known/oauth-authorization-server${path}`
    const origin = `http://localhost:${server.address().port}`
    const registration_endpoint = `${origin}${path}/register`
    const body = isDiscovery ? { issuer: issuer ?? origin + path, registration_endpoint, ...discovery } : { error_description: 'x' }
    response.writeHead(isDiscovery ? (discovery.status ?? 200) : status).end(JSON.stringify(body))
  }).listen(0, 'localhost')
  t.after(() => server.close())
  await once(server, 'listening')
  const ISSUER = `http://localhost:${server.address().port}${path}`
  const list = async () => (names ? { names } : { problem: 'not logged in' })
  const { problems, warnings } = await remote({ ISSUER, ...settings }, ['MASTER_SECRET'], { list })
  const withoutPort = (text) => text.replaceAll(`http://localhost:${server.address().port}`, 'BASE')
  return { asked, problems: problems.map(withoutPort), warnings: warnings.map(withoutPort) }
}

test('the check asks the deployed server for its issuer and sends a dry run, which registers nothing', async (t) => {
  for (const path of ['', '/t1']) {
    const { asked, problems, warnings } = await said(t, { path })
    assert.deepEqual(asked, [`GET /.well-known/oauth-authorization-server${path}`, `POST ${path}/register?dry_run=true`])
    assert.deepEqual([problems, warnings], [[], []])
  }
})

test('problems of the deployed server are reported', async (t) => {
  for (const [server, problem] of [
    [{ issuer: 'https://other.example' }, 'the issuer of the server is https://other.example, but ISSUER in wrangler.toml is BASE: deploy again'],
    [{ discovery: { status: 503, error_description: 'later' } }, 'BASE/.well-known/oauth-authorization-server answers 503: later'],
    [{ status: 503 }, 'BASE/register answers 503: x'],
    [{ status: 404 }, 'BASE/register answers 404: x'],
    [{ discovery: { registration_endpoint: 'http://localhost:1/register' } }, /^http:\/\/localhost:1\/register\?dry_run=true does not answer/],
    [{ names: ['CLIENT_SECRETS'] }, 'the secret MASTER_SECRET is not set: npx wrangler secret put MASTER_SECRET'],
    [{ settings: { ISSUER: 'http://localhost:1' } }, /^http:\/\/localhost:1\/\.well-known\/oauth-authorization-server does not answer/],
  ]) {
    const { problems } = await said(t, server)
    assert.equal(problems.length, 1, JSON.stringify(problems))
    if (typeof problem === 'string') assert.equal(problems[0], problem)
    else assert.match(problems[0], problem)
  }
})

test('a check that was not possible is a warning, not a problem', async (t) => {
  for (const [server, warning] of [
    [{ names: null }, 'the secrets were not checked: not logged in'],
    [{ discovery: { registration_endpoint: undefined } }, 'the server has no registration endpoint, because REGISTRATION_MODE is off'],
    [{ settings: { ISSUER: '' } }, 'the server was not checked: set ISSUER in wrangler.toml, which is its address'],
  ]) {
    const { problems, warnings } = await said(t, server)
    assert.deepEqual([problems, warnings], [[], [warning]])
  }
})
