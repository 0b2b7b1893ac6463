import { LIST, liftOf, refusalOf } from './epochs.mjs'
import { flag, shared } from './options.mjs'
import { date, Problem, warn } from './say.mjs'
import { lookupOf } from './statement-issuers.mjs'
import { isInSetting } from './statement-setting.mjs'

export const ABOUT = `Epochs: one row refuses every client of a kind that has registered until now, sealed or stored, with its secret, its
registration access token and its access tokens. Clients that register later are not concerned.`

const LINE = '--all|--software-id ID|--template NAME|--statement-issuer ISS'

const whom = {
  all: flag('every client'),
  'software-id': shared('ID', 'the clients of this software_id'),
  template: shared('NAME', 'the clients of this template'),
  'statement-issuer': shared('ISS', 'the clients that have registered with a software statement of this issuer'),
}

export const commands = {
  begin: { work: begin, line: LINE, about: 'Refuses every client of a kind that has registered until now.', options: whom },
  list: { work: list, about: 'Shows the epochs: of whom, and since when.' },
  lift: { work: lift, line: LINE, about: 'Ends an epoch: its clients are good again.', options: whom },
}

export const verbs = { begin, list, lift }

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
