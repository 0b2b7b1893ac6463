import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { temporaryFolder } from '../../scripts/lib/project.mjs'
import { lackOfPython } from '../../scripts/lib/python.mjs'
import { DEVICES } from '../e2e/support/device.mjs'
import { startEnrol } from '../e2e/support/enrol.mjs'
import { mintSecret, tokenOf } from '../e2e/support/oauth.mjs'
import { createUser, registered, signIn, WEB } from '../e2e/support/sign-in.mjs'
import { pythonFile, runPython } from './support/python.mjs'

const LIMIT_MS = 400_000
const PHASES = { examples: 'skip', coverage: 'success', fuzzing: 'success', stateful: 'success' }
const skip = lackOfPython()

// Challenges are made only where somebody attests, codes only where devices are let in, policies are only read where they are on,
// and the admin API and the endpoint of clients are only there for clients of the operator.
const ATTESTERS = JSON.stringify({ 'https://attest.example': { jwks_uri: 'https://attest.example/jwks' } })

const machine = (scope) => ({ grant_types: ['client_credentials'], scope })
const CLIENTS = JSON.stringify({ operations: machine('admin:read'), reader: machine('clients:read') })
const SECRETS = { operations: mintSecret(), reader: mintSecret() }
const tokenOfOperator = (client_id) =>
  tokenOf(enrol, { client_id, client_secret: SECRETS[client_id], token_endpoint_auth_method: 'client_secret_basic' })

let enrol
before(async () => {
  const CLIENT_SECRETS = Object.entries(SECRETS).map((pair) => pair.join(':')).join(' ')
  if (!skip) enrol = await startEnrol({ vars: { ATTESTERS, CLIENTS, CLIENT_SECRETS, POLICIES: 'database', ...DEVICES } })
})
after(() => enrol?.stop())

test('Schemathesis finds nothing in which the server differs from its description', { skip }, async () => {
  const { path: cwd, remove } = temporaryFolder()
  const report = join(cwd, 'report.json')
  const bounds = ['--seed', '7591', '--max-examples', '50', '--no-color']
  const args = ['run', ...bounds, '--report', 'json', '--report-json-path', report, `${enrol.issuer}/openapi.json`]
  const { access_token } = await signIn(enrol, await registered(enrol, WEB), createUser(enrol))
  const env = {
    ENROL_ADMIN_TOKEN: await tokenOfOperator('operations'),
    ENROL_READER_TOKEN: await tokenOfOperator('reader'),
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
  // Its operator may only read, so that it does not end the clients and tokens of the other requests.
  const isWrite = (operation) => /^(DELETE|POST|PUT) \/admin\/v1\//.test(operation)
  assert.deepEqual(warnings.missing_auth.filter((operation) => !isWrite(operation)), [])
  assert.deepEqual(warnings.rate_limited, [])
  remove()
})
