import { rmSync } from 'node:fs'
import { onPath, output, runQuietly } from './processes.mjs'
import { at, isMadeFrom, markAsMadeFrom } from './project.mjs'
import { Problem } from './say.mjs'

const FOLDER = at('target/python')
const LOCK = at('tests/interop/python/requirements.txt')
const STAMP = at('target/python/enrol-lock')
const LIMIT_MS = 300_000

// The locked packages exist for these versions. Without ensurepip, as on Debian, Python cannot create environments.
const IS_USABLE = 'import ensurepip, sys, venv; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 15))'

/** Creates the virtual environment of the Python clients. Python is optional: see `lackOfPython`. */
export async function setUpPython() {
  if (isMadeFrom(LOCK, STAMP) || !hasPython()) return
  rmSync(FOLDER, { recursive: true, force: true })
  const saying = 'installing the Python packages, about 20 seconds, once'
  const env = { PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1' }
  const install = ['-m', 'pip', 'install', '--quiet', '--require-hashes', '--no-deps', '--only-binary', ':all:']
  const steps = [
    ['python3', ['-m', 'venv', FOLDER]],
    [python('python'), [...install, '--retries', '2', '--timeout', '15', '--requirement', LOCK], { env, saying, limit: LIMIT_MS }],
  ]
  for (const step of steps) {
    if ((await runQuietly(...step)) !== 0) throw new Problem('the Python packages could not be installed')
  }
  markAsMadeFrom(LOCK, STAMP)
}

/** Returns the path of a program of the virtual environment. */
export const python = (name) => at('target/python/bin', name)

/** Returns why the Python clients cannot run here, for the `skip` of node:test; false if they can. */
export function lackOfPython() {
  if (isMadeFrom(LOCK, STAMP)) return false
  if (!hasPython()) return 'python3, 3.10 to 3.15, with venv is not installed'
  return 'the Python packages are not installed: npm run test:interop installs them'
}

const hasPython = () => onPath('python3') !== undefined && output('python3', ['-c', IS_USABLE]) !== undefined
