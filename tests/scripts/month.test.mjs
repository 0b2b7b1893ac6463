import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { sizesOf } from '../../benches/lib/kept.mjs'
import { FORGOTTEN_AT_ONCE, isServed, MONTH_DAYS, monthly, PARAMETERS } from '../../benches/lib/month.mjs'
import { usageOf } from '../../benches/lib/operations.mjs'
import { at } from '../../scripts/lib/project.mjs'
import { statements } from './support/statements.mjs'

const inOneMillisecond = (key) => usageOf(key, () => 1)

test('the usage of ten clients is ten times the usage of one', () => {
  const parameters = { clients: 10, tokens: 2, reads: 1, updates: 0.5 }
  const [sealed, stored, asserting, referring, other] = monthly(parameters, inOneMillisecond, sizesOf(103))
  const { requests, cpu, rowsRead, rowsWritten, kvWrites, logEvents } = sealed.usage
  // 20 tokens, 10 reads and 5 updates of a millisecond; each of them reads 5 rows, an update 5 more, a use one.
  assert.deepEqual([requests, cpu, rowsRead, kvWrites, logEvents], [35, 35, 35 * 5 + 5 * 5 + 20, 0, 35])
  // Two first tokens of a day for each, two rows at a time, and 5 updates.
  assert.equal(rowsWritten, 10 * 2 * 2 + 5)
  assert.equal(stored.usage.rowsWritten, 45)
  assert.equal(asserting.usage.rowsWritten, 45 + 20 * 3)
  assert.deepEqual([referring.usage.kvReads, referring.usage.kvWrites], [20, 20])
  assert.deepEqual([other.usage.requests, other.usage.logEvents], [20, 0])
  assert.equal(other.usage.kvWrites.toFixed(2), (20 * 2 + (10 * 30) / 45).toFixed(2))
})

test('a use is stored once a day, for any number of tokens', () => {
  const written = (tokens) => {
    const [sealed] = monthly({ ...PARAMETERS, clients: 1, tokens, updates: 0 }, inOneMillisecond, sizesOf(103))
    return sealed.usage.rowsWritten
  }
  assert.deepEqual([1, 30, 31, 720].map(written), [2, 60, 60, 60])
})

test('assertions that the cron trigger does not reach stay', () => {
  const kept = (clients) => {
    const [sealed, , asserting] = monthly({ ...PARAMETERS, clients }, inOneMillisecond, sizesOf(103))
    return ((asserting.kept.d1Gigabytes - sealed.kept.d1Gigabytes) * 1e9) / sizesOf(103).spent
  }
  assert.equal(Math.round(kept(12e6)), 12e6 / 12)
  assert.equal(Math.round(kept(13.2e6)), 13.2e6 / 12 + 30 * 1.2e6)
})

test('assertions that the cron trigger does not reach cost no deletion', () => {
  const written = (clients) => {
    const [sealed, , asserting] = monthly({ ...PARAMETERS, clients }, inOneMillisecond, sizesOf(103))
    return asserting.usage.rowsWritten - sealed.usage.rowsWritten
  }
  assert.equal(Math.round(written(12e6)), 30 * 12e6 * 3)
  assert.equal(Math.round(written(13e6)), 30 * (13e6 * 2 + 12e6))
})

test('a database is full when the remaining assertions have filled it', () => {
  const fullAfter = (clients) =>
    monthly({ ...PARAMETERS, clients }, inOneMillisecond, sizesOf(103))[2].database.fullAfter
  const { sealedUse, spent } = sizesOf(103)
  assert.equal(fullAfter(12e6), Infinity)
  const room = 10e9 - 13.2e6 * (sealedUse + spent / 12)
  assert.equal(Math.round(fullAfter(13.2e6)), Math.round(room / (1.2e6 * spent)))
})

test('a month that one database cannot serve is marked', () => {
  const served = (parameters) =>
    monthly({ ...PARAMETERS, ...parameters }, inOneMillisecond, sizesOf(103)).map((row) => isServed(row))
  assert.deepEqual(served({}), [true, true, true, true, true])
  // With a token an hour for each client, assertions need more milliseconds than a month has.
  assert.deepEqual(served({ tokens: 720 }), [true, true, false, false, true])
  // Twenty million stored clients with their uses need more than 10 GB; their uses alone do not.
  assert.deepEqual(served({ clients: 20e6, tokens: 1 }), [true, false, true, true, true])
})

test('the busy time of a database is the sum of all statements', () => {
  const parameters = { clients: 2_592_000, tokens: 10, reads: 5, updates: 1 }
  const [sealed, , asserting] = monthly(parameters, inOneMillisecond, sizesOf(103))
  // A client a second: 10 tokens, 5 reads and an update of 1 ms each, 10 uses and the update of 5 more.
  assert.equal(sealed.database.busy.toFixed(3), '0.071')
  assert.equal(asserting.database.busy.toFixed(3), '0.121')
})

test('the constants of the calculation are those of the Worker', () => {
  const source = (path) => readFileSync(at(path), 'utf8')
  const [, rounds] = /\bMAXIMUM_ROUNDS: u32 = (\d+);/.exec(source('src/maintenance.rs'))
  const [, limit] = /\bLIMIT (\d+)\)/.exec(statements().FORGET_SPENT)
  assert.equal(FORGOTTEN_AT_ONCE, Number(rounds) * Number(limit))
  const [, days] = /\bNOTED_EVERY: Seconds = Seconds::of_days\((\d+)\);/.exec(source('src/policy/mod.rs'))
  const often = monthly({ ...PARAMETERS, clients: 1, tokens: 9999, updates: 0 }, inOneMillisecond, sizesOf(103))
  assert.equal(often[0].usage.rowsWritten, (MONTH_DAYS / Number(days)) * 2)
  const [, age] = /\bDOCUMENT_MAX_AGE_SECONDS = (\d+)/.exec(source('wrangler.toml'))
  assert.equal(often[3].usage.kvWrites, (MONTH_DAYS * 86_400) / Number(age))
})

test('the page has the number of assertions that the Worker forgets in a run', () => {
  const words = readFileSync(at('docs/scale.md'), 'utf8').replace(/\s+/g, ' ')
  const day = (FORGOTTEN_AT_ONCE * 24) / 1e6
  assert.ok(words.includes(`run deletes up to half a million assertions: ${day} million a day`))
  assert.equal(FORGOTTEN_AT_ONCE, 500_000)
})
