import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { faultsIn, secretsNeeded, warnOfUnknown } from '../../scripts/lib/check.mjs'
import { mint, mintClientSecret } from '../../scripts/lib/master-secret.mjs'
import { at, temporaryFolder } from '../../scripts/lib/project.mjs'
import { rulesOfSettings } from '../../scripts/lib/rules.mjs'
import { askWrangler } from '../../scripts/lib/wrangler.mjs'

let rules, folder
before(async () => {
  rules = await rulesOfSettings()
  folder = temporaryFolder()
})
after(() => folder?.remove())

const GOOD = { ISSUER: 'https://as.example', MASTER_SECRET: mint('k1') }
const API = { grant_types: ['client_credentials'] }

test('the server names its settings, and the first setting that it cannot start with', () => {
  assert.deepEqual(rules.names, [...rules.names].sort())
  for (const name of ['ISSUER', 'MASTER_SECRET', 'TEMPLATES']) assert.ok(rules.names.includes(name), name)
  const secrets = ['CLIENT_SECRETS', 'EVENT_WEBHOOK_SECRET', 'IDENTITY_PROVIDER_SECRETS', 'MASTER_SECRET', 'PAIRWISE_SALT', 'PROXY_SECRET']
  assert.deepEqual(rules.secrets, secrets)
  assert.equal(rules.fault(GOOD), undefined)
  assert.deepEqual(rules.fault({ ...GOOD, BODY_LIMIT_BYTES: 1 }), {
    setting: 'BODY_LIMIT_BYTES',
    must: 'be a whole number from 1024 to 131072',
  })
})

test('every fault of the settings is found', () => {
  const settings = {
    ...GOOD,
    ISSUER: 'http://localhost:8787/',
    LOOPBACK_FETCH: 'on',
    REGISTRATION_MODE: 'certificate',
    SEALED_ID_LIMIT: 9999,
    LIMITS: { contacts: 0, strange: 1 },
    CLIENTS: { poor: API, sound: API, strange: { ...API, token_endpoint_auth_method: 'none', redirect_uris: ['x'] } },
    CLIENT_SECRETS: `sound:${mintClientSecret()}`,
    BODY_LIMIT_BYTES: '1',
    ACCESS_TOKEN_SECONDS: 'x',
  }
  const found = new Set(faultsIn(settings, rules).map(({ setting }) => setting))
  for (const name of [
    'ISSUER',
    'CERTIFICATE_ISSUERS',
    'SEALED_ID_LIMIT',
    'LIMITS',
    'CLIENTS',
    'CLIENT_SECRETS',
    'BODY_LIMIT_BYTES',
    'ACCESS_TOKEN_SECONDS',
  ]) {
    assert.ok(found.delete(name), name)
  }
  assert.deepEqual([...found], [])
})

test('the required secrets are named', () => {
  const { MASTER_SECRET, ...settings } = GOOD
  assert.deepEqual(secretsNeeded(settings, rules), ['MASTER_SECRET'])
  assert.deepEqual(secretsNeeded({ ...settings, CLIENTS: { one: API, two: API } }, rules), ['CLIENT_SECRETS', 'MASTER_SECRET'])
  assert.deepEqual(faultsIn({ ...settings, CLIENTS: { one: API, two: API } }, rules, rules.secrets), [])
})

test('a provider needs its secret, whose value the check need not know', () => {
  const provider = { issuer: 'https://login.example', client_id: 'x', allow: 'everybody' }
  const settings = { ISSUER: 'https://as.example', IDENTITY_PROVIDERS: { one: provider } }
  assert.deepEqual(faultsIn(settings, rules, rules.secrets), [])
  assert.deepEqual(secretsNeeded(settings, rules), ['IDENTITY_PROVIDER_SECRETS', 'MASTER_SECRET'])
  const IDENTITY_PROVIDERS = { one: { ...provider, allow: 'nobody' }, two: { ...provider, issuer: 'x' } }
  const faults = faultsIn({ ...settings, IDENTITY_PROVIDERS }, rules, rules.secrets)
  assert.deepEqual(faults.map(({ setting }) => setting), ['IDENTITY_PROVIDERS', 'IDENTITY_PROVIDERS'])
})

test('npm start warns of an unknown setting', async (t) => {
  const warned = t.mock.method(console, 'error', () => {})
  await warnOfUnknown({ ...GOOD, ISSEUR: 'x' })
  assert.deepEqual(warned.mock.calls.map(({ arguments: [line] }) => line), [
    '> ISSEUR is not a setting; did you mean ISSUER? It is ignored',
  ])
})

/** Runs a dry run of a deployment with these settings; returns its exit code and its output. */
async function deployed(settings, env = {}, file = 'wrangler.toml') {
  const toml = readFileSync(at('wrangler.toml'), 'utf8')
    .replace(/^main = .*$/m, `main = ${JSON.stringify(at('build/index.js'))}`)
    .replace(/^migrations_dir = .*$/m, `migrations_dir = ${JSON.stringify(at('schema'))}`)
    .replace('node scripts/build.mjs', `node '${at('scripts/build.mjs')}'`)
    .replace('ISSUER = ""\n', settings)
  assert.ok(toml.includes(settings))
  writeFileSync(join(folder.path, file), toml)
  const surroundings = { cwd: folder.path, env: { WRANGLER_LOG_PATH: join(folder.path, 'logs'), ...env }, limit: 120_000 }
  const { code, stdout, stderr } = await askWrangler(['deploy', '--dry-run', '--config', join(folder.path, file), '--outdir', join(folder.path, 'out')], surroundings)
  return { code, text: `${stdout}${stderr}` }
}

test('a deployment with valid settings succeeds', async () => {
  const { code, text } = await deployed('ISSUER = "https://as.example"\n')
  assert.equal(code, 0, text)
  assert.match(text, /exiting now/)
})

test('the check is of the file that ENROL_CONFIG names', async () => {
  const file = 'wrangler.staging.toml'
  const { code, text } = await deployed('ISSUER = "https://as.example"\nBODY_LIMIT_BYTES = 1\n', { ENROL_CONFIG: file }, file)
  assert.notEqual(code, 0)
  assert.match(text, /wrangler\.staging\.toml: the setting BODY_LIMIT_BYTES must/)
  const good = await deployed('ISSUER = "https://as.example"\n', { ENROL_CONFIG: file }, file)
  assert.equal(good.code, 0, good.text)
})

test('a deployment with faults fails and lists all faults, unless the check is off', async () => {
  const settings = 'ISSUER = ""\nISSEUR = "https://as.example"\nBODY_LIMIT_BYTES = 1\n'
  const { code, text } = await deployed(settings)
  assert.notEqual(code, 0)
  for (const problem of [
    'the setting ISSUER must be set',
    'ISSEUR is not a setting; did you mean ISSUER?',
    'the setting BODY_LIMIT_BYTES must be a whole number',
    'ENROL_CHECK=off',
  ]) {
    assert.ok(text.includes(problem), `${problem}\n${text}`)
  }
  assert.equal((await deployed(settings, { ENROL_CHECK: 'off' })).code, 0)
})
