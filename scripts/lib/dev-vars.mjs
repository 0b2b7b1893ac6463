import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import util from 'node:util'
import { mintClientSecret, mintKey } from './master-secret.mjs'
import { at } from './project.mjs'

const FILE = at('.dev.vars')

/** The client that `npm start` defines for development. */
export const INITIAL_CLIENT = 'dcr-initial-client'

/** The clients that `npm start` defines for development: a backend, and an app whose users register their installations. */
const CLIENTS = {
  [INITIAL_CLIENT]: { grant_types: ['client_credentials'], scope: 'dcr' },
  'mobile-dcr-initial-client': {
    client_name: 'Example app',
    redirect_uris: ['com.example.app:/callback', 'http://127.0.0.1/callback'],
    application_type: 'native',
    grant_types: ['authorization_code'],
    token_endpoint_auth_method: 'none',
    scope: 'dcr',
  },
}

/** Returns the settings of .dev.vars by name; none if the file does not exist. */
export function devVars(file = FILE) {
  return existsSync(file) ? util.parseEnv(readFileSync(file, 'utf8')) : {}
}

/** Returns a setting of .dev.vars; `undefined` if it is empty or not set. */
export function devVar(name, vars = devVars()) {
  return vars[name]?.trim() || undefined
}

/** Returns whether .dev.vars has a secret of the initial client. */
export function hasInitialClient(secrets = devVar('CLIENT_SECRETS')) {
  return secrets?.split(/\s+/).some((entry) => entry.startsWith(`${INITIAL_CLIENT}:`)) ?? false
}

/** A shell command that writes this secret as a configuration for `curl -K -`, so that it is not shown. */
export const asInitialClient = `sed -n 's/^CLIENT_SECRETS="\\(${INITIAL_CLIENT}:[^ "]*\\).*/user = "\\1"/p' .dev.vars`

/** Creates .dev.vars, which only its owner can read; returns false if the file exists. */
export function writeDevVars(file = FILE) {
  try {
    writeFileSync(file, fresh(), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

const fresh = () => `# The server derives every client_secret and registration_access_token from it.
MASTER_SECRET="${mintKey()}"
# Replaces the setting of wrangler.toml: anybody who can reach this server may register clients.
REGISTRATION_MODE="open"
# Clients that get access tokens for registering other clients: one for itself, one for each user who signs in.
CLIENTS='${JSON.stringify(CLIENTS)}'
CLIENT_SECRETS="${INITIAL_CLIENT}:${mintClientSecret()}"
`
