// What Cloudflare asks for on the Workers Paid plan, in dollars, and what the Workers Free plan allows.

/** The day on which the pages were read. */
export const LOOKED_UP = '2026-11-21'

/** A month of the plan. */
export const PLAN_DOLLARS = 5

const DOCUMENTATION = 'https://developers.cloudflare.com'

const WORKERS = ['Workers', `${DOCUMENTATION}/workers/platform/pricing/`]
const D1 = ['D1', `${DOCUMENTATION}/d1/platform/pricing/`]
const KV = ['KV', `${DOCUMENTATION}/kv/platform/pricing/`]

const MILLION = 1e6
const GB = 1

/**
 * What is counted, by the name that usages have it under: how much a month of the plan includes, and the `dollars` for
 * each `per` beyond; `free` is what a day of the Free plan allows, in words where that is no count.
 */
export const METERS = {
  requests: { name: 'requests', of: WORKERS, included: 10e6, dollars: 0.3, per: MILLION, free: 100_000 },
  cpu: { name: 'CPU ms', of: WORKERS, included: 30e6, dollars: 0.02, per: MILLION, freeWords: '10 ms a request' },
  rowsRead: { name: 'rows read', of: D1, included: 25e9, dollars: 0.001, per: MILLION, free: 5e6 },
  rowsWritten: { name: 'rows written', of: D1, included: 50e6, dollars: 1, per: MILLION, free: 100_000 },
  d1Gigabytes: { name: 'GB-months', of: D1, included: 5, dollars: 0.75, per: GB, freeWords: '5 GB in all' },
  kvReads: { name: 'reads', of: KV, included: 10e6, dollars: 0.5, per: MILLION, free: 100_000 },
  kvWrites: { name: 'writes', of: KV, included: 1e6, dollars: 5, per: MILLION, free: 1_000 },
  kvGigabytes: { name: 'GB-months', of: KV, included: 1, dollars: 0.5, per: GB, freeWords: '1 GB' },
  logEvents: { name: 'log events', of: WORKERS, included: 20e6, dollars: 0.6, per: MILLION, free: 200_000 },
}

/**
 * What logs cost by their size, beginning with a day: to take them in, and to keep them for a month. A line is taken
 * for so many bytes, with what the platform adds to it.
 */
export const LOGS_BY_SIZE = {
  since: '2026-12-01',
  page: `${DOCUMENTATION}/observability/pricing/`,
  taken: { included: 50, dollars: 0.25 },
  kept: { included: 12, dollars: 0.1 },
  retentionDays: 7,
  lineBytes: 1500,
}

/** How large a database of D1 can be, in GB. https://developers.cloudflare.com/d1/platform/limits/ */
export const DATABASE_GIGABYTES = { paid: 10, free: 0.5 }

/** The dollars of a usage beyond what is included, or of all of it: what one more costs where that is used up. */
export function dollars(usage, { isIncluded = false } = {}) {
  const of = ([meter, amount]) => {
    const { included, dollars, per } = METERS[meter]
    return (Math.max(0, amount - (isIncluded ? included : 0)) / per) * dollars
  }
  return Object.entries(usage).reduce((sum, entry) => sum + of(entry), 0)
}

/** What a month of usage comes to, the plan and what it includes considered. */
export const bill = (usage) => PLAN_DOLLARS + dollars(usage, { isIncluded: true })

/** The GB that are taken in of so many lines, and the GB-months that are kept of them. */
export function sizeOfLines(lines) {
  const taken = (lines * LOGS_BY_SIZE.lineBytes) / 1e9
  return { taken, kept: (taken * LOGS_BY_SIZE.retentionDays) / 30 }
}

/** The same where logs cost by their size. */
export function billBySize({ logEvents = 0, ...usage }) {
  const { taken, kept } = sizeOfLines(logEvents)
  const beyond = (amount, { included, dollars }) => Math.max(0, amount - included) * dollars
  return bill(usage) + beyond(taken, LOGS_BY_SIZE.taken) + beyond(kept, LOGS_BY_SIZE.kept)
}

/** The part of a usage that is of some meters. */
export const part = (usage, meters) =>
  Object.fromEntries(Object.entries(usage).filter(([meter]) => meters.includes(meter)))

/** The meters of a product. */
export const metersOf = (product) => Object.keys(METERS).filter((meter) => METERS[meter].of[0] === product)

/** Usages together, each so many times. */
export function together(...counted) {
  const sum = {}
  for (const [usage, times] of counted) {
    for (const [meter, amount] of Object.entries(usage)) sum[meter] = (sum[meter] ?? 0) + amount * times
  }
  return sum
}
