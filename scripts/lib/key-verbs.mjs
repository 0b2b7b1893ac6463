import { date, Problem } from './say.mjs'
import { ALGORITHMS, LIST, revocationOf, rotationOf } from './signing-keys.mjs'

export const USAGE = `npm run --silent enrol -- key list
npm run --silent enrol -- key rotate [--algorithm ${ALGORITHMS.join('|')}]
npm run --silent enrol -- key revoke KID`

export const ABOUT = `Rotate lets another signing key follow, published a day before it signs. Revoke is for one that has leaked: what it has
signed is worth nothing from then on.`

export const verbs = { list, rotate, revoke }
export const named = ['revoke']
export const options = { rotate: { algorithm: { type: 'string' } } }

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
    turned.includes(name) ? `${name}: whoever asks for the keys next has the next one made; it signs a day later` : untouched(name)
  return { json: turned.map((algorithm) => ({ algorithm })), text: wanted.map(line).join('\n') }
}

async function revoke(query, wishes, name = '') {
  const json = await query(revocationOf(name))
  if (json.length === 0) throw new Problem('there is no such key')
  const line = ({ kid, algorithm }) =>
    `revoked ${kid} of ${algorithm}; others may believe it for up to 15 minutes more, until they ask for the keys again`
  return { json, text: json.map(line).join('\n') }
}
