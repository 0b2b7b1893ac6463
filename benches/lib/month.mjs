import { gigabytes } from './page.mjs'
import { laterOf } from './operations.mjs'
import { DATABASE_GIGABYTES, together } from './prices.mjs'
import { runsADay } from './strangers.mjs'

/** The parameters that a reader can change: the number of clients, and the requests of a client in a month. */
export const PARAMETERS = { clients: 1e6, tokens: 30, reads: 1, updates: 0.1 }

export const MONTH_DAYS = 30
// `NOTED_EVERY` of src/policy/mod.rs.
const NOTED_A_MONTH = MONTH_DAYS
// The default of `DOCUMENT_MAX_AGE_SECONDS`.
const FETCHED_A_MONTH = (MONTH_DAYS * 86_400) / 300
/** The default of `clientRegistrationTTL`; a client in use is renewed after half of it. */
export const OTHER_LIFE_DAYS = 90
const RENEWALS_A_MONTH = MONTH_DAYS / (OTHER_LIFE_DAYS / 2)
/** `MAXIMUM_ROUNDS` of src/maintenance.rs, times the limit of the statements that it repeats. */
export const FORGOTTEN_AT_ONCE = 100 * 5000
const FORGOTTEN_A_DAY = FORGOTTEN_AT_ONCE * runsADay()
/** The time of D1 for a statement that reads a row and for a statement that writes, in milliseconds. */
export const FINDS_MS = 1
export const WRITES_MS = 5

// The time that the database is busy with the requests of one client, in milliseconds.
const BUSY_MS = {
  token: FINDS_MS,
  tokenStored: FINDS_MS,
  read: FINDS_MS,
  readStored: FINDS_MS,
  update: FINDS_MS + WRITES_MS,
  updateStored: FINDS_MS + WRITES_MS,
  use: WRITES_MS,
  assertion: WRITES_MS,
}

/** Returns the usage of a month for each kind of client, and whether one database can serve it. */
export function monthly({ clients, tokens, reads, updates }, use, sizes) {
  const noted = ['use', Math.min(tokens, NOTED_A_MONTH)]
  const sealed = [['token', tokens], ['read', reads], ['update', updates], noted]
  const stored = [['tokenStored', tokens], ['readStored', reads], ['updateStored', updates], noted]
  const asserting = [...sealed, ['assertion', tokens]]
  const referring = [...asserting, ['keys', Math.min(tokens, FETCHED_A_MONTH)]]
  const other = [['otherRefresh', tokens], ['otherRenewal', Math.min(tokens, RENEWALS_A_MONTH)]]
  const kinds = [
    ['Enrol, sealed, secret', sealed, sizes.sealedUse],
    ['Enrol, stored, secret', stored, sizes.client + sizes.storedUse],
    ['Enrol, sealed, `private_key_jwt`, `jwks`', asserting, sizes.sealedUse],
    ['Enrol, sealed, `private_key_jwt`, `jwks_uri`', referring, sizes.sealedUse],
    ['workers-oauth-provider, refresh tokens', other, sizes.otherClient + sizes.otherGrantAndToken],
  ]
  return kinds.map(([name, operations, bytes]) => {
    const counted = operations.map(([key, times]) => [key, times * clients])
    const usage = together(...counted.map(([key, times]) => [use(key), times]))
    if (operations === other) return { name, usage, kept: { kvGigabytes: gigabytes(bytes, clients) } }
    const isAsserting = operations.some(([key]) => key === 'assertion')
    // An assertion stays for an hour and until the next cron run; rows beyond the limit of a run stay longer.
    const daily = isAsserting ? (clients * tokens) / MONTH_DAYS : 0
    const left = Math.max(0, daily - FORGOTTEN_A_DAY)
    const standing = daily * (1 / 24 + 1 / runsADay())
    const size = gigabytes(bytes, clients)
    const ofAssertions = (times) => gigabytes(sizes.spent, times)
    return {
      name,
      usage: together([usage, 1], [laterOf('assertion'), -left * MONTH_DAYS]),
      kept: { d1Gigabytes: size + ofAssertions(standing + left * MONTH_DAYS) },
      database: databaseFor(counted, size, ofAssertions(standing), ofAssertions(left)),
    }
  })
}

/**
 * Returns the share of its time that one database is busy, the GB that it stores, and the days until it is full. It stores
 * `standing` bytes at all times and `left` more every day.
 */
function databaseFor(counted, size, standing, left) {
  const milliseconds = counted.reduce((sum, [key, times]) => sum + (BUSY_MS[key] ?? 0) * times, 0)
  const room = DATABASE_GIGABYTES.paid - size
  const fullAfter = room < standing ? 0 : left > 0 ? (room - standing) / left : Infinity
  return { busy: milliseconds / (MONTH_DAYS * 86_400_000), size, fullAfter }
}

/** Returns whether one database can serve the month. */
export const isServed = ({ database }) => !database || (database.busy <= 1 && database.fullAfter >= MONTH_DAYS)
