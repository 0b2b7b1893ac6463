import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { isInSetting, settingOf, settingsIn } from '../../scripts/lib/configuration.mjs'
import { asInitialClient, devVar, devVars, hasInitialClient, writeDevVars } from '../../scripts/lib/dev-vars.mjs'
import { at, temporaryFolder } from '../../scripts/lib/project.mjs'
import { Problem } from '../../scripts/lib/say.mjs'

const folder = temporaryFolder()
after(() => folder.remove())

test('the settings of wrangler.toml are under [vars], in every form of TOML', () => {
  const toml = 'A = "x"\n[vars] # ours\nB = """\n[vars]\nC = 1"""\nD.e = ["f"]\n[env.x.vars]\nB = "y"'
  assert.equal(JSON.stringify(settingsIn(toml)), JSON.stringify({ B: '[vars]\nC = 1', D: { e: ['f'] } }))
  assert.deepEqual(settingsIn('name = "x"'), {})
})

test('an unreadable wrangler.toml is reported with the line', () => {
  const isRight = (error) => error instanceof Problem && /^wrangler\.toml, line 2: \w[^\n]*$/.test(error.message)
  assert.throws(() => settingsIn('[vars]\nISSUER = https://as.example\n'), isRight)
})

test('.dev.vars is read as wrangler reads it', () => {
  const file = join(folder.path, 'vars')
  assert.deepEqual(devVars(file), {})
  writeFileSync(file, `# A=0\nA=1\r\n export B = "x # y" # z\nC='{"d":"e"}'\nF=\nG="two\nlines"\nH= x y # z\nA=2\n`)
  const vars = devVars(file)
  for (const [name, value] of [
    ['A', '2'],
    ['B', 'x # y'],
    ['C', '{"d":"e"}'],
    ['F', undefined],
    ['G', 'two\nlines'],
    ['H', 'x y'],
    ['I', undefined],
  ]) {
    assert.equal(devVar(name, vars), value, name)
  }
})

test('the shown command reads the secret of the initial client from .dev.vars and does not contain it', () => {
  mkdirSync(join(folder.path, 'fresh'))
  const file = join(folder.path, 'fresh/.dev.vars')
  assert.equal(writeDevVars(file), true)
  assert.equal(writeDevVars(file), false)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  const secrets = devVar('CLIENT_SECRETS', devVars(file))
  assert.match(secrets, /^dcr-initial-client:[\w-]{86}$/)
  assert.equal(hasInitialClient(secrets), true)
  for (const none of ['', 'other:x', 'dcr-initial-clients:x']) assert.equal(hasInitialClient(none), false, none)
  const said = execFileSync('sh', ['-c', asInitialClient], { cwd: join(folder.path, 'fresh'), encoding: 'utf8' })
  assert.equal(said, `user = "${secrets}"\n`)
  assert.ok(readFileSync(at('docs/guides/api-portal.md'), 'utf8').includes(asInitialClient))
})

const ISSUER = 'https://directory.example'

test('an issuer is found in the setting in every form of TOML', () => {
  const inFile = (toml) => isInSetting(ISSUER, '--remote', { vars: '{}', toml })
  for (const toml of [
    `[vars.STATEMENT_ISSUERS."${ISSUER}"]\njwks_uri = "x"`,
    `[ vars . STATEMENT_ISSUERS . '${ISSUER}' ] # theirs`,
    `[vars]\nA = 1\n[vars.STATEMENT_ISSUERS."${ISSUER}".approved]`,
    `[vars.STATEMENT_ISSUERS]\nother = { jwks_uri = "x" }\n"${ISSUER}" = { jwks_uri = "x" }`,
    `[vars.STATEMENT_ISSUERS]\n'${ISSUER}'.jwks_uri = "x"`,
    `[vars]\nSTATEMENT_ISSUERS = { "a" = { jwks_uri = "x" }, "${ISSUER}" = { jwks_uri = "x" } }`,
    `[vars]\nSTATEMENT_ISSUERS = '{"${ISSUER}": {"jwks_uri": "x"}}'`,
    `[vars]\nSTATEMENT_ISSUERS = '''\n{"${ISSUER}": {}}\n'''\n[x]`,
    `[vars]\nSTATEMENT_ISSUERS."${ISSUER}".jwks_uri = "x"`,
    `[vars]\nSTATEMENT_ISSUERS."https:\\u002F/directory.example" = {}`,
  ]) {
    assert.equal(inFile(toml), true, toml)
  }
  for (const toml of [
    '',
    `# [vars.STATEMENT_ISSUERS."${ISSUER}"]`,
    `[vars]\n# STATEMENT_ISSUERS = { "${ISSUER}" = {} }`,
    `[vars.STATEMENT_ISSUERS."${ISSUER}/"]`,
    `[vars.REGISTRATION_TOKEN_ISSUERS."${ISSUER}"]`,
    `[vars]\nISSUER = "${ISSUER}"`,
    `[vars.STATEMENT_ISSUERS."a"]\njwks_uri = "${ISSUER}"`,
  ]) {
    assert.equal(inFile(toml), false, toml)
  }
})

test('.dev.vars replaces the setting for the local server only', () => {
  const toml = `[vars.STATEMENT_ISSUERS."${ISSUER}"]`
  for (const [where, vars, is] of [
    ['--local', '{"https://a.example":{}}', false],
    ['--remote', '{"https://a.example":{}}', true],
    ['--local', `{"${ISSUER}":{}}`, true],
    ['--local', '', true],
    ['--local', 'nonsense', false],
  ]) {
    assert.equal(isInSetting(ISSUER, where, { vars, toml }), is, `${where} ${vars}`)
  }
})

test('a setting is that of .dev.vars for the local server, and otherwise that of wrangler.toml', () => {
  const toml = '[vars]\nPROFILE = "cdr-au"\nLIMITS = { client_name_bytes = 40 }'
  for (const [setting, where, vars, expected] of [
    ['PROFILE', '--local', 'fapi2', 'fapi2'],
    ['PROFILE', '--local', '', 'cdr-au'],
    ['PROFILE', '--remote', 'fapi2', 'cdr-au'],
    ['LIMITS', '--remote', '', '{"client_name_bytes":40}'],
    ['MTLS_HOST', '--local', '', ''],
  ]) {
    assert.equal(settingOf(setting, where, { vars, toml }), expected, `${setting} ${where}`)
  }
})
