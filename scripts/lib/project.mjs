import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Returns the path of a file of the project. */
export const at = (...parts) => join(root, ...parts)

/** Returns the path of a file argument. npm changes to the project first, and keeps the folder of the call in INIT_CWD. */
export const fromHere = (file) => resolve(process.env.INIT_CWD ?? '', file)

/** Returns the version of Enrol. */
export const version = () => JSON.parse(readFileSync(at('package.json'), 'utf8')).version

/** Creates an empty folder. It is removed by `remove`, or when this program ends. */
export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'enrol-'))
  const remove = () => {
    process.off('exit', remove)
    rmSync(path, { recursive: true, force: true })
  }
  process.on('exit', remove)
  return { path, remove }
}

/** Returns whether a stamp belongs to the present content of a file or of a list of files. */
export function isMadeFrom(files, stamp) {
  try {
    return readFileSync(stamp, 'utf8') === hash(files)
  } catch {
    return false
  }
}

/** Writes the stamp of a file or of a list of files. */
export const markAsMadeFrom = (files, stamp) => writeFileSync(stamp, hash(files))

function hash(files) {
  const digest = createHash('sha256')
  for (const file of [files].flat()) digest.update(readFileSync(file))
  return digest.digest('hex')
}
