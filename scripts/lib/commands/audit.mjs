import { either } from '../admin-api.mjs'
import { literal, NOW } from '../database.mjs'
import { answer } from '../rules.mjs'
import { Problem } from '../say.mjs'
import * as atApi from './audit-api.mjs'
import { JOURNALS, journalOf, listed } from './audit-api.mjs'

export const commands = { list: either(atApi.list, list), export: either(atApi.write, write), verify }

const COLUMNS = 'sequence, at, kind, actor, actor_id, trust, client_id, details, user_id, address, salt, personal, digest'

// The rows of one question to the database; wrangler keeps an answer in memory.
const AT_ONCE = 2000

async function list(query, options, name) {
  const journal = journalOf(name)
  return listed(journal, (await query(listOf(journal, options))).map(read))
}

/** Returns the statement that lists the newest events of a journal. */
export function listOf(journal, { event, client, user }) {
  const conditions = [
    `journal = ${literal(journal)}`,
    ...(event === undefined ? [] : [`kind = ${literal(event)}`]),
    ...(client === undefined ? [] : [`(client_id = ${literal(client)} OR actor_id = ${literal(client)})`]),
    ...(user === undefined ? [] : [`user_id = ${literal(user)}`]),
  ]
  return `SELECT ${COLUMNS} FROM audit WHERE ${conditions.join(' AND ')} ORDER BY sequence DESC LIMIT 1000`
}

const read = ({ details, ...row }) => {
  const present = Object.entries(row).filter(([, value]) => value !== null)
  return { ...Object.fromEntries(present), details: JSON.parse(details) }
}

async function write(query, options, name) {
  const journal = journalOf(name)
  const json = []
  for await (const rows of pages(query, journal, 0)) json.push(...rows.map((row) => ({ journal, ...read(row) })))
  return { json, text: json.map((row) => JSON.stringify(row)).join('\n') }
}

/** Returns the statement that erases a user from all journals. The chains stay valid: they have a salted digest. */
export const erasureOf = ({ user_id }) =>
  `UPDATE audit SET user_id = NULL, address = NULL, salt = NULL WHERE user_id = ${literal(user_id)}`

/** Returns the statement that adds the event of a command of the operator, with what its result names. */
export function eventOf(kind, result) {
  const [first = {}] = [result.json].flat()
  const named = ['name', 'digest', 'kid', 'algorithm', 'issuer', 'uses_left'].filter((name) => first[name] !== undefined)
  const details = JSON.stringify(Object.fromEntries(named.map((name) => [name, first[name]])))
  const last = (table) => `ifnull((SELECT max(sequence) FROM ${table} WHERE journal = 'administration'), 0)`
  return (
    'INSERT INTO audit (journal, sequence, at, kind, actor, details) ' +
    `SELECT 'administration', max(${last('audit')}, ${last('audit_chains')}) + 1, ${NOW}, ${literal(kind)}, ` +
    `'command line', ${literal(details)}`
  )
}

async function* pages(query, journal, after) {
  for (let last = after; ; ) {
    const condition = `journal = ${literal(journal)} AND sequence > ${last}`
    const rows = await query(`SELECT ${COLUMNS} FROM audit WHERE ${condition} ORDER BY sequence LIMIT ${AT_ONCE}`)
    if (rows.length > 0) yield rows
    if (rows.length < AT_ONCE) return
    last = rows.at(-1).sequence
  }
}

async function verify(query) {
  const json = []
  for (const journal of JOURNALS) json.push(await verifyJournal(query, journal))
  return { json, text: json.map(verdictOf).join('\n') }
}

async function verifyJournal(query, journal) {
  const [end] = await query(`SELECT sequence, digest, cut_sequence, cut_digest FROM audit_chains WHERE journal = ${literal(journal)}`)
  const { sequence, digest, cut_sequence, cut_digest } = end ?? { sequence: 0, digest: '', cut_sequence: 0, cut_digest: '' }
  const broken = (flaw) => new Problem(`the journal ${journal} is broken: ${flaw}`)
  let reached = { sequence: cut_sequence, digest: cut_digest }
  let [events, erased, waiting] = [0, 0, 0]
  // From the first row on: one before the cut was put in.
  for await (const rows of pages(query, journal, 0)) {
    const chained = rows.filter((row) => row.sequence <= sequence)
    const { value, refusal } = await answer('audit', { journal, ...reached, rows: chained })
    if (refusal !== undefined) throw broken(`event ${refusal}`)
    reached = { sequence: value.sequence, digest: value.digest }
    events += chained.length
    erased += value.erased
    waiting += rows.length - chained.length
  }
  if (reached.sequence !== sequence || reached.digest !== digest) {
    throw broken(`the chain ends with event ${sequence}, and the events with ${reached.sequence}`)
  }
  return { journal, events, erased, waiting, ...reached }
}

function verdictOf({ journal, events, erased, waiting, sequence, digest }) {
  const parts = [
    `${journal}  ${events} events are as they were written`,
    ...(events === 0 ? [] : [`the last is ${sequence} with the digest ${digest}`]),
    ...(erased === 0 ? [] : [`${erased} without their user or address, which were erased`]),
    ...(waiting === 0 ? [] : [`${waiting} are not chained yet`]),
  ]
  return parts.join(', ')
}
