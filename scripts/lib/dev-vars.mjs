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

/** Whether .dev.vars has a secret of the client that development comes with. */
export function hasInitialClient(secrets = devVar('CLIENT_SECRETS')) {
  return secrets?.split(/\s+/).some((entry) => entry.startsWith(`${INITIAL_CLIENT}:`)) ?? false
}

/** A shell command that reads this secret from .dev.vars, for the standard input of `curl -K -`: none of it is shown. */
export const asInitialClient = `sed -n 's/^CLIENT_SECRETS="\\(${INITIAL_CLIENT}:[^ "]*\\).*/user = "\\1"/p' .dev.vars`

/** Writes .dev.vars, readable by its owner alone, unless there is one; says whether it did. */
export function writeDevVars(file = FILE) {
  try {
    writeFileSync(file, fresh(), { flag: 'wx', mode: 0o600 })
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
