import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import { either } from '../admin-api.mjs'
import { suggestion } from '../command-line.mjs'
import { tableOf } from '../configuration.mjs'
import { literal, NOW } from '../database.mjs'
import { ask } from '../rules.mjs'
import { Problem } from '../say.mjs'
import { secondsOf, wordsOf } from './options.mjs'
import * as atApi from './token-api.mjs'


async function create(query, options, name, where = '--local', templates = Object.keys(tableOf('TEMPLATES', where))) {
  checkTemplates(options.template ?? [], where, templates)
  const { sql, ...token } = await mintToken(options)
  const [{ expires_at }] = await query(`${sql} RETURNING expires_at`)
  return atApi.created({ ...token, expires_at })
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

/** Reads the limits of a token; returns its bounds as they are stored. */
export async function boundsOf(limits) {
  const bounds = {}
  for (const [option, list, values] of atApi.boundsIn(limits)) {
    Object.assign(bounds, await ask('bounds', { [list]: values }, `--${option}:`))
  }
  return bounds
}

const LIST = 'SELECT digest, label, uses_left, created_at, expires_at, bounds FROM initial_access_tokens ORDER BY created_at'

async function list(query) {
  const json = (await query(LIST)).map(({ bounds, ...token }) => ({ ...token, bounds: JSON.parse(bounds) }))
  return { json, text: atApi.listText(json) }
}

async function revoke(query, options, name) {
  // Without its row, a signed access token would have all its uses again.
  const wanted = await atApi.digestOf(name)
  const named = `substr(digest, 1, ${wanted.length}) = ${literal(wanted)}`
  const json = await query(`UPDATE initial_access_tokens SET uses_left = 0 WHERE ${named} RETURNING digest, label`)
  return atApi.revoked(json)
}

/** Reads the name of a token from standard input if it is no argument. */
const named = (command) => async (query, options, name, where, surroundings = {}) => {
  const { token_prefix } = await ask('constants')
  if (name?.startsWith(token_prefix)) {
    throw new Problem(
      'other users of this machine can see a token in the arguments: ' +
        'use enrol token revoke < FILE, or the digest of the token',
    )
  }
  const given = name ?? (await firstLineOf(surroundings.input ?? process.stdin))
  return command(query, options, given, where, surroundings)
}

async function firstLineOf(input) {
  if (input.isTTY) process.stderr.write('token or digest: ')
  for await (const line of createInterface({ input })) return line.trim()
  return ''
}

export const commands = {
  create: either(atApi.create, create),
  list: either(atApi.list, list),
  revoke: named(either(atApi.revoke, revoke)),
}
