import { isEncrypted } from './own-issuer.mjs'
import { Problem } from './say.mjs'
import { distrustOf, LIST, trustOf } from './statement-issuers.mjs'
import { entryOf } from './statement-rules.mjs'

export const USAGE = `npm run --silent enrol -- issuer trust ISS --jwks-uri URL|--jwks FILE [--rules JSON]
npm run --silent enrol -- issuer list
npm run --silent enrol -- issuer distrust ISS`

export const ABOUT = `Issuers of software statements, by the iss of what they sign; others are in the setting STATEMENT_ISSUERS. Trust replaces
what was said of an issuer before. Rules are the other members of an entry, such as '{"typ":["JWT"],"unique":true}':
  algorithms  approved  audience  claims  locked  maximum_age_seconds  narrowed  required  required_in_updates  returned
  single_use  typ  unique
Distrust leaves the clients that have registered already: epoch begin --statement-issuer ISS refuses them.`

export const verbs = { trust, list, distrust }
export const named = ['trust', 'distrust']

const one = { type: 'string' }
export const options = { trust: { jwks: one, 'jwks-uri': one, rules: one } }

const SETTING = 'those of the setting STATEMENT_ISSUERS are in the settings, wrangler.toml and .dev.vars'

async function trust(query, wishes, issuer = '', where = '--local') {
  const entry = entryOf(wishes, { isEncrypted: isEncrypted(where) })
  const [json] = (await query(trustOf(issuer, entry))).map(read)
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

const read = ({ issuer, entry }) => ({ issuer, entry: JSON.parse(entry) })

function textOf({ issuer, entry: { jwks_uri, jwks, ...rules } }) {
  const keys = jwks?.keys?.map(({ kid, kty }) => kid ?? kty) ?? []
  return [issuer, jwks_uri ?? `keys ${keys.join(' ')}`, JSON.stringify(rules)].join('  ')
}
