import { isEncrypted, knownIssuer } from '../own-issuer.mjs'
import { Problem, warn } from '../say.mjs'
import { distrustOf, LIST, trustOf } from '../statement-issuers.mjs'
import { entryOf } from '../statement-rules.mjs'
import { isInSetting } from '../statement-setting.mjs'

export const commands = { trust, list, distrust }

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

const read = ({ issuer, entry }) => ({ issuer, entry: JSON.parse(entry) })

function textOf({ issuer, entry: { jwks_uri, jwks, ...rules } }) {
  const keys = jwks?.keys?.map(({ kid, kty }) => kid ?? kty) ?? []
  return [issuer, jwks_uri ?? `keys ${keys.join(' ')}`, JSON.stringify(rules)].join('  ')
}
