import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { at } from './project.mjs'

/** One entry of the key ring MASTER_SECRET: a key id, a colon, 256 random bits as base64url. */
export const mint = (keyId) => `${keyId}:${randomBytes(32).toString('base64url')}`

/** Writes .dev.vars, readable by its owner alone, unless there is one; says whether it did. */
export function writeDevVars() {
  try {
    writeFileSync(at('.dev.vars'), devVars(), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

const devVars = () => `# Every client_secret and registration_access_token of this server is derived from it.
MASTER_SECRET="${mint('k1')}"
# Overrides wrangler.toml: whoever reaches this server may register.
REGISTRATION_MODE="open"
`
