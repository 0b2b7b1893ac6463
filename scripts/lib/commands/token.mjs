import { tableOf } from '../configuration.mjs'
import { BEGINNING, LIST, mintToken, revocationOf } from '../initial-access-tokens.mjs'
import { suggestion } from '../nearest.mjs'
import { date, Problem } from '../say.mjs'
import { lineOf } from '../standard-input.mjs'

export const commands = { create, list, revoke }

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
