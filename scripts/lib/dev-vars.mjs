import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import util from 'node:util'
import { mintClientSecret, mintKey } from './master-secret.mjs'
import { at } from './project.mjs'

const FILE = at('.dev.vars')

/** The client that development comes with. */
export const INITIAL_CLIENT = 'dcr-initial-client'

/** Everything that .dev.vars sets, by name; nothing while there is no such file. */
export function devVars(file = FILE) {
  return existsSync(file) ? util.parseEnv(readFileSync(file, 'utf8')) : {}
}

/** What .dev.vars sets, which is nothing where there is no value, or no such file yet. */
export function devVar(name, vars = devVars()) {
  return vars[name]?.trim() || undefined
}

/** The secret of the client that development comes with, if .dev.vars has one. */
export function initialClientSecret() {
  const entries = devVar('CLIENT_SECRETS')?.split(/\s+/) ?? []
  return entries.find((entry) => entry.startsWith(`${INITIAL_CLIENT}:`))?.slice(INITIAL_CLIENT.length + 1)
}

/** Writes .dev.vars, readable by its owner alone, unless there is one; says whether it did. */
export function writeDevVars() {
  try {
    writeFileSync(FILE, fresh(), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

const fresh = () => `# Every client_secret and registration_access_token of this server is derived from it.
MASTER_SECRET="${mintKey()}"
# Overrides wrangler.toml: whoever reaches this server may register.
REGISTRATION_MODE="open"
# A client that gets access tokens to register others with.
CLIENTS='${JSON.stringify({ [INITIAL_CLIENT]: { grant_types: ['client_credentials'], scope: 'dcr' } })}'
CLIENT_SECRETS="${INITIAL_CLIENT}:${mintClientSecret()}"
`
