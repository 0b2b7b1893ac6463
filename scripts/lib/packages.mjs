import { runQuietly } from './processes.mjs'
import { at, isMadeFrom, markAsMadeFrom } from './project.mjs'
import { Problem } from './say.mjs'

const LIMIT_MS = 300_000

const lockOf = (folder) => at(folder, 'package-lock.json')
const stampOf = (folder) => at(folder, 'node_modules/.enrol-lock')

/** Installs the npm packages of a folder with a lock file of its own, so that `npm run setup` stays small. */
export async function installPackages(folder, saying) {
  if (hasPackages(folder)) return
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  if ((await runQuietly('npm', args, { cwd: at(folder), saying, limit: LIMIT_MS })) !== 0) {
    throw new Problem(`the npm packages of ${folder} could not be installed`)
  }
  markAsMadeFrom(lockOf(folder), stampOf(folder))
}

/** Returns whether the npm packages of a folder are those of its lock file. */
export const hasPackages = (folder) => isMadeFrom(lockOf(folder), stampOf(folder))
