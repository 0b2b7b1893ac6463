import { literal } from './sql.mjs'

// As src/model/client_id.rs: 128 bits in base64url, or a client that is sealed.
const STORED = /^c[\w-]{22}$/
const SEALED = /^s[\w-]{39,1023}$/

/** Whether an identifier can be that of a client that has registered. */
export const isRegistered = (id) => [STORED, SEALED].some((form) => form.test(id)) && isOnlySpelling(id.slice(1))

/** Whether nothing need be stored of a client that has registered. */
export const isSealed = (id) => SEALED.test(id)

const isOnlySpelling = (text) => Buffer.from(text, 'base64url').toString('base64url') === text

/** Whether an operator can choose a name: for a client of the setting CLIENTS, or a template of TEMPLATES. */
export const isChosen = (id) => /^(?!http)[\w.~-]{1,64}$/.test(id) && !isRegistered(id)

/** The statement that finds a client that has registered, also once it is deleted. */
export const lookupOf = (id) =>
  `SELECT client_id, issued_at, revision, deleted_at, bounds, metadata FROM clients WHERE client_id = '${id}'`

const KINDS = ['software-id', 'template', 'owner', 'statement-issuer']

/** The statement that lists clients by their last use, those of some kind if it is named. */
export function listOf(wishes) {
  const among = (column, names) => (names.length > 0 ? [`uses.${column} IN (${names.map(literal).join(', ')})`] : [])
  const kinds = KINDS.flatMap((kind) => among(kind.replace('-', '_'), wishes[kind] ?? []))
  const conditions = ['clients.deleted_at IS NULL', ...kinds]
  return (
    'SELECT uses.client_id, client_name, uses.software_id, redirect_host, template, owner, statement_issuer, first_used_at, last_used_at ' +
    'FROM uses LEFT JOIN clients ON clients.client_id = uses.client_id ' +
    `WHERE ${conditions.join(' AND ')} ORDER BY last_used_at DESC LIMIT 1000`
  )
}
