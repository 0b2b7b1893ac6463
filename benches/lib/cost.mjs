import { count, gigabytes, MILLION, price, round, table, time } from './page.mjs'
import { sizesOf, unusedEntry } from './kept.mjs'
import {
  FINDS_MS,
  FORGOTTEN_AT_ONCE,
  isServed,
  MONTH_DAYS,
  monthly,
  OTHER_LIFE_DAYS,
  PARAMETERS,
  WRITES_MS,
} from './month.mjs'
import { OPERATIONS, STATEMENTS, usageOf } from './operations.mjs'
import {
  bill,
  billBySize,
  DATABASE_GIGABYTES,
  dollars,
  LOGS_BY_SIZE,
  METERS,
  metersOf,
  part,
  sizeOfLines,
  together,
} from './prices.mjs'
import { depthOf } from './size.mjs'
import { growing, keptOf, mostInADay, runsADay } from './strangers.mjs'

const GIGABYTE = 1e9
/** The bytes of a stored client in the index of unused clients. */
const STORED_ENTRY = unusedEntry('c'.repeat(23), 2)
const YEAR_DAYS = 365

/** The tables that depend on the parameters. */
export const OF_PARAMETERS = ['parameters', 'month']

/** Returns the tables of docs/scale.md by their names, each as a list of lines. */
export function tables(parameters, { cpuOf, identifier }) {
  const use = (key) => usageOf(key, cpuOf)
  const sizes = sizesOf(identifier)
  return {
    summary: summary(use, sizes),
    parameters: showParameters(parameters),
    prices: prices(),
    operations: operations(use),
    dollars: perMillion(use),
    registrations: registrations(use, sizes),
    month: month(parameters, use, sizes),
    flood: flood(use, sizes),
    strangers: strangers(),
    growth: growth(sizes),
    lookup: lookup(sizes),
    throughput: throughput(),
    free: free(use),
    logs: logs(),
  }
}

/** Returns the first figures of the page as list items, always for the same number of clients. */
function summary(use, sizes) {
  const million = (key) => `$${price(dollars(together([use(key), MILLION])))}`
  const [secret, , byKey, byAddress, other] = monthly(PARAMETERS, use, sizes).map(
    ({ usage, kept }) => `$${count(bill({ ...usage, ...kept }))}`,
  )
  const [sealed, stored, others] = ['register', 'registerStored', 'otherRegister'].map(million)
  return [
    `- A million registrations cost ${sealed} sealed and ${stored} stored, with their lines of the log; ${others} at`,
    '  workers-oauth-provider, which writes none.',
    `- A million active clients, each with a token a day, cost about ${secret} a month with a secret,`,
    `  ${byKey} with \`private_key_jwt\`, ${byAddress} with keys at a \`jwks_uri\`;`,
    `  ${other} at workers-oauth-provider.`,
  ]
}

function showParameters(parameters) {
  const row = ([name, value]) => [WORDS[name], value.toLocaleString('en-US'), `\`--${name}\``]
  return table(['', 'here', 'option'], Object.entries(parameters).map(row))
}

const WORDS = {
  clients: 'active clients',
  tokens: 'tokens of each in a month',
  reads: 'reads of its own registration',
  updates: 'updates of it',
}

function prices() {
  const rows = Object.values(METERS).map(({ name, of: [product, page], included, dollars, per, free, freeWords }) => [
    `[${product}](${page}), ${name}`,
    count(included),
    `$${dollars.toFixed(dollars < 0.01 ? 3 : 2)}${per === MILLION ? ' a million' : ''}`,
    freeWords ?? count(free),
  ])
  return table(['what is counted', 'included in a month', 'then', 'Free plan, a day'], rows)
}

const shown = ({ by, name }) => `${by}: ${name}`

function operations(use) {
  const rows = Object.entries(OPERATIONS).map(([key, operation]) => {
    const { requests, rowsRead, rowsWritten, kvReads, kvWrites, cpu } = use(key)
    const figures = [requests, (operation.statements ?? []).length, rowsRead, rowsWritten, kvReads, kvWrites]
    return [shown(operation), ...figures.map(count), cpu > 0 ? String(cpu) : '']
  })
  const head = ['operation', 'requests', 'D1 statements', 'rows read', 'rows written', 'KV reads', 'KV writes']
  return table([...head, 'CPU ms'], rows)
}

const LOG = `log lines, until ${LOGS_BY_SIZE.since}`

const PRODUCTS = ['Workers', 'D1', 'KV']

function perMillion(use) {
  const rows = Object.entries(OPERATIONS).map(([key, operation]) => {
    const { logEvents, ...usage } = together([use(key), MILLION])
    const parts = PRODUCTS.map((product) => dollars(part(usage, metersOf(product))))
    return [shown(operation), ...[...parts, dollars(usage), dollars({ logEvents })].map(price)]
  })
  return table(['a million times', ...PRODUCTS, 'together', LOG], rows)
}

function registrations(use, sizes) {
  const rows = [
    ['Enrol, sealed', 'register', 'd1Gigabytes', 0],
    ['Enrol, stored', 'registerStored', 'd1Gigabytes', sizes.client],
    ['Enrol, stored, every member of OpenID Connect', 'registerStored', 'd1Gigabytes', sizes.largeClient],
    ['workers-oauth-provider', 'otherRegister', 'kvGigabytes', sizes.otherClient],
  ].map(([name, key, meter, bytes]) =>
    usageRow(name, together([use(key), MILLION]), { [meter]: gigabytes(bytes, MILLION) }),
  )
  const head = [...USAGE_HEAD, 'dollars', LOG, 'dollars a month to keep']
  return table(head, rows.map(({ cells, once, log, keeping }) => [...cells, once, log, keeping].map(String)))
}

const USAGE_HEAD = ['', 'requests', 'rows read', 'rows written', 'KV reads', 'KV writes', 'GB kept']

function usageRow(name, { logEvents, ...usage }, kept) {
  const figures = [usage.requests, usage.rowsRead, usage.rowsWritten, usage.kvReads, usage.kvWrites].map(count)
  const [size] = Object.values(kept)
  return {
    cells: [name, ...figures, round(size)],
    once: price(dollars(usage)),
    log: price(dollars({ logEvents })),
    keeping: price(dollars(kept)),
    both: price(dollars({ ...usage, ...kept })),
    bills: [bill, billBySize].map((of) => price(of({ ...usage, ...kept, logEvents }))),
  }
}

function month(parameters, use, sizes) {
  const rows = monthly(parameters, use, sizes).map((row) => {
    const { cells, both, log, bills } = usageRow(row.name, row.usage, row.kept)
    const figures = [...cells, both, log, ...bills]
    const shown = isServed(row) ? figures : figures.map((cell, index) => (index < 2 ? cell : '—'))
    return [...shown, verdict(row)].map(String)
  })
  const { since } = LOGS_BY_SIZE
  const bills = [`bill until ${since}`, `bill from ${since} on`]
  return table([...USAGE_HEAD, 'dollars', LOG, ...bills, 'one database of D1'], rows)
}

/** Describes whether one database can serve a month. */
function verdict({ database }) {
  if (!database) return 'none'
  const { busy, size, fullAfter } = database
  const share = `${busy < 0.01 ? '< 1' : count(busy * 100)} % of its time`
  const says = [busy > 1 ? `more than it can do: ${share}` : share]
  if (size > DATABASE_GIGABYTES.paid) says.push(`does not fit: ${count(size)} GB`)
  else if (busy <= 1 && fullAfter < Infinity) says.push(`full after ${time(fullAfter)}`)
  return says.join(', ')
}

/** A million unauthenticated registrations a day: the rows that stay, and for how many days. */
function flood(use, sizes) {
  const d1 = { meter: 'd1Gigabytes', most: DATABASE_GIGABYTES.paid }
  const kv = { meter: 'kvGigabytes', most: Infinity }
  const { oversized, changed } = growing()
  const cases = [
    ['Enrol, sealed', 'register', 0, d1],
    ['Enrol, sealed, each with another `sector_identifier_uri`', 'registerSector', 0, d1],
    ['Enrol, sealed, each as large as one may be', 'registerStored', oversized.bytes, d1, oversized.days, oversized.most],
    ['Enrol, stored', 'registerStored', sizes.client + STORED_ENTRY, d1, changed.days, changed.most],
    ['workers-oauth-provider, kept for 90 days', 'otherRegister', sizes.otherClient, kv, OTHER_LIFE_DAYS],
    ['workers-oauth-provider, kept for ever', 'otherRegister', sizes.otherClient, kv],
  ]
  const rows = cases.map(([name, key, bytes, { meter, most }, life = Infinity, mostRows = Number.MAX_SAFE_INTEGER]) => {
    const { logEvents, ...usage } = together([use(key), MILLION])
    const daily = gigabytes(bytes, MILLION)
    const kept = (days) => Math.min(daily * Math.min(days, life), most, gigabytes(bytes, mostRows))
    const year = kept(YEAR_DAYS)
    const spent = [dollars(usage), dollars({ logEvents })].map(price)
    const full = kept(YEAR_DAYS) < most || most === Infinity ? 'never' : time(most / daily)
    const after = [round(kept(MONTH_DAYS)), round(year), price(dollars({ [meter]: year })), full]
    return [name, count(usage.rowsWritten + usage.kvWrites), ...spent, ...after].map(String)
  })
  const head = ['a million registrations a day', 'written a day', 'dollars a day', LOG]
  const after = ['GB after 30 days', 'GB after a year', 'dollars a month for these', 'full after']
  return table([...head, ...after], rows)
}

/** The most rows that unauthenticated clients can create, by the limit of each kind of row. */
function strangers() {
  const shown = (bytes) => (bytes < GIGABYTE / 10 ? `${round(bytes / 1e6)} MB` : `${round(bytes / GIGABYTE)} GB`)
  const all = growing()
  const rows = Object.values(all).map((it) => [
    it.name,
    `\`${it.by}\``,
    count(it.rows),
    count(it.bytes),
    it.days === Infinity ? 'for ever' : it.days > 1 ? `${it.days} days` : `${Math.round(it.days * 24)} hours`,
    ...[1, 1000].map((addresses) => shown(keptOf(it, addresses, 1))),
    shown(keptOf(it, 1, YEAR_DAYS)),
  ])
  const most = [1, 1000].map((addresses) => shown(mostInADay(addresses, all)))
  const head = ['', 'limit', 'rows a day and address', 'bytes of each', 'kept for', 'a day of one address']
  return table([...head, 'of a thousand', 'a year of one address'], [...rows, ['the most of all', '', '', '', '', ...most, '']])
}

function growth(sizes) {
  const rows = [
    ['client, stored', sizes.client],
    ['client, stored, every member of OpenID Connect', sizes.largeClient],
    ['client of a stranger, stored, as large as one may be', growing().oversized.bytes],
    ['client, stored, as large as a body may be', sizes.largestClient],
    ['use of a sealed client', sizes.sealedUse],
    ['use of a stored client', sizes.storedUse],
    ['deleted sealed client, until 90 days after its registration', sizes.tombstone],
    ['deleted stored client, for 90 days', sizes.storedTombstone],
    ['assertion that was used, until the cron trigger forgets it', sizes.spent],
  ].map(([name, bytes]) => {
    const d1Gigabytes = gigabytes(bytes, MILLION)
    const fitting = Object.values(DATABASE_GIGABYTES).map((most) => `${round(most / d1Gigabytes)} million`)
    return [name, count(Math.round(bytes)), String(round(d1Gigabytes)), price(dollars({ d1Gigabytes })), ...fitting]
  })
  return table(['row', 'bytes', 'GB a million', 'dollars a month', 'in 10 GB', 'in 500 MB'], rows)
}

/** The cost of finding one client among many. */
function lookup({ client }) {
  const most = round((DATABASE_GIGABYTES.paid * GIGABYTE) / client)
  const rows = [1000, MILLION, 10 * MILLION, most].map((clients) => [
    count(clients),
    count(STATEMENTS['FIND: stored, used'][0]),
    count(depthOf(clients, client)),
  ])
  return table(['stored clients', 'rows read', 'pages on the way, about'], rows)
}

function throughput() {
  const day = 86_400
  const rows = [
    ['token, with a secret', FINDS_MS],
    ['the first token of a day', FINDS_MS + WRITES_MS],
    ['token, with `private_key_jwt`', FINDS_MS + WRITES_MS],
    ['token, with `private_key_jwt`, the first of a day', FINDS_MS + 2 * WRITES_MS],
    ['update or deletion', FINDS_MS + WRITES_MS],
    ['registration, stored', WRITES_MS],
  ].map(([name, milliseconds]) => {
    const each = Math.floor(1000 / milliseconds)
    return [name, String(milliseconds), count(each), `${round((each * day) / MILLION)} million`]
  })
  const forgotten = [
    ['assertions forgotten by the cron trigger', runsADay()],
  ].map(([name, times]) => [name, '', '', `${(FORGOTTEN_AT_ONCE * times) / MILLION} million`])
  const sealed = ['registration, sealed', '0', 'as many as come', 'as many as come']
  return table(['', 'D1 ms', 'a second', 'a day'], [sealed, ...rows, ...forgotten])
}

function free(use) {
  const kinds = ['register', 'registerStored', 'token', 'use', 'assertion', 'keys', 'otherRegister', 'otherRefresh']
  const rows = kinds.map((key) => {
    const limits = Object.entries(use(key)).flatMap(([meter, amount]) =>
      METERS[meter].free && amount > 0 ? [{ meter, times: Math.floor(METERS[meter].free / amount) }] : [],
    )
    const least = limits.reduce((a, b) => (b.times < a.times ? b : a))
    const { of: [product], name } = METERS[least.meter]
    return [shown(OPERATIONS[key]), count(least.times), `${product}, ${name}`]
  })
  return table(['operation', 'a day', 'what ends it'], rows)
}

function logs() {
  const { since, taken, kept } = LOGS_BY_SIZE
  const lines = sizeOfLines(MILLION)
  const rows = [
    [`until ${since}`, 'by the line', price(dollars({ logEvents: MILLION }))],
    [`from ${since} on`, `${round(lines.taken)} GB taken in`, price(lines.taken * taken.dollars)],
    ['', `${round(lines.kept)} GB-months kept`, price(lines.kept * kept.dollars)],
  ]
  return table(['a million lines', '', 'dollars'], rows)
}
