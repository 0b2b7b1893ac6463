import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

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
