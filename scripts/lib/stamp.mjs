import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

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
