import { devVar } from './dev-vars.mjs'
import { aboutHint, namesIn, orphansOf } from './key-orphans.mjs'
import { one } from './options.mjs'
import { date, Problem, warn } from './say.mjs'
import { ALGORITHMS, LIST, revocationOf, rotationOf } from './signing-keys.mjs'

export const ABOUT = `Signing keys, which the server makes itself. Rotate asks for a new key, which is published for a day before it signs. Revoke
deletes a key that has leaked, so that tokens signed with it are no longer valid.

Orphans is about another kind of key: the keys of the ring MASTER_SECRET.`

export const commands = {
  list: { work: list, about: 'Shows the signing keys: kid, algorithm, state, and since when each signs.' },
  rotate: {
    work: rotate,
    line: `[--algorithm ${ALGORITHMS.join('|')}]`,
    about: 'Lets another key follow: the next request for the keys, or the cron trigger, has it made, and it signs a day later.',
    options: { algorithm: one(ALGORITHMS.join('|'), 'rotates the key of this algorithm alone') },
  },
  revoke: {
    work: revoke,
    name: 'KID',
    about: 'Deletes a signing key that has leaked, by its kid or at least 6 characters of the beginning of that: key list.',
  },
  orphans: {
    work: orphans,
    name: 'NAME',
    about: `Counts the clients that would be lost if the key NAME left the ring MASTER_SECRET, of those that have got a token here: of
others nothing is noted while they are sealed. It changes nothing. What follows the s of a sealed client_id, one
character and a third of the next, is the first byte of the SHA-256 of the name of its key; two names may have the same,
and then their clients are counted together.`,
  },
}

export const verbs = { list, rotate, revoke, orphans }

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
