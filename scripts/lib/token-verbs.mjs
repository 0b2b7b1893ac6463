import { tableOf } from './configuration.mjs'
import { BEGINNING, LIST, mintToken, revocationOf } from './initial-access-tokens.mjs'
import { suggestion } from './nearest.mjs'
import { one, several } from './options.mjs'
import { date, Problem } from './say.mjs'
import { lineOf } from './standard-input.mjs'

export const ABOUT = `Initial access tokens, with which clients register. A signed access token is listed from its first use on, with its issuer
and its subject.`

const options = {
  uses: one('NUMBER', 'how many clients may register with it; the default is 1'),
  expires: one('TIME', 'how long it may be used, in minutes, hours or days up to 3650d: 30m, 12h; the default is 7d'),
  label: one('TEXT', 'a note of yours, shown in the list'),
  grant: several('GRANT_TYPE', 'bound: a grant type that its clients may have'),
  scope: several('"VALUES"', 'bound: scope values that its clients may have'),
  'redirect-host': several('HOST', 'bound: a host, with what is below it, that its clients may be redirected to'),
  method: several('METHOD', 'bound: a token_endpoint_auth_method that its clients may have'),
  'software-id': several('ID', 'bound: a software_id that its clients may have'),
  template: several('NAME', 'bound: a template of the setting TEMPLATES that its clients are of'),
}

export const commands = {
  create: {
    work: create,
    line: '[--uses NUMBER] [--expires TIME] [--label TEXT] [bounds]',
    about: `Makes an initial access token and shows it this once; the database holds its digest. Bounds hold for every client that is
registered with it, as long as the client lives.`,
    options,
  },
  list: { work: list, about: 'Shows every token by its digest: label, uses left, end, bounds.' },
  revoke: {
    work: revoke,
    name: '[DIGEST]',
    about: `Leaves a token no uses, and leaves the clients that it has made. The token is read from the standard input, where nobody else
sees it: enrol token revoke < FILE. DIGEST is its digest, or at least 6 characters of the beginning of that: token list.`,
  },
}

export const verbs = { create, list, revoke }

async function create(query, wishes, name, where = '--local', templates = Object.keys(tableOf('TEMPLATES', where))) {
  checkTemplates(wishes.template ?? [], where, templates)
  const { sql, token, digest, uses_left } = mintToken(wishes)
  const [{ expires_at }] = await query(`${sql} RETURNING expires_at`)
  const made = { token, digest, expires_at, uses_left }
  const text = `${made.token}\nIt is shown this once. Uses: ${made.uses_left}; until ${date(made.expires_at)}; digest ${made.digest}`
  return { json: made, text }
}

const IN_ARGUMENTS = 'other users of this machine can see a token in the arguments; give it on the standard input'

function checkTemplates(wanted, where, templates) {
  const unknown = wanted.flatMap((words) => words.trim().split(/\s+/)).find((name) => !templates.includes(name))
  if (unknown === undefined) return
  const place = where === '--local' ? '.dev.vars and wrangler.toml' : 'wrangler.toml'
  throw new Problem(`--template ${unknown} is none of the setting TEMPLATES in ${place}${suggestion(unknown, templates)}`)
}

async function list(query) {
  const json = (await query(LIST)).map(({ bounds, ...token }) => ({ ...token, bounds: JSON.parse(bounds) }))
  const line = ({ digest, label, uses_left, expires_at, bounds }) =>
    [digest, label || '-', left(uses_left), `until ${date(expires_at)}`, JSON.stringify(bounds)].join('  ')
  return { json, text: json.map(line).join('\n') || 'there are none' }
}

// Both are the same to the Worker.
const left = (uses) => (uses > 0 ? `uses ${uses}` : 'used up or revoked')

async function revoke(query, wishes, name, where, input = process.stdin) {
  if (name?.startsWith(BEGINNING)) throw new Problem(`${IN_ARGUMENTS}: enrol token revoke < FILE, or by its digest`)
  const json = await query(revocationOf(name ?? (await lineOf(input, 'the token, or its digest: '))))
  if (json.length === 0) throw new Problem('there is no such token; a signed access token is known from its first use on')
  const line = ({ digest, label }) =>
    `revoked ${digest}${label && ` (${label})`}: no uses are left; it stays in the list until the cron trigger removes it after it has expired`
  return { json, text: json.map(line).join('\n') }
}
