// The prices of the Workers Paid plan of Cloudflare in dollars, and the limits of the Workers Free plan.

/** The day on which the pages were read. */
export const LOOKED_UP = '2026-11-21'

/** The price of the plan for a month. */
export const PLAN_DOLLARS = 5

const DOCUMENTATION = 'https://developers.cloudflare.com'

const WORKERS = ['Workers', `${DOCUMENTATION}/workers/platform/pricing/`]
const D1 = ['D1', `${DOCUMENTATION}/d1/platform/pricing/`]
const KV = ['KV', `${DOCUMENTATION}/kv/platform/pricing/`]

const MILLION = 1e6
const GB = 1

/**
 * The meters by name: the amount that a month of the plan includes, and the `dollars` for each `per` beyond it. `free` is
 * the daily limit of the Free plan, or words if it is not a number.
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
 * The prices of logs by size, from a certain day: for ingestion, and for storage for a month. A line has a fixed number of
 * bytes here, which includes the additions of the platform.
 */
export const LOGS_BY_SIZE = {
  since: '2026-12-01',
  page: `${DOCUMENTATION}/observability/pricing/`,
  taken: { included: 50, dollars: 0.25 },
  kept: { included: 12, dollars: 0.1 },
  retentionDays: 7,
  lineBytes: 1500,
}

/** The largest size of a D1 database, in GB. https://developers.cloudflare.com/d1/platform/limits/ */
export const DATABASE_GIGABYTES = { paid: 10, free: 0.5 }

/** Returns the price of a usage beyond the included amounts, or of the whole usage. */
export function dollars(usage, { isIncluded = false } = {}) {
  const of = ([meter, amount]) => {
    const { included, dollars, per } = METERS[meter]
    return (Math.max(0, amount - (isIncluded ? included : 0)) / per) * dollars
  }
  return Object.entries(usage).reduce((sum, entry) => sum + of(entry), 0)
}

/** Returns the bill of a month: the plan, and the usage beyond the included amounts. */
export const bill = (usage) => PLAN_DOLLARS + dollars(usage, { isIncluded: true })

/** Returns the ingested GB of log lines, and the stored GB-months. */
export function sizeOfLines(lines) {
  const taken = (lines * LOGS_BY_SIZE.lineBytes) / 1e9
  return { taken, kept: (taken * LOGS_BY_SIZE.retentionDays) / 30 }
}

/** Returns the bill where logs are priced by size. */
export function billBySize({ logEvents = 0, ...usage }) {
  const { taken, kept } = sizeOfLines(logEvents)
  const beyond = (amount, { included, dollars }) => Math.max(0, amount - included) * dollars
  return bill(usage) + beyond(taken, LOGS_BY_SIZE.taken) + beyond(kept, LOGS_BY_SIZE.kept)
}

/** Returns the part of a usage that belongs to some meters. */
export const part = (usage, meters) =>
  Object.fromEntries(Object.entries(usage).filter(([meter]) => meters.includes(meter)))

/** Returns the meters of a product. */
export const metersOf = (product) => Object.keys(METERS).filter((meter) => METERS[meter].of[0] === product)

/** Adds usages, each multiplied by its count. */
export function together(...counted) {
  const sum = {}
  for (const [usage, times] of counted) {
    for (const [meter, amount] of Object.entries(usage)) sum[meter] = (sum[meter] ?? 0) + amount * times
  }
  return sum
}
