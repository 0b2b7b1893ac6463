import { readFileSync } from 'node:fs'
import { devVar } from './dev-vars.mjs'
import { chosenPort } from './ports.mjs'
import { at } from './project.mjs'
import { Problem } from './say.mjs'
import { isServed, SERVED } from './uris.mjs'

/** The issuer identifier of the server whose database is asked, unless another one is given. */
export function ownIssuer(given, where) {
  if (given !== undefined) return checked(given, '--issuer')
  if (where === '--local') return checked(devVar('ISSUER') ?? `http://localhost:${chosenPort()}`, 'ISSUER in .dev.vars')
  const deployed = issuerIn(readFileSync(at('wrangler.toml'), 'utf8'))
  if (!deployed) throw new Problem('ISSUER is not set in wrangler.toml: set it in [vars], or give --issuer URL')
  return checked(deployed, 'ISSUER in wrangler.toml')
}

/** What the configuration of the deployed server has as its issuer; undefined for nothing. */
export function issuerIn(toml) {
  const vars = toml.split(/^[^\S\n]*\[/m).find((part) => part.startsWith('vars]'))
  const [, , value] = /^[^\S\n]*ISSUER[^\S\n]*=[^\S\n]*(["'])(.*?)\1/m.exec(vars) ?? []
  return value || undefined
}

function checked(issuer, name) {
  if (!isServed(issuer)) throw new Problem(`${name} is ${SERVED}`)
  return issuer
}
