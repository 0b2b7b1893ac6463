import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export const at = (...parts) => join(root, ...parts)

/** A file that somebody has named: npm goes to the project first, and says where it was called. */
export const fromHere = (file) => resolve(process.env.INIT_CWD ?? '', file)

/** The version of Enrol. */
export const version = () => JSON.parse(readFileSync(at('package.json'), 'utf8')).version
