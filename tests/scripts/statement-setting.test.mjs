import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isInSetting } from '../../scripts/lib/configuration.mjs'

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
