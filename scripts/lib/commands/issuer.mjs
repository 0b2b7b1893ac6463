import { readFileSync } from 'node:fs'
import { isInSetting, isObject, readJson, settingOf } from '../configuration.mjs'
import { literal, NOW } from '../database.mjs'
import { knownIssuer } from '../own-issuer.mjs'
import { fromHere } from '../project.mjs'
import { ask } from '../rules.mjs'
import { Problem, warn } from '../say.mjs'
import { versionCommands } from '../versions.mjs'

const data = versionCommands({
  path: '/statement-issuers',
  list: 'statement_issuers',
  noun: 'statement_issuer',
  check: (issuer = '') => nameOf(issuer),
  example: 'ISS/NUMBER, such as https://directory.example/3',
  none: 'there are no issuers in the settings, and no versions of others',
  next: (name) => `activate ${name} puts it in force`,
})

export const commands = {
  trust,
  list,
  distrust,
  versions: data.list,
  show: data.show,
  draft: data.draft,
  activate: data.step('activate'),
  retire: data.step('retire'),
}

const IN_SETTING = 'issuers of the setting STATEMENT_ISSUERS are in .dev.vars and wrangler.toml'

async function trust(query, options, issuer = '', where = '--local') {
  const server = { issuer: await knownIssuer(where), profile: settingOf('PROFILE', where) }
  const sql = trustOf(issuer, await entryOf(options, issuer, server))
  const [json] = (await query(sql)).map(read)
  if (isInSetting(issuer, where)) warn(`the setting STATEMENT_ISSUERS has ${issuer} too, and takes precedence`)
  if (issuer === server.issuer) {
    warn(`${issuer} is this server: the keys and rules that statement issue stored are replaced`)
  }
  return { json, text: `trusted ${textOf(json)}` }
}

/**
 * Reads the options of an entry; returns the entry as it is stored. `server` has the issuer identifier of the server, and its profile:
 * the server reads the entry with the rules of the profile each time, so they are checked and not stored.
 */
export async function entryOf({ 'jwks-uri': address, jwks: file, rules }, iss, server, readFile = textIn) {
  if ((address === undefined) === (file === undefined)) {
    throw new Problem('give the keys of the issuer with either --jwks-uri URL or --jwks FILE')
  }
  const others = rules === undefined ? {} : rulesIn(rules)
  const jwks = file === undefined ? {} : { jwks: await ask('jwks', readJson(readFile(file), file), `${file}:`) }
  const entry = { ...(address === undefined ? jwks : { jwks_uri: address }), ...others }
  return (await ask('statement-issuer', { iss, entry, ...server }, 'issuer trust:')).entry
}

function textIn(file) {
  try {
    return readFileSync(fromHere(file), 'utf8')
  } catch (error) {
    throw new Problem(`--jwks ${file} cannot be read: ${error.code}`)
  }
}

function rulesIn(text) {
  const rules = readJson(text, '--rules')
  if (!isObject(rules)) throw new Problem('--rules must be a JSON object')
  const keys = ['jwks', 'jwks_uri'].find((name) => Object.hasOwn(rules, name))
  if (keys) throw new Problem(`--rules must not have ${keys}: give the keys with --jwks-uri or --jwks`)
  return rules
}

const LIST = 'SELECT issuer, entry FROM statement_issuers ORDER BY issuer'

async function list(query) {
  const json = (await query(LIST)).map(read)
  return { json, text: json.map(textOf).join('\n') || `the database has no issuers; ${IN_SETTING}` }
}

async function distrust(query, options, issuer = '') {
  const [json] = await query(distrustOf(issuer))
  if (!json) throw new Problem(`the database has no such issuer; ${IN_SETTING}`)
  return { json, text: `distrusted ${json.issuer}; the clients that registered with its statements stay` }
}

const read = ({ issuer, entry }) => ({ issuer, entry: JSON.parse(entry) })

function textOf({ issuer, entry: { jwks_uri, jwks, ...rules } }) {
  const keys = jwks?.keys?.map(({ kid, kty }) => kid ?? kty) ?? []
  return [issuer, jwks_uri ?? `keys ${keys.join(' ')}`, JSON.stringify(rules)].join('  ')
}

/** Returns the statement that finds the entry of an issuer. */
export const lookupOf = (issuer) => `SELECT entry FROM statement_issuers WHERE issuer = ${nameOf(issuer)}`

/** Returns the statement that finds the entry of an issuer and the time of the database, in one row. */
export const lookupWithTimeOf = (issuer) => `SELECT ${NOW} AS now, (${lookupOf(issuer)}) AS entry`

/** Returns the statement that stores the entry of an issuer, in place of an earlier entry. */
export const trustOf = (issuer, entry) =>
  `${insertionOf(issuer, entry)} ON CONFLICT (issuer) DO UPDATE SET entry = excluded.entry RETURNING issuer, entry`

/** Returns the statement that replaces the entry `found`, a text, or adds the first entry. It gives no row if another entry is stored. */
export function changeOf(issuer, entry, found) {
  if (found === undefined) return `${insertionOf(issuer, entry)} ON CONFLICT (issuer) DO NOTHING RETURNING issuer`
  const change = `UPDATE statement_issuers SET entry = ${literal(JSON.stringify(entry))}`
  return `${change} WHERE issuer = ${nameOf(issuer)} AND entry = ${literal(found)} RETURNING issuer`
}

const distrustOf = (issuer) => `DELETE FROM statement_issuers WHERE issuer = ${nameOf(issuer)} RETURNING issuer`

const insertionOf = (issuer, entry) =>
  `INSERT INTO statement_issuers (issuer, entry) VALUES (${nameOf(issuer)}, ${literal(JSON.stringify(entry))})`

function nameOf(issuer) {
  const isName = issuer !== '' && Buffer.byteLength(issuer) <= 2048 && !/\p{Cc}/u.test(issuer)
  if (!isName) throw new Problem('name an issuer by its iss: 1 to 2048 bytes without control characters')
  return literal(issuer)
}
