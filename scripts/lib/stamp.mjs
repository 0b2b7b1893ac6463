import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

/** Whether what carries this stamp was made from the file, or from the list of files, as it is now. */
export function isMadeFrom(files, stamp) {
  try {
    return readFileSync(stamp, 'utf8') === hash(files)
  } catch {
    return false
  }
}

export const markAsMadeFrom = (files, stamp) => writeFileSync(stamp, hash(files))

function hash(files) {
  const digest = createHash('sha256')
  for (const file of [files].flat()) digest.update(readFileSync(file))
  return digest.digest('hex')
}
