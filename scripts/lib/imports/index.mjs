import * as auth0 from './auth0.mjs'
import * as connect2id from './connect2id.mjs'
import * as hydra from './hydra.mjs'
import * as keycloak from './keycloak.mjs'

/** The readers of exports by the name of the server: each returns a `client` for the admin API, or a `refusal`. */
const READERS = { auth0, connect2id, enrol: { read: (client) => ({ client }) }, hydra, keycloak, other: { read: (client) => ({ client }) } }

export const servers = Object.keys(READERS)

/** Reads one entry of an export. */
export function readEntry(from, entry) {
  const isObject = typeof entry === 'object' && entry !== null && !Array.isArray(entry)
  return isObject ? READERS[from].read(entry) : { refusal: 'is no JSON object' }
}
