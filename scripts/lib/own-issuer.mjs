import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { settingsIn } from './configuration.mjs'
import { devVar } from './dev-vars.mjs'
import { chosenPort } from './ports.mjs'
import { at } from './project.mjs'
import { answer, ask } from './rules.mjs'
import { Problem } from './say.mjs'

/** The files with the last address of the local server, and with its issuer identifiers, the newest first. */
const ORIGIN = at('.wrangler/enrol-origin')
const ISSUERS = at('.wrangler/enrol-issuers')

/** Returns the issuer identifier of the server whose database is used, unless another one is given with an option. */
export async function ownIssuer(given, where, option = '--issuer') {
  const issuer = given ?? (await knownIssuer(where))
  if (!issuer) throw new Problem(`ISSUER is not set in wrangler.toml: set it under [vars], or give ${option} URL`)
  const setting = where === '--local' ? 'ISSUER in .dev.vars' : 'ISSUER in wrangler.toml'
  await ask('issuer', issuer, `${given === undefined ? setting : option} must`)
  return issuer
}

/** Returns the issuer identifier as the settings have it, whether it is valid or not; `undefined` for none. */
export const knownIssuer = async (where) => (where === '--local' ? localIssuer() : issuerIn())

/** Returns the issuer identifier of the local server: the setting, the address that `PORT` chooses, or the last address. */
export async function localIssuer({ setting = devVar('ISSUER'), env = process.env, file = ORIGIN } = {}) {
  if (setting) return setting
  const [last] = env.PORT === undefined ? await issuersIn(file) : []
  return last ?? `http://localhost:${chosenPort(env)}`
}

/** Returns ISSUER of wrangler.toml; `undefined` if it is not set. */
export const issuerIn = (toml) => settingsIn(toml).ISSUER || undefined

/** Stores the address of the local server. */
export function rememberOrigin(origin, file = ORIGIN) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${origin}\n`)
}

/** Returns earlier issuer identifiers of the local server, without those that other servers could have. */
export async function formerIssuers(issuer, { file = ISSUERS, originFile = ORIGIN } = {}) {
  const known = [...(await issuersIn(file)), ...(await issuersIn(originFile))]
  const former = known.filter((name) => isLocal(name) && name !== issuer)
  const { former_issuers: most } = await ask('constants')
  return [...new Set(former)].slice(0, most)
}

/** Stores the issuer identifier of the local server, unless another server could have it. */
export async function rememberIssuer(issuer, { file = ISSUERS, originFile = ORIGIN } = {}) {
  if (!isLocal(issuer)) return
  const former = await formerIssuers(issuer, { file, originFile })
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${[issuer, ...former].join('\n')}\n`)
}

// The server accepts http only for this machine. `npm start -- --https` uses localhost.
const isLocal = (issuer) => issuer.startsWith('http:') || /^https:\/\/localhost(:|\/|$)/.test(issuer)

/** Returns the issuer identifiers in a file, without anything else that stands there. */
async function issuersIn(file) {
  const issuers = []
  for (const text of wordsIn(file)) {
    if ((await answer('issuer', text)).value) issuers.push(text)
  }
  return issuers
}

function wordsIn(file) {
  try {
    return readFileSync(file, 'utf8').split(/\s+/)
  } catch {
    return []
  }
}
