import { emptyDatabase } from '../database.mjs'
import { GONE } from './rows.mjs'

const KEYS = {
  audit: 'sequence',
  audit_chains: 'journal',
  clients: 'client_id',
  counts: ['hour', 'metric', 'key'],
  uses: 'client_id',
  initial_access_tokens: 'digest',
  provider_clients: 'issuer',
  epochs: 'name',
  spent: 'once',
  signing_keys: 'kid',
  statement_issuers: 'issuer',
  users: 'user_id',
  sessions: 'session_id',
  grants: 'grant_id',
  authorization_requests: 'name',
  deliveries: 'name',
  device_requests: 'name',
  second_factors: 'user_id',
  passkeys: 'passkey_id',
  users: 'user_id',
  consents: 'user_id',
  disabled_clients: 'client_id',
  policies: ['kind', 'version'],
  approvals: 'client_id',
  sessions: 'session_id',
  grants: 'grant_id',
}

/**
 * Runs a statement in a database that has only the given rows. Returns the rows of the statement and its changes by table
 * and row: the changed columns, the columns of a new row that are not null, or that the row is gone.
 */
export function outcomeOf(sql, { given = {}, run = [] }) {
  const { database } = emptyDatabase()
  // No migration inserts rows, so every row belongs to the case.
  database.exec('BEGIN')
  for (const [table, rows] of Object.entries(given)) rows.forEach((row) => insert(database, table, row))
  database.exec('COMMIT')
  const before = contentsOf(database)
  const gives = database.prepare(sql).all(...run).map((row) => ({ ...row }))
  const changes = differences(before, contentsOf(database))
  database.close()
  return { gives, changes }
}

function insert(database, table, row) {
  const names = Object.keys(row)
  const places = names.map(() => '?').join(', ')
  database.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${places})`).run(...Object.values(row))
}

function contentsOf(database) {
  const rows = (table, key) => database.prepare(`SELECT * FROM ${table}`).all().map((row) => [[key].flat().map((column) => row[column]).join(' '), { ...row }])
  return Object.entries(KEYS).map(([table, key]) => [table, new Map(rows(table, key))])
}

function differences(before, after) {
  const changed = before.map(([table, was], index) => [table, differencesOf(was, after[index][1])])
  return Object.fromEntries(changed.filter(([, rows]) => Object.keys(rows).length > 0))
}

function differencesOf(was, is) {
  const rows = [...new Set([...was.keys(), ...is.keys()])].map((key) => [key, difference(was.get(key), is.get(key))])
  return Object.fromEntries(rows.filter(([, difference]) => difference !== undefined))
}

function difference(was, is) {
  if (is === undefined) return GONE
  const isNews = ([column, value]) => value !== (was === undefined ? null : was[column])
  const news = Object.entries(is).filter(isNews)
  return news.length > 0 ? Object.fromEntries(news) : undefined
}
