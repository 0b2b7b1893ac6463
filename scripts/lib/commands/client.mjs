import { isChosen, isRegistered, isSealed, listOf, lookupOf } from '../clients.mjs'
import { tableOf } from '../configuration.mjs'
import { mintClientSecret } from '../master-secret.mjs'
import { suggestion } from '../nearest.mjs'
import { date, Problem } from '../say.mjs'

export const commands = { list, show, secret }

async function list(query, wishes) {
  const json = await query(listOf(wishes))
  const line = ({ last_used_at, ...client }) =>
    [date(last_used_at).slice(0, 10), ...COLUMNS.map((name) => client[name] ?? '-')].join('  ')
  const names = ['last_used ', ...COLUMNS].join('  ')
  const none = 'there are none: a client is noted when it gets its first token'
  return { json, text: json.length > 0 ? [names, ...json.map(line)].join('\n') : none }
}

const COLUMNS = ['client_id', 'client_name', 'software_id', 'redirect_host', 'template', 'owner', 'statement_issuer']

async function show(query, wishes, id = '') {
  if (!isRegistered(id)) {
    throw new Problem(
      'name a client by the client_id that it got when it registered; ' +
        'those of the setting CLIENTS are in the settings, wrangler.toml and .dev.vars, not in the database',
    )
  }
  const [row] = await query(lookupOf(id))
  if (!row && isSealed(id)) return { json: { client_id: id, state: 'sealed' }, text: `${id}  ${SEALED}` }
  if (!row) throw new Problem(`${id} is unknown: it was never registered here, or deleted so long ago that it is forgotten`)
  const { metadata, bounds, ...rest } = row
  const state = rest.deleted_at === null ? 'registered' : 'deleted'
  const json = { ...rest, state, bounds: JSON.parse(bounds), metadata: JSON.parse(metadata) }
  return { json, text: textOf(json) }
}

const SEALED = 'sealed into its identifier: nothing is stored of it, it was neither changed nor deleted'

function textOf({ client_id, state, issued_at, deleted_at, revision, bounds, metadata }) {
  const times = [`registered ${date(issued_at)}`, ...(deleted_at === null ? [] : [`deleted ${date(deleted_at)}`])]
  const lines = [[client_id, ...times, `revision ${revision}`].join('  ')]
  if (Object.keys(bounds ?? {}).length > 0) lines.push(`bounds ${JSON.stringify(bounds)}`)
  if (state === 'registered') lines.push(JSON.stringify(metadata, undefined, 2))
  return lines.join('\n')
}

async function secret(query, wishes, id = '', where, clients = configured()) {
  if (!isChosen(id)) {
    throw new Problem(
      'name a client of the setting CLIENTS: 1 to 64 letters, digits and -._~, ' +
        'unlike the client_id of one that has registered and not beginning with http',
    )
  }
  if (!clients.includes(id)) {
    const near = suggestion(id, clients)
    throw new Problem(`${id} is no client of the setting CLIENTS, in .dev.vars or wrangler.toml: put it there first${near}`)
  }
  const client_secret = mintClientSecret()
  return { json: { client_id: id, client_secret }, text: `${id}:${client_secret}` }
}

const configured = () => ['--local', '--remote'].flatMap((where) => Object.keys(tableOf('CLIENTS', where)))
