/**
 * Clients of `GET /clients` of Connect2id: the members of RFC 7591.
 *
 * A plugin of that server may store other texts than the secret, such as its SHA-256. Such texts are told from secrets by the name
 * `client_secret_hash`, which the operator writes.
 */

const FOREIGN = ['registration_access_token', 'registration_client_uri', 'client_id_issued_at']

export function read(entry) {
  const client = Object.fromEntries(Object.entries(entry).filter(([name, value]) => !FOREIGN.includes(name) && value !== null))
  return { client }
}
