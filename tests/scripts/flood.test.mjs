import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, beforeEach, test } from 'node:test'
import { KEY } from '../../benches/lib/kept.mjs'
import { TIME } from '../../benches/lib/size.mjs'
import { daily, growing, keptOf, mostInADay, numbers, runsADay } from '../../benches/lib/strangers.mjs'
import { startDatabase, statements } from './support/statements.mjs'

const SQL = statements()
const DAY = 86_400
const [LASTING, LIMITED, PASSING] = [1, 2, 3]
const NOBODY = [null, null, null]

let database
before(async () => (database = await startDatabase()))
after(() => database?.stop())
beforeEach(() => database.rows(['clients', 'uses', 'epochs'].map((table) => [`DELETE FROM ${table}`, []])))

const stored = () => `c${randomBytes(16).toString('base64url')}`
const sealed = () => `s${randomBytes(77).toString('base64url').slice(0, 102)}`

/** Stores a registration, and the first row of a sealed client, which may be a tombstone. */
const registration = (id, { unused, at = TIME, metadata = '{}' }) => [
  SQL.INSERT,
  [id, metadata, at, KEY, 0, KEY, 0, 0, null, null, '[]', unused],
]
const firstRow = (id, { deletedAt = null, unused = LIMITED, at = TIME } = {}) => {
  const credentials = [KEY, 1, KEY, 0, 1, null, ...NOBODY, at, ...NOBODY]
  return [SQL.INSERT_SEALED, [id, '{}', at, ...credentials, deletedAt, null, '[]', at, unused]]
}
const use = (id, issuedAt = TIME) => [SQL.NOTE_USE, [id, issuedAt, null, null, null, null, null, null, issuedAt]]
const keep = (id) => [SQL.KEEP, [id]]

const forget = (unused, issuedAt) => [
  [SQL.REMEMBER_FORGOTTEN, [unused, issuedAt]],
  [SQL.FORGET_UNUSED, [unused, issuedAt]],
]
const evict = (limit) => [
  [SQL.EVICT_SEALED, [limit, TIME]],
  [SQL.EVICT_STORED, [limit]],
]

/** Runs a statement as the cron trigger does, until nothing is left or the limit of rounds is reached. */
async function rounds(batch) {
  let total = 0
  for (let round = 0; round < numbers().rounds; round++) {
    const forgotten = (await database.rows(batch)).flat().filter((row) => row.forgotten).length
    total += forgotten
    if (forgotten === 0) break
  }
  return total
}

async function inPieces(all) {
  for (let from = 0; from < all.length; from += 2000) await database.rows(all.slice(from, from + 2000))
}

const one = async (sql, ...parameters) => Object.values((await database.rows([[sql, parameters]]))[0][0] ?? {})[0]
const clients = () => one('SELECT COUNT(*) FROM clients')
const mark = () => one("SELECT since FROM epochs WHERE name = 'unused'")
const idsLeft = async (ids) => {
  const [found] = await database.rows([['SELECT client_id FROM clients WHERE deleted_at IS NULL', []]])
  const left = new Set(found.map(({ client_id }) => client_id))
  return ids.map((id) => left.has(id))
}

test('R41: 20,000 registrations and 20,000 deletions are forgotten after their time, and used clients stay', async () => {
  const large = JSON.stringify({ most: 'x'.repeat(1000) })
  const used = stored()
  const usedSealed = sealed()
  const flood = (count, row) => Array.from({ length: count }, row)
  await inPieces([
    ...flood(20_000, () => registration(stored(), { unused: PASSING, metadata: large })),
    ...flood(20_000, () => firstRow(sealed(), { deletedAt: TIME + 1 })),
    registration(used, { unused: PASSING }),
    use(used),
    keep(used),
    use(usedSealed),
    firstRow(usedSealed),
  ])
  const full = await database.size()
  assert.equal(await clients(), 40_002)
  assert.equal(await rounds(forget(PASSING, TIME - 1)), 0)
  assert.equal(await rounds(forget(PASSING, TIME)), 20_000)
  assert.equal(await clients(), 20_002)
  assert.equal(await rounds(forget(LASTING, TIME - 1)), 0)
  assert.equal(await mark(), undefined)
  assert.equal(await rounds(forget(LASTING, TIME)), 20_000)
  assert.equal(await rounds(forget(LIMITED, TIME + 90 * DAY)), 0)
  assert.deepEqual([await clients(), await mark()], [2, TIME])
  assert.deepEqual(await idsLeft([used, usedSealed]), [true, true])
  // New rows reuse the space of the deleted rows.
  await inPieces(flood(20_000, () => registration(stored(), { unused: PASSING, metadata: large })))
  assert.ok((await database.size()) < full * 1.05, `${full} bytes became ${await database.size()}`)
})

test('above the limit the oldest unused clients are removed, short-lived ones first', async () => {
  const [used, tombstone] = [stored(), stored()]
  const [older, newer] = [stored(), stored()]
  const [changed, unchanged] = [sealed(), sealed()]
  await database.rows([
    registration(newer, { unused: PASSING, at: TIME + 2 }),
    registration(older, { unused: PASSING, at: TIME + 1 }),
    registration(used, { unused: PASSING }),
    use(used),
    keep(used),
    firstRow(changed),
    firstRow(unchanged, { at: TIME + 9 }),
    registration(tombstone, { unused: LIMITED, at: TIME - 9 }),
    [SQL.DELETE, [tombstone, TIME, 0, 0, KEY, 0]],
    registration(stored(), { unused: LASTING, at: TIME - 9 }),
  ])
  const left = () => idsLeft([used, older, newer, changed, unchanged])
  assert.equal(await rounds(evict(5)), 0)
  assert.equal(await rounds(evict(4)), 1)
  assert.equal(await one('SELECT COUNT(*) FROM clients WHERE client_id = ?1', tombstone), 0)
  assert.deepEqual(await left(), [true, true, true, true, true])
  assert.equal(await rounds(evict(2)), 2)
  assert.deepEqual(await left(), [true, false, false, true, true])
  assert.equal(await rounds(evict(1)), 1)
  assert.deepEqual(await left(), [true, false, false, false, true])
  const [[row]] = await database.rows([['SELECT metadata, deleted_at, unused FROM clients WHERE client_id = ?1', [changed]]])
  assert.deepEqual(row, { metadata: '{}', deleted_at: TIME, unused: LASTING }, 'a sealed one leaves a tombstone')
})

test('an eviction removes rows in parts and stops at the limit', async () => {
  await inPieces(Array.from({ length: 12_000 }, (_, at) => registration(stored(), { unused: PASSING, at: TIME + at })))
  assert.equal(await rounds(evict(1000)), 11_000)
  assert.equal(await one('SELECT MIN(issued_at) FROM clients'), TIME + 11_000)
})

test('a use is stored for an existing client, and not for a forgotten one', async () => {
  const [forgotten, younger, known, gone, there] = [sealed(), sealed(), sealed(), stored(), stored()]
  await database.rows([
    use(known),
    firstRow(forgotten, { deletedAt: TIME }),
    registration(there, { unused: LIMITED }),
    ...forget(LASTING, TIME),
  ])
  assert.equal(await mark(), TIME)
  const noted = async (id, issuedAt) => {
    await database.rows([use(id, issuedAt), keep(id)])
    return (await one('SELECT COUNT(*) FROM uses WHERE client_id = ?1', id)) === 1
  }
  const found = [
    await noted(forgotten, TIME),
    await noted(younger, TIME + 1),
    await noted(known, TIME),
    await noted(gone, TIME),
    await noted(there, TIME),
  ]
  assert.deepEqual(found, [false, true, true, false, true])
  assert.equal(await one('SELECT unused FROM clients WHERE client_id = ?1', there), null)
  // An update after a use does not make the row one that is forgotten.
  await database.rows([firstRow(younger)])
  assert.equal(await one('SELECT unused FROM clients WHERE client_id = ?1', younger), null)
})

test('the newest forgotten time never decreases, and never exceeds the forgotten rows', async () => {
  for (const [at, expected] of [[TIME, TIME], [TIME - 5, TIME], [TIME + 5, TIME + 5]]) {
    await database.rows([firstRow(sealed(), { deletedAt: at, at }), ...forget(LASTING, TIME + 90 * DAY)])
    assert.equal(await mark(), expected)
  }
  await database.rows([registration(stored(), { unused: LASTING, at: TIME + 99 }), ...forget(LASTING, TIME + 90 * DAY)])
  assert.deepEqual([await clients(), await mark()], [0, TIME + 5], 'no stored client comes back, so none is remembered')
})

test('the use of an updated sealed client stays, and other uses are forgotten', async () => {
  const [changed, plain, registered] = [sealed(), sealed(), stored()]
  await database.rows([
    registration(registered, { unused: LIMITED }),
    ...[changed, plain, registered].map((id) => use(id)),
    firstRow(changed),
    [SQL.FORGET_USES, [TIME]],
  ])
  const [left] = await database.rows([['SELECT client_id FROM uses', []]])
  assert.deepEqual(left, [{ client_id: changed }])
})

test('the most rows that unauthenticated clients can create follow from the limits', () => {
  const limits = daily()
  assert.deepEqual([limits.STORAGE_LIMIT, limits.USE_LIMIT], [14_400, 86_400])
  assert.equal(runsADay(), 24)
  const { most, small, passing, unused, kept, identifier, assertion, rounds: each } = numbers()
  assert.deepEqual([most, small, passing, unused, kept, identifier, assertion, each], [8192, 1024, 1, 90, 100_000, 255, 3600, 40])
  const all = growing()
  assert.equal(Math.round(keptOf(all.oversized, 1, 1)), Math.round(14_400 * all.oversized.bytes))
  assert.equal(keptOf(all.oversized, 1, 365), keptOf(all.oversized, 1, 1), 'it is gone a day later')
  assert.equal(keptOf(all.oversized, 1000, 1), 100_000 * all.oversized.bytes, 'no more than the limit, whatever the addresses')
  assert.equal(keptOf(all.deleted, 1, 365), keptOf(all.deleted, 1, 90))
  assert.ok(mostInADay(1) < 0.3e9, `${mostInADay(1)} bytes a day of one address`)
  // Twice the limit is twice the growth, so the page must change.
  const twice = growing({ ...limits, STORAGE_LIMIT: 28_800, USE_LIMIT: 172_800, ASSERTION_LIMIT: 2 * limits.ASSERTION_LIMIT })
  assert.equal(mostInADay(1, twice), 2 * mostInADay(1))
  assert.throws(() => runsADay('[triggers]\ncrons = ["*/5 * * * *"]'), /is not read/)
  assert.equal(runsADay('[triggers]\ncrons = ["17 3 * * *"]'), 1)
})
