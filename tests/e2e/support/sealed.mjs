import assert from 'node:assert/strict'
import { assertRefused, manage, METADATA, register, withoutServerMembers } from './http.mjs'

export const MACHINE = { grant_types: ['client_credentials'], scope: 'read' }

const contacts = Array.from({ length: 40 }, (_, number) => `somebody-${number}@team.example`)

/** Metadata that do not fit into an identifier. */
export const TOO_MUCH = { ...METADATA, contacts }

/** Registers a client that is sealed into its identifier. */
export async function registered(enrol, metadata = METADATA, options = {}) {
  const { status, json } = await register(enrol, metadata, options)
  assert.equal(status, 201, JSON.stringify(json))
  assert.match(json.client_id, /^s[\w-]{39,1023}$/)
  return json
}

/** Updates some members of a client. */
export const change = (client, members, options) =>
  manage(client, { method: 'PUT', json: { ...withoutServerMembers(client), ...members }, ...options })

export function assertInvalidToken(answer) {
  assertRefused(answer, 401)
  assert.equal(answer.json.error, 'invalid_token')
}

export function assertInvalidClient(answer) {
  assertRefused(answer, 401)
  assert.equal(answer.json.error, 'invalid_client')
}
