import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { settingsIn } from './configuration.mjs'
import { devVar } from './dev-vars.mjs'
import { chosenPort } from './ports.mjs'
import { at } from './project.mjs'
import { Problem } from './say.mjs'
import { isServed, SERVED } from './uris.mjs'

/** Where the local server was served last, and what it was the issuer of, the newest first. */
const ORIGIN = at('.wrangler/enrol-origin')
const ISSUERS = at('.wrangler/enrol-issuers')

/** How many names of before the Worker takes. */
const MOST_FORMER = 10

/** The issuer identifier of the server whose database is asked, unless another one is given. */
export function ownIssuer(given, where) {
  if (given !== undefined) return checked(given, '--issuer')
  const known = knownIssuer(where)
  if (!known) throw new Problem('ISSUER is not set in wrangler.toml: set it in [vars], or give --issuer URL')
  return checked(known, `ISSUER in ${where === '--local' ? '.dev.vars' : 'wrangler.toml'}`)
}

/** The same as the settings have it, whatever it is; undefined if the deployed server has none there. */
export const knownIssuer = (where) =>
  where === '--local' ? localIssuer() : issuerIn()

/** Whether that server is reached over TLS; one that is deployed always is. */
export const isEncrypted = (where) => where !== '--local' || knownIssuer(where).startsWith('https:')

/** The issuer of the local server: a setting, or else where `PORT` has it served, or where it was served last. */
export function localIssuer({ setting = devVar('ISSUER'), env = process.env, file = ORIGIN } = {}) {
  if (setting) return setting
  const last = env.PORT === undefined ? lastOrigin(file) : undefined
  return last ?? `http://localhost:${chosenPort(env)}`
}

/** Remembers where the local server is served. */
export function rememberOrigin(origin, file = ORIGIN) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${origin}\n`)
}

/** The names that the local server had before this one, as the setting has them; none but names of this machine. */
export function formerIssuers(issuer, { file = ISSUERS, originFile = ORIGIN } = {}) {
  const known = [...linesOf(file), ...linesOf(originFile)].filter((name) => isLocal(name) && name !== issuer)
  return [...new Set(known)].slice(0, MOST_FORMER)
}

/** Remembers what the local server is the issuer of, if that is a name of this machine. */
export function rememberIssuer(issuer, { file = ISSUERS, originFile = ORIGIN } = {}) {
  if (!isLocal(issuer)) return
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${[issuer, ...formerIssuers(issuer, { file, originFile })].join('\n')}\n`)
}

const isLocal = (name) => isIssuer(name) && !name.startsWith('https:')

function linesOf(file) {
  try {
    return readFileSync(file, 'utf8').split(/\s+/)
  } catch {
    return []
  }
}

function lastOrigin(file) {
  try {
    const origin = readFileSync(file, 'utf8').trim()
    return isIssuer(origin) ? origin : undefined
  } catch {
    return undefined
  }
}

/** What the configuration of the deployed server has as its issuer; undefined for nothing. */
export const issuerIn = (toml) => settingsIn(toml).ISSUER || undefined

const isIssuer = (text) => isServed(text) && !/\?|\/$/.test(text)

function checked(issuer, name) {
  if (!isIssuer(issuer)) throw new Problem(`${name} is ${SERVED}, without a query and without a slash at its end`)
  return issuer
}
