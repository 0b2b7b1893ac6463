// What is kept of clients, as rows of schema/ and as values of KV, and how much room it takes.

import { MCP, OPENID } from './clients.mjs'
import { bytesOf, TIME } from './size.mjs'

// What the server fills in stands in the row too.
const COMPLETED = { id_token_signed_response_alg: 'RS256', require_auth_time: false, subject_type: 'public' }

/** What is stored of the client that the benchmark registers as an MCP client. */
export const STORED_JSON = JSON.stringify({ ...MCP, ...COMPLETED })

/** What is stored of a client with every member of OpenID Connect. */
export const LARGE_JSON = JSON.stringify(OPENID)

/** As much as a registration can say, `BODY_LIMIT_BYTES` unless it is set: too much for any identifier. */
export const LARGEST_JSON = JSON.stringify({ most: 'x'.repeat(65_536 - 11) })

/** What a used assertion is remembered by. */
export const ONCE = `a${'x'.repeat(22)}`

/** A name of a key of the master secret, as `npm run secret` makes it. */
export const KEY = 'k20261121abcd'

/** The columns of clients in their order. */
export function clientRow(id, metadata, { deletedAt = null, secretSince = null, unused = null } = {}) {
  const none = [null, null, null]
  return [id, metadata, TIME, KEY, 0, KEY, 0, ...none, 0, deletedAt, null, secretSince, ...none, null, unused]
}

/** The columns of uses in their order. */
export const useRow = (id) => [id, TIME, TIME, MCP.client_name, null, 'planner.example', null, null, null]

/** The bytes of each thing that is kept; `identifier` is how many characters that of a sealed client has. */
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

/** What stays of a sealed client that was deleted, and its entry in the index of those that were never used. */
export const tombstoneOf = (id) =>
  bytesOf(clientRow(id, '{}', { deletedAt: TIME, secretSince: TIME, unused: 1 })) + unusedEntry(id, 1)

/** The entry of a client in that index. */
export const unusedEntry = (id, unused) => bytesOf([unused, TIME, id])

// What workers-oauth-provider keeps of the same client, under `client:` and 16 characters.
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
// About what it keeps of one user's grant and one access token, with few properties.
const OTHER_GRANT_AND_TOKEN = 2000
