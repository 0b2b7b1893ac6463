import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import { suggestion } from '../command-line.mjs'
import { tableOf } from '../configuration.mjs'
import { literal, NOW } from '../database.mjs'
import { answer, ask } from '../rules.mjs'
import { date, Problem } from '../say.mjs'
import { secondsOf, wordsOf } from './options.mjs'

export const commands = { create, list, revoke }

async function create(query, options, name, where = '--local', templates = Object.keys(tableOf('TEMPLATES', where))) {
  checkTemplates(options.template ?? [], where, templates)
  const { sql, token, digest, uses_left } = await mintToken(options)
  const [{ expires_at }] = await query(`${sql} RETURNING expires_at`)
  const note = `This is the only time that the token is shown. Uses: ${uses_left}; expires ${date(expires_at)}; digest ${digest}`
  return { json: { token, digest, expires_at, uses_left }, text: `${token}\n${note}` }
}

function checkTemplates(wanted, where, templates) {
  const unknown = wordsOf(wanted).find((name) => !templates.includes(name))
  if (unknown === undefined) return
  const files = where === '--local' ? '.dev.vars and wrangler.toml' : 'wrangler.toml'
  throw new Problem(`--template: the setting TEMPLATES in ${files} has no template ${unknown}${suggestion(unknown, templates)}`)
}

/** Creates a token, and the statement that stores its digest. */
export async function mintToken(options) {
  const [token] = await mintTokens(1, options)
  return token
}

/** Creates several tokens with the same limits. */
export async function mintTokens(count, { label = '', uses = '1', expires = '7d', ...limits }) {
  if (!/^[1-9]\d{0,8}$/.test(uses)) throw new Problem('--uses must be a whole number from 1')
  const life = secondsOf(expires)
  const bounds = JSON.stringify(await boundsOf(limits))
  const { token_prefix } = await ask('constants')
  const tokens = Array.from({ length: count }, () => `${token_prefix}${randomBytes(32).toString('base64url')}`)
  const digests = await ask('initial-access-tokens', tokens)
  const uses_left = Number(uses)
  const columns = 'digest, label, uses_left, created_at, expires_at, bounds'
  return tokens.map((token, index) => {
    const digest = digests[index]
    const values = [literal(digest), literal(label), uses_left, NOW, `${NOW} + ${life}`, literal(bounds)]
    return { token, digest, uses_left, sql: `INSERT INTO initial_access_tokens (${columns}) VALUES (${values.join(', ')})` }
  })
}

/** The lists of the bounds, by the options for them. */
const LISTS = {
  grant: 'grant_types',
  method: 'token_endpoint_auth_method',
  'redirect-host': 'redirect_hosts',
  scope: 'scope',
  'software-id': 'software_id',
  template: 'templates',
}

/** Reads the limits of a token; returns its bounds as they are stored. */
export async function boundsOf(limits) {
  const bounds = {}
  for (const [option, list] of Object.entries(LISTS)) {
    const given = limits[option]
    if (given === undefined) continue
    const values = option === 'software-id' ? [...new Set(given)] : wordsOf(given)
    Object.assign(bounds, await ask('bounds', { [list]: values }, `--${option}:`))
  }
  return bounds
}

const LIST = 'SELECT digest, label, uses_left, created_at, expires_at, bounds FROM initial_access_tokens ORDER BY created_at'

async function list(query) {
  const json = (await query(LIST)).map(({ bounds, ...token }) => ({ ...token, bounds: JSON.parse(bounds) }))
  const line = ({ digest, label, uses_left, expires_at, bounds }) =>
    [digest, label || '-', usesText(uses_left), `expires ${date(expires_at)}`, JSON.stringify(bounds)].join('  ')
  return { json, text: json.map(line).join('\n') || 'there are no tokens' }
}

// The database does not tell a used token from a revoked one.
const usesText = (uses) => (uses > 0 ? `uses ${uses}` : 'used up or revoked')

async function revoke(query, options, name, where, input = process.stdin) {
  const { token_prefix } = await ask('constants')
  if (name?.startsWith(token_prefix)) {
    throw new Problem(
      'other users of this machine can see a token in the arguments: ' +
        'use enrol token revoke < FILE, or the digest of the token',
    )
  }
  const json = await query(await revocationOf(name ?? (await firstLineOf(input))))
  if (json.length === 0) {
    throw new Problem('there is no such token; a signed access token is in the database only after its first use')
  }
  const line = ({ digest, label }) =>
    `revoked ${digest}${label && ` (${label})`}; the list shows it until it has expired and the cron trigger removes it`
  return { json, text: json.map(line).join('\n') }
}

/** Returns the statement that revokes a token, by the token, its digest, or the first characters of the digest. */
async function revocationOf(name) {
  const { value: [digest] = [name] } = await answer('initial-access-tokens', [name])
  if (!/^[\w-]{6,43}$/.test(digest)) {
    throw new Problem('name a token by its digest, or by the first 6 or more characters of the digest; token list shows it')
  }
  const named = `substr(digest, 1, ${digest.length}) = ${literal(digest)}`
  // Without its row, a signed access token would have all its uses again.
  return `UPDATE initial_access_tokens SET uses_left = 0 WHERE ${named} RETURNING digest, label`
}

async function firstLineOf(input) {
  if (input.isTTY) process.stderr.write('token or digest: ')
  for await (const line of createInterface({ input })) return line.trim()
  return ''
}
