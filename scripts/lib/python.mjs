import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { onPath, output, runQuietly } from './processes.mjs'
import { at, isMadeFrom, markAsMadeFrom } from './project.mjs'
import { Problem } from './say.mjs'

// Packages that cannot be installed together have environments of their own.
const ENVIRONMENTS = ['python', 'python-mcp-1']
const folder = (environment) => at('target', environment)
const lock = (environment) => at('tests/interop/python', `${environment.replace('python', 'requirements')}.txt`)
const stamp = (environment) => at('target', environment, 'enrol-lock')
const LIMIT_MS = 300_000

// The locked packages exist for these versions. Without ensurepip, as on Debian, Python cannot create environments.
const IS_USABLE = 'import ensurepip, sys, venv; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 15))'

/** Creates the virtual environments of the Python clients. Python is optional: see `lackOfPython`. */
export async function setUpPython() {
  for (const environment of ENVIRONMENTS.filter((name) => !isReady(name))) {
    if (hasPython()) await create(environment)
  }
}

async function create(environment) {
  rmSync(folder(environment), { recursive: true, force: true })
  const saying = `installing the packages of ${environment}, about 15 seconds, once`
  const env = { PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1' }
  const install = ['-m', 'pip', 'install', '--quiet', '--require-hashes', '--no-deps', '--only-binary', ':all:']
  const fetched = [...install, '--retries', '2', '--timeout', '15', '--requirement', lock(environment)]
  const steps = [
    ['python3', ['-m', 'venv', folder(environment)]],
    [python('python', environment), fetched, { env, saying, limit: LIMIT_MS }],
  ]
  for (const step of steps) {
    if ((await runQuietly(...step)) !== 0) throw new Problem('the Python packages could not be installed')
  }
  markAsMadeFrom(lock(environment), stamp(environment))
}

/** Returns the path of a program of a virtual environment. */
export const python = (name, environment = 'python') => join(folder(environment), 'bin', name)

/** Returns why the Python clients cannot run here, for the `skip` of node:test; false if they can. */
export function lackOfPython() {
  if (ENVIRONMENTS.every(isReady)) return false
  if (!hasPython()) return 'python3, 3.10 to 3.15, with venv is not installed'
  return 'the Python packages are not installed: npm run test:interop installs them'
}

const isReady = (environment) => isMadeFrom(lock(environment), stamp(environment))

const hasPython = () => onPath('python3') !== undefined && output('python3', ['-c', IS_USABLE]) !== undefined
