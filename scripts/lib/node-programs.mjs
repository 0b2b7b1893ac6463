import { join } from 'node:path'
import { runQuietly } from './processes.mjs'
import { at, isMadeFrom, markAsMadeFrom } from './project.mjs'
import { Problem } from './say.mjs'

const FOLDER = at('tests/interop/node')
const LOCK = join(FOLDER, 'package-lock.json')
const STAMP = join(FOLDER, 'node_modules/.enrol-lock')
const LIMIT_MS = 300_000

/** Installs the packages that only programs of tests/interop/node need, so that `npm run setup` stays small. */
export async function setUpNodePrograms() {
  if (isMadeFrom(LOCK, STAMP)) return
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const saying = 'installing clients of the Model Context Protocol, about 15 seconds, once'
  if ((await runQuietly('npm', args, { cwd: FOLDER, saying, limit: LIMIT_MS })) !== 0) {
    throw new Problem('the npm packages of tests/interop/node could not be installed')
  }
  markAsMadeFrom(LOCK, STAMP)
}

/** Returns the path of a program of tests/interop/node, or of one of its packages. */
export const nodeProgram = (name) => join(FOLDER, name)

/** Returns why the programs cannot run here, for the `skip` of node:test; false if they can. */
export const lackOfNodePrograms = () =>
  isMadeFrom(LOCK, STAMP) ? false : 'the npm packages are not installed: npm run test:interop installs them'
