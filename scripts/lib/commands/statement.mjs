import { isInSetting } from '../configuration.mjs'
import { ownIssuer } from '../own-issuer.mjs'
import { warn } from '../say.mjs'
import { claimsOf } from './statement-claims.mjs'
import { checkKeyFile, statementKey } from './statement-key.mjs'
import { publish } from './statement-trust.mjs'

/** Refuses a key file that does not exist, before anything is done. */
export const check = ({ key }) => key !== undefined && checkKeyFile(key)

export const commands = { issue }

async function issue(query, { key: file, issuer: given, ...wishes }, name, where = '--local') {
  const issuer = await ownIssuer(given, where)
  const claimsAt = await claimsOf(wishes, issuer)
  const { kid, jwk, sign } = statementKey(file)
  const claims = claimsAt(await publish(query, issuer, jwk))
  const software_statement = sign(claims)
  warn(`signed as ${issuer}`)
  if (isInSetting(issuer, where)) warn(`the setting STATEMENT_ISSUERS has ${issuer} too, and takes precedence`)
  const { jti, software_id, iat: issued_at, exp: expires_at } = claims
  const json = { software_statement, issuer, jti, kid, software_id, issued_at, expires_at }
  return { json, text: software_statement }
}
