import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { temporaryFolder } from '../../scripts/lib/project.mjs'
import { lackOfPython } from '../../scripts/lib/python.mjs'
import { DEVICES } from '../e2e/support/device.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { mintSecret } from '../e2e/support/oauth.mjs'
import { createUser, registered, signIn, WEB } from '../e2e/support/sign-in.mjs'
import { pythonFile, runPython } from './support/python.mjs'

const LIMIT_MS = 120_000
const PHASES = { examples: 'skip', coverage: 'success', fuzzing: 'success', stateful: 'success' }
const skip = lackOfPython()

// Challenges are made only where somebody attests, codes only where devices are let in, and the admin API and the endpoint of
// clients are only there for clients of the operator.
const ATTESTERS = JSON.stringify({ 'https://attest.example': { jwks_uri: 'https://attest.example/jwks' } })

const machine = (scope) => ({ grant_types: ['client_credentials'], scope })
const OPERATORS = {
  CLIENTS: JSON.stringify({ operations: machine('admin'), reader: machine('clients:read') }),
  CLIENT_SECRETS: `operations:${mintSecret()} reader:${mintSecret()}`,
}

let enrol
before(async () => {
  if (!skip) enrol = await startEnrol({ vars: { ATTESTERS, ...OPERATORS, ...DEVICES } })
})
after(() => enrol?.stop())

test('Schemathesis finds nothing in which the server differs from its description', { skip }, async () => {
  const { path: cwd, remove } = temporaryFolder()
  const report = join(cwd, 'report.json')
  const bounds = ['--seed', '7591', '--max-examples', '50', '--no-color']
  const args = ['run', ...bounds, '--report', 'json', '--report-json-path', report, `${enrol.issuer}/openapi.json`]
  const { access_token } = await signIn(enrol, await registered(enrol, WEB), createUser(enrol))
  const env = {
    ENROL_USER_TOKEN: access_token,
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONPATH: pythonFile(),
    SCHEMATHESIS_HOOKS: 'schemathesis_hooks',
  }
  const configured = ['--config-file', pythonFile('schemathesis.toml'), ...args]
  const { code, stdout, stderr } = await runPython('schemathesis', configured, { cwd, env, limit: LIMIT_MS })
  assert.equal(code, 0, stdout + stderr)

  // Finding nothing is worth something only if it looked everywhere.
  const { complete, operations, phases, warnings } = JSON.parse(readFileSync(report, 'utf8'))
  assert.ok(complete)
  assert.equal(operations.tested, operations.total)
  const statuses = Object.entries(phases).map(([name, { status }]) => [name, status])
  assert.deepEqual(Object.fromEntries(statuses), PHASES)
  // It has no credentials of operators: tests/native has their requests.
  const isOfOperators = (operation) => / \/(admin\/v1|clients)\//.test(operation)
  assert.deepEqual(warnings.missing_auth.filter((operation) => !isOfOperators(operation)), [])
  assert.deepEqual(warnings.rate_limited, [])
  remove()
})
