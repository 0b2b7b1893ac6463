import { either } from '../admin-api.mjs'
import { suggestion } from '../command-line.mjs'
import { tableOf } from '../configuration.mjs'
import { literal } from '../database.mjs'
import { mintClientSecret } from '../master-secret.mjs'
import { answer } from '../rules.mjs'
import { date, Problem } from '../say.mjs'
import * as atApi from './client-api.mjs'
import { exportClients, importClients } from './client-transfer.mjs'

const listAtEither = either(atApi.list, list)

/** Lists clients at the admin API if only the server knows them, such as those that wait for an approval. */
async function listAsAsked(query, options, name, where = '--local', surroundings = {}) {
  if (options.waiting) return atApi.list(options, name, where, surroundings)
  const [condition] = Object.keys(atApi.CONDITIONS).filter((option) => options[option] !== undefined)
  if (condition && options.url === undefined && options['token-file'] === undefined) {
    throw new Problem(`--${condition} is for the admin API alone: give --url or --token-file too`)
  }
  return listAtEither(query, options, name, where, surroundings)
}

async function list(query, options) {
  const json = await query(listOf(options))
  const line = ({ last_used_at, ...client }) =>
    [date(last_used_at).slice(0, 10), ...atApi.COLUMNS.map((name) => client[name] ?? '-')].join('  ')
  const names = ['last_used ', ...atApi.COLUMNS].join('  ')
  const none = 'there are no clients: a client is listed after its first token'
  return { json, text: json.length > 0 ? [names, ...json.map(line)].join('\n') : none }
}

const KINDS = ['software-id', 'template', 'owner', 'statement-issuer']

/** Returns the statement that lists clients by their last use: all clients, or those of some kinds. */
export function listOf(options) {
  const among = (column, names) => (names.length > 0 ? [`uses.${column} IN (${names.map(literal).join(', ')})`] : [])
  const kinds = KINDS.flatMap((kind) => among(kind.replace('-', '_'), options[kind] ?? []))
  const conditions = ['clients.deleted_at IS NULL', ...kinds]
  return (
    'SELECT uses.client_id, client_name, uses.software_id, redirect_host, template, owner, statement_issuer, first_used_at, last_used_at ' +
    'FROM uses LEFT JOIN clients ON clients.client_id = uses.client_id ' +
    `WHERE ${conditions.join(' AND ')} ORDER BY last_used_at DESC LIMIT 1000`
  )
}

async function show(query, options, id = '') {
  const { value: kind } = await answer('client-id', id)
  if (kind === undefined) throw unnamed()
  const [row] = await query(lookupOf(id))
  // An imported client has the identifier of another server.
  if (!row && !['sealed', 'stored'].includes(kind)) throw unnamed()
  if (!row && kind === 'sealed') return { json: { client_id: id, state: 'sealed' }, text: `${id}  ${SEALED}` }
  if (!row) throw new Problem(`${id} is unknown: it never registered here, or it was deleted long ago`)
  const { metadata, bounds, ...rest } = row
  const state = rest.deleted_at === null ? 'registered' : 'deleted'
  const json = { ...rest, state, bounds: JSON.parse(bounds), metadata: JSON.parse(metadata) }
  return { json, text: textOf(json) }
}

const unnamed = () =>
  new Problem(
    'name a client by the client_id that it got when it registered or was imported; ' +
      'clients of the setting CLIENTS are in .dev.vars and wrangler.toml, not in the database',
  )

const SEALED = 'sealed into its client_id: the database has no row for it, because it was never updated or deleted'

const lookupOf = (id) =>
  `SELECT client_id, issued_at, revision, deleted_at, bounds, metadata FROM clients WHERE client_id = ${literal(id)}`

function textOf({ client_id, state, issued_at, deleted_at, revision, bounds, metadata }) {
  const times = [`registered ${date(issued_at)}`, ...(deleted_at === null ? [] : [`deleted ${date(deleted_at)}`])]
  const lines = [[client_id, ...times, `revision ${revision}`].join('  ')]
  if (Object.keys(bounds ?? {}).length > 0) lines.push(`bounds ${JSON.stringify(bounds)}`)
  if (state === 'registered') lines.push(JSON.stringify(metadata, undefined, 2))
  return lines.join('\n')
}

async function secret(query, options, id = '', where, clients = configured()) {
  if ((await answer('client-id', id)).value !== 'chosen') {
    throw new Problem(
      'name a client of the setting CLIENTS: 1 to 64 letters, digits and -._~, ' +
        'not in the form of a client_id that the server issues, and not beginning with http',
    )
  }
  if (!clients.includes(id)) {
    const near = suggestion(id, clients)
    throw new Problem(`the setting CLIENTS in .dev.vars and wrangler.toml has no client ${id}: add it first${near}`)
  }
  const client_secret = mintClientSecret()
  return { json: { client_id: id, client_secret }, text: `${id}:${client_secret}` }
}

const configured = () => ['--local', '--remote'].flatMap((where) => Object.keys(tableOf('CLIENTS', where)))

export const commands = {
  list: listAsAsked,
  show: either(atApi.show, show),
  approve: atApi.approve,
  disable: atApi.disable,
  enable: atApi.enable,
  delete: atApi.remove,
  'rotate-secret': atApi.rotateSecret,
  import: importClients,
  export: exportClients,
  secret,
}
