// The rows of schema/ and the KV values that a client leaves, and their sizes.

import { MCP, OPENID } from './clients.mjs'
import { bytesOf, TIME } from './size.mjs'

// The row also has the members that the server fills in.
const COMPLETED = { id_token_signed_response_alg: 'RS256', require_auth_time: false, subject_type: 'public' }

/** The stored metadata of the MCP client of the benchmark. */
export const STORED_JSON = JSON.stringify({ ...MCP, ...COMPLETED })

/** The stored metadata of a client with every member of OpenID Connect. */
export const LARGE_JSON = JSON.stringify(OPENID)

/** The largest metadata that fit in a request with the default `BODY_LIMIT_BYTES`; no identifier can hold them. */
export const LARGEST_JSON = JSON.stringify({ most: 'x'.repeat(65_536 - 11) })

/** The row of a used assertion. */
export const ONCE = `a${'x'.repeat(22)}`

/** A key name of MASTER_SECRET, as `npm run secret` creates it. */
export const KEY = 'k20261121abcd'

/** Returns the row of a client, in the order of the columns. */
export function clientRow(id, metadata, { deletedAt = null, secretSince = null, unused = null } = {}) {
  const none = [null, null, null]
  return [id, metadata, TIME, KEY, 0, KEY, 0, ...none, 0, deletedAt, null, secretSince, ...none, null, unused]
}

/** Returns the row of a use, in the order of the columns. */
export const useRow = (id) => [id, TIME, TIME, MCP.client_name, null, 'planner.example', null, null, null]

/** Returns the bytes of each kind of row and value; `identifier` is the length of a sealed client_id. */
export function sizesOf(identifier) {
  const stored = 'c'.repeat(23)
  const sealed = 's'.repeat(identifier)
  return {
    client: bytesOf(clientRow(stored, STORED_JSON)),
    largeClient: bytesOf(clientRow(stored, LARGE_JSON)),
    largestClient: bytesOf(clientRow(stored, LARGEST_JSON)),
    tombstone: tombstoneOf(sealed),
    storedTombstone: bytesOf(clientRow(stored, '{}', { deletedAt: TIME })) + bytesOf([TIME, stored]),
    sealedUse: bytesOf(useRow(sealed)) + bytesOf([TIME, sealed]),
    storedUse: bytesOf(useRow(stored)) + bytesOf([TIME, stored]),
    spent: bytesOf([ONCE, TIME]) + bytesOf([TIME, ONCE]),
    otherClient: OTHER_CLIENT,
    otherGrantAndToken: OTHER_GRANT_AND_TOKEN,
  }
}

/** Returns the bytes of the tombstone of a sealed client, and of its entry in the index of unused clients. */
export const tombstoneOf = (id) =>
  bytesOf(clientRow(id, '{}', { deletedAt: TIME, secretSince: TIME, unused: 1 })) + unusedEntry(id, 1)

/** Returns the bytes of a client in the index of unused clients. */
export const unusedEntry = (id, unused) => bytesOf([unused, TIME, id])

// The KV value of workers-oauth-provider for the same client; its key is `client:` and 16 characters.
const OTHER_CLIENT =
  23 +
  JSON.stringify({
    clientId: 'x'.repeat(16),
    redirectUris: MCP.redirect_uris,
    clientName: MCP.client_name,
    grantTypes: MCP.grant_types,
    responseTypes: MCP.response_types,
    registrationDate: TIME,
    tokenEndpointAuthMethod: MCP.token_endpoint_auth_method,
    authMethodExplicit: true,
    registrationExpiresAt: TIME,
  }).length
// The approximate KV values for one grant and one access token with few properties.
const OTHER_GRANT_AND_TOKEN = 2000
