import { LIST, liftOf, refusalOf } from './epochs.mjs'
import { date, Problem, warn } from './say.mjs'
import { lookupOf } from './statement-issuers.mjs'
import { isInSetting } from './statement-setting.mjs'

export const USAGE = `npm run --silent enrol -- epoch begin --all|--software-id ID|--template NAME|--statement-issuer ISS
npm run --silent enrol -- epoch list
npm run --silent enrol -- epoch lift --all|--software-id ID|--template NAME|--statement-issuer ISS`

export const ABOUT = `An epoch refuses every client of a kind that has registered until now, sealed or stored, with one row: its secret, its
registration access token and its access tokens. Clients that register later are not concerned. Lift lets them be again.
With --statement-issuer it is the clients that have registered with a software statement of this issuer.`

// Options of one name are alike wherever they are.
const text = { type: 'string', multiple: true }
const whom = { all: { type: 'boolean' }, 'software-id': text, template: text, 'statement-issuer': text }

export const verbs = { begin, list, lift }
export const named = []
export const options = { begin: whom, lift: whom }

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
