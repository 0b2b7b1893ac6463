// The most rows that unauthenticated clients can create, by the limits of wrangler.toml and of the code.

import { readFileSync } from 'node:fs'
import { readToml } from '../../scripts/lib/configuration.mjs'
import { at } from '../../scripts/lib/project.mjs'
import { clientRow, ONCE, tombstoneOf, unusedEntry, useRow } from './kept.mjs'
import { bytesOf, TIME } from './size.mjs'

/** Returns how often one address may use each limit in a day. */
export function daily(toml) {
  const limits = readToml('wrangler.toml', toml).ratelimits.map(({ name, simple: { limit, period } }) => [name, (limit * 86_400) / period])
  return Object.fromEntries(limits)
}

/** Returns how often the cron trigger runs in a day. */
export function runsADay(toml) {
  const [cron] = readToml('wrangler.toml', toml).triggers.crons
  const [minute, hour] = cron.split(' ')
  if (!/^\d+$/.test(minute) || !/^(\*|\d+)$/.test(hour)) throw new Error(`the cron ${cron} is not read`)
  return hour === '*' ? 24 : 1
}

/** Reads the constants of the calculation from the code. */
export function numbers(source = (path) => readFileSync(at(path), 'utf8')) {
  const number = (path, pattern) => Number(pattern.exec(source(path))[1].replaceAll('_', ''))
  return {
    most: number('src/model/unused.rs', /ANONYMOUS_CLIENT_LIMIT: ByteCount = ByteCount\((\d+)\)/),
    small: number('src/model/unused.rs', /\bSMALL_CLIENT: ByteCount = ByteCount\((\d+)\)/),
    passing: number('src/model/unused.rs', /ONE_DAY_LIFE: Seconds = Seconds::of_days\((\d+)\)/),
    unused: number('src/config/policy.rs', /sees_uses\(\) \{ (\d+) \}/),
    kept: number('src/config/policy.rs', /"STORED_CLIENT_LIMIT", [\d_.=]+, ([\d_]+)/),
    identifier: number('src/config/policy.rs', /limit\("SEALED_ID_LIMIT", (\d+)\)/),
    assertion: number('src/authentication/assertion.rs', /LONGEST_LIFE: Seconds = Seconds\((\d+)\)/),
    rounds: number('src/maintenance.rs', /UNUSED_ROUNDS: u32 = (\d+)/),
  }
}

/**
 * Returns the most that one address can create of each kind of row: rows a day, bytes of a row, days that it stays, and
 * the limit for all addresses together.
 */
export function growing(limits = daily(), from = numbers()) {
  const stored = 'c'.repeat(23)
  const sealed = 's'.repeat(from.identifier)
  const json = (bytes) => JSON.stringify({ most: 'x'.repeat(bytes - 11) })
  const { STORAGE_LIMIT, USE_LIMIT, ASSERTION_LIMIT } = limits
  // A use repeats texts of its client, which are together no longer than the identifier.
  const use = useRow(sealed).map((value) => (value === 'planner.example' ? 'x'.repeat(from.identifier) : value))
  return {
    oversized: {
      name: 'clients too large for a `client_id`, never used',
      by: 'STORAGE_LIMIT',
      rows: STORAGE_LIMIT,
      bytes: bytesOf(clientRow(stored, json(from.most), { unused: 3 })) + unusedEntry(stored, 3),
      days: from.passing,
      most: from.kept,
    },
    changed: {
      name: 'changes of sealed clients that were never used',
      by: 'STORAGE_LIMIT',
      rows: STORAGE_LIMIT,
      bytes: bytesOf(clientRow(sealed, json(from.most), { unused: 2, secretSince: TIME })) + unusedEntry(sealed, 2),
      days: from.unused,
      most: from.kept,
    },
    deleted: {
      name: 'deletions of sealed clients that were never used',
      by: 'STORAGE_LIMIT',
      rows: STORAGE_LIMIT,
      bytes: tombstoneOf(sealed),
      days: from.unused,
      most: Infinity,
    },
    oversizedUsed: {
      name: 'clients too large for a `client_id`, used once',
      by: 'STORAGE_LIMIT',
      rows: STORAGE_LIMIT,
      bytes: bytesOf(clientRow(stored, json(from.most))) + bytesOf(use) + bytesOf([TIME, stored]),
      days: Infinity,
      most: Infinity,
    },
    used: {
      name: 'sealed clients, used once',
      by: 'USE_LIMIT',
      rows: USE_LIMIT,
      bytes: bytesOf(use) + bytesOf([TIME, sealed]),
      days: Infinity,
      most: Infinity,
    },
    usedAndDeleted: {
      name: 'sealed clients, used and deleted',
      by: 'USE_LIMIT',
      rows: USE_LIMIT,
      bytes: tombstoneOf(sealed),
      days: from.unused,
      most: Infinity,
    },
    assertions: {
      name: 'assertions, each for as long as one may live',
      by: 'ASSERTION_LIMIT',
      rows: ASSERTION_LIMIT,
      bytes: bytesOf([ONCE, TIME]) + bytesOf([TIME, ONCE]),
      // The row stays until the first cron run after its expiry.
      days: (from.assertion / 3600 + 24 / runsADay()) / 24,
      most: Infinity,
    },
  }
}

/** Returns the bytes that a number of addresses can create in a number of days. */
export const keptOf = ({ rows, bytes, days, most }, addresses, after) =>
  Math.min(rows * addresses * Math.min(after, days), most) * bytes

/** Returns the most that a number of addresses can add to the database in a day, with each limit used for its largest rows. */
export function mostInADay(addresses, all = growing()) {
  const worst = new Map()
  for (const it of Object.values(all)) {
    worst.set(it.by, Math.max(worst.get(it.by) ?? 0, keptOf(it, addresses, 1)))
  }
  return [...worst.values()].reduce((sum, bytes) => sum + bytes, 0)
}
