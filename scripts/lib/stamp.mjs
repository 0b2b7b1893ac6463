import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

/** Whether what carries this stamp was made from the lock file as it is now. */
export function isMadeFrom(lock, stamp) {
  try {
    return readFileSync(stamp, 'utf8') === hash(lock)
  } catch {
    return false
  }
}

export const markAsMadeFrom = (lock, stamp) => writeFileSync(stamp, hash(lock))

const hash = (file) => createHash('sha256').update(readFileSync(file)).digest('hex')
