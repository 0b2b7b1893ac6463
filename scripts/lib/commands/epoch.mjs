import { LIST, liftOf, refusalOf } from '../epochs.mjs'
import { date, Problem, warn } from '../say.mjs'
import { lookupOf } from '../statement-issuers.mjs'
import { isInSetting } from '../statement-setting.mjs'

export const commands = { begin, list, lift }

const textOf = ({ name, since }) => `${name}  refused if registered before ${date(since)}`

async function begin(query, wishes, name, where = '--local') {
  const lookups = (wishes['statement-issuer'] ?? []).map((issuer) => [issuer, lookupOf(issuer)])
  const json = await query(refusalOf(wishes))
  for (const [issuer, lookup] of lookups) {
    if ((await query(lookup)).length > 0 || isInSetting(issuer, where)) continue
    warn(`nobody is trusted as ${issuer}: right after issuer distrust, otherwise see how it is spelt: issuer list`)
  }
  return { json, text: json.map(textOf).join('\n') }
}

async function list(query) {
  const json = await query(LIST)
  return { json, text: json.map(textOf).join('\n') || 'there are none' }
}

async function lift(query, wishes) {
  const json = await query(liftOf(wishes))
  if (json.length === 0) throw new Problem('there is no such epoch')
  return { json, text: json.map(({ name }) => `lifted ${name}`).join('\n') }
}
