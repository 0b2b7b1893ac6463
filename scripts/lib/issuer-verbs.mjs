import { one } from './options.mjs'
import { isEncrypted, knownIssuer } from './own-issuer.mjs'
import { Problem, warn } from './say.mjs'
import { distrustOf, LIST, trustOf } from './statement-issuers.mjs'
import { entryOf, RULE_NAMES } from './statement-rules.mjs'
import { isInSetting } from './statement-setting.mjs'

const RULES = `Rules are the other members of an entry, such as '{"typ":["JWT"],"unique":true}':
${linesOf(RULE_NAMES)}`

export const ABOUT = `Issuers of software statements, by the iss of what they sign; others are in the setting STATEMENT_ISSUERS, which goes
before the database.

${RULES}`

const options = {
  'jwks-uri': one('URL', 'where its keys are'),
  jwks: one('FILE', 'its keys themselves, a JWK Set, of which only what signatures are verified with is kept'),
  rules: one('JSON', 'the other members of an entry'),
}

export const commands = {
  trust: {
    work: trust,
    name: 'ISS',
    line: '--jwks-uri URL|--jwks FILE [--rules JSON]',
    about: `Trusts an issuer, and replaces what was said of it before.

${RULES}`,
    options,
  },
  list: { work: list, about: 'Shows the issuers in the database, with their keys and rules.' },
  distrust: {
    work: distrust,
    name: 'ISS',
    about: `Trusts an issuer no longer. The clients that have registered already stay: epoch begin --statement-issuer ISS refuses
them.`,
  },
}

export const verbs = { trust, list, distrust }

const SETTING = 'those of the setting STATEMENT_ISSUERS are in the settings, wrangler.toml and .dev.vars'

async function trust(query, wishes, issuer = '', where = '--local') {
  const entry = entryOf(wishes, { isEncrypted: isEncrypted(where) })
  const [json] = (await query(trustOf(issuer, entry))).map(read)
  if (isInSetting(issuer, where)) warn(`the setting STATEMENT_ISSUERS has ${issuer} too, and goes before the database`)
  if (issuer === knownIssuer(where)) {
    warn(`${issuer} is this server: what statement issue had it trust, keys and rules, is replaced`)
  }
  return { json, text: `trusted ${textOf(json)}` }
}

async function list(query) {
  const json = (await query(LIST)).map(read)
  return { json, text: json.map(textOf).join('\n') || `there are none; ${SETTING}` }
}

async function distrust(query, wishes, issuer = '') {
  const [json] = await query(distrustOf(issuer))
  if (!json) throw new Problem(`there is no such issuer in the database; ${SETTING}`)
  return { json, text: `distrusted ${json.issuer}; the clients that it has vouched for stay` }
}

function linesOf(names) {
  const half = Math.ceil(names.length / 2)
  return [names.slice(0, half), names.slice(half)].map((line) => `  ${line.join('  ')}`).join('\n')
}

const read = ({ issuer, entry }) => ({ issuer, entry: JSON.parse(entry) })

function textOf({ issuer, entry: { jwks_uri, jwks, ...rules } }) {
  const keys = jwks?.keys?.map(({ kid, kty }) => kid ?? kty) ?? []
  return [issuer, jwks_uri ?? `keys ${keys.join(' ')}`, JSON.stringify(rules)].join('  ')
}
