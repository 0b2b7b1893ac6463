import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Returns the path of a file of the project. */
export const at = (...parts) => join(root, ...parts)

/** Returns the path of a file argument. npm changes to the project first, and keeps the folder of the call in INIT_CWD. */
export const fromHere = (file) => resolve(process.env.INIT_CWD ?? '', file)

/** Returns the version of Enrol. */
export const version = () => JSON.parse(readFileSync(at('package.json'), 'utf8')).version
