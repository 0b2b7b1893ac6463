import { devVar } from '../dev-vars.mjs'
import { aboutHint, namesIn, orphansOf } from '../key-orphans.mjs'
import { date, Problem, warn } from '../say.mjs'
import { ALGORITHMS, LIST, revocationOf, rotationOf } from '../signing-keys.mjs'

export const commands = { list, rotate, revoke, orphans }

async function list(query) {
  const json = await query(LIST)
  const line = ({ kid, algorithm, begins_at, due_at, state }) =>
    [kid, algorithm, state, `from ${date(begins_at)}`, ...(state === 'current' && due_at ? ['due'] : [])].join('  ')
  return { json, text: json.map(line).join('\n') || 'there are none: the first request makes them' }
}

async function rotate(query, { algorithm }) {
  if (algorithm !== undefined && !ALGORITHMS.includes(algorithm)) {
    throw new Problem(`--algorithm is ${ALGORITHMS.join(' or ')}`)
  }
  const wanted = algorithm ? [algorithm] : ALGORITHMS
  const rows = await query(rotationOf(wanted))
  const turned = wanted.filter((name) => rows.some((row) => row.algorithm === name))
  const untouched = (name) => `${name}: the next key is there already, or the first one is not; see key list`
  if (turned.length === 0) throw new Problem(wanted.map(untouched).join('\n! '))
  const line = (name) =>
    turned.includes(name) ? `${name}: the next request for the keys makes a new key, which signs a day later` : untouched(name)
  return { json: turned.map((algorithm) => ({ algorithm })), text: wanted.map(line).join('\n') }
}

async function revoke(query, wishes, name = '') {
  const json = await query(revocationOf(name))
  if (json.length === 0) throw new Problem('there is no such key')
  const line = ({ kid, algorithm }) =>
    `revoked ${kid} of ${algorithm}; others may believe it for up to 15 minutes more, until they ask for the keys again`
  return { json, text: json.map(line).join('\n') }
}

async function orphans(query, wishes, name = '', where = '--local') {
  const [counts] = await query(orphansOf(name))
  const ring = where === '--local' ? devVar('MASTER_SECRET') : undefined
  const json = { name, ...aboutHint(name, ring && namesIn(ring)), ...counts }
  if (json.is_in_ring === false) warn(`no key of the MASTER_SECRET in .dev.vars is called ${name}`)
  return { json, text: orphansText(json) }
}

const used = (lately, ever) => `${lately} used in the last 90 days, ${ever} ever`

const orphansText = (said) =>
  [
    `${said.name}  hint ${said.hint}  ${ringText(said)}`,
    `sealed with it and never changed: ${used(said.sealed_lately, said.sealed_used)}; without it they must register again`,
    `stored, with a secret or registration access token of it: ${used(said.stored_lately, said.stored_used)}, ` +
      `${said.stored_registered} in all; without it these are worth nothing`,
  ].join('\n')

function ringText({ is_in_ring, hint_shared_with: others }) {
  if (is_in_ring === null) return 'ask for the other keys too: what is sealed with one of the same hint is counted as well'
  const shared = others.length > 0 ? `; ${others.join(', ')} with the same hint: what is sealed with it is counted as well` : ''
  return `${is_in_ring ? '' : 'not '}in the ring of .dev.vars${shared}`
}
