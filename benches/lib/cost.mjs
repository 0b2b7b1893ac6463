import { sizesOf } from './kept.mjs'
import { OPERATIONS, STATEMENTS, usageOf } from './operations.mjs'
import { bill, DATABASE_GIGABYTES, dollars, LOGS_BY_SIZE, METERS, metersOf, part, together } from './prices.mjs'
import { depthOf } from './size.mjs'

/** What a client does in a month, and how many there are: what a reader can put in. */
export const PARAMETERS = { clients: 1e6, tokens: 30, reads: 1, updates: 0.1 }

const MILLION = 1e6
const GIGABYTE = 1e9
const MONTH_DAYS = 30
const YEAR_DAYS = 365
// `NOTED_EVERY` of src/policy/mod.rs.
const NOTED_A_MONTH = MONTH_DAYS
// `DOCUMENT_MAX_AGE_SECONDS`, unless it is set.
const FETCHED_A_MONTH = (MONTH_DAYS * 86_400) / 300
// `clientRegistrationTTL`, unless it is set; a client in use is renewed after half of it.
const OTHER_LIFE_DAYS = 90
const RENEWALS_A_MONTH = MONTH_DAYS / (OTHER_LIFE_DAYS / 2)
// `MAXIMUM_ROUNDS` of src/maintenance.rs, and the limit of the statements that it repeats.
const FORGOTTEN_A_DAY = 100 * 5000
// How long D1 takes for a statement that finds a row, and for one that writes, in milliseconds.
const FINDS_MS = 1
const WRITES_MS = 5
// A line of the log, with what the platform adds to it, in bytes.
const LOG_BYTES = 1500

/** The tables of docs/scale.md by their names, each a list of lines. */
export function tables(parameters, { cpuOf, identifier }) {
  const use = (key) => usageOf(key, cpuOf)
  const sizes = sizesOf(identifier)
  return {
    parameters: showParameters(parameters),
    prices: prices(),
    operations: operations(use),
    dollars: perMillion(use),
    registrations: registrations(use, sizes),
    month: month(parameters, use, sizes),
    flood: flood(use, sizes),
    growth: growth(sizes),
    lookup: lookup(sizes),
    throughput: throughput(),
    free: free(use),
    logs: logs(),
  }
}

function showParameters(parameters) {
  const row = ([name, value]) => [WORDS[name], value.toLocaleString('en-US'), `\`--${name}\``]
  return table(['', 'here', 'another'], Object.entries(parameters).map(row))
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
    return [shown(operation), ...figures.map(count), requests ? String(round(cpu)) : '']
  })
  const head = ['operation', 'requests', 'D1 statements', 'rows read', 'rows written', 'KV reads', 'KV writes']
  return table([...head, 'CPU ms'], rows)
}

const PRODUCTS = ['Workers', 'D1', 'KV']

function perMillion(use) {
  const rows = Object.entries(OPERATIONS).map(([key, operation]) => {
    const { logEvents, ...usage } = together([use(key), MILLION])
    const parts = PRODUCTS.map((product) => dollars(part(usage, metersOf(product))))
    return [shown(operation), ...[...parts, dollars(usage), dollars({ logEvents })].map(price)]
  })
  return table(['a million times', ...PRODUCTS, 'together', 'and its log lines'], rows)
}

const gigabytes = (bytes, count) => (bytes * count) / GIGABYTE

function registrations(use, sizes) {
  const rows = [
    ['Enrol, sealed', 'register', 'd1Gigabytes', 0],
    ['Enrol, stored', 'registerStored', 'd1Gigabytes', sizes.client],
    ['Enrol, stored, every member of OpenID Connect', 'registerStored', 'd1Gigabytes', sizes.largeClient],
    ['workers-oauth-provider', 'otherRegister', 'kvGigabytes', sizes.otherClient],
  ].map(([name, key, meter, bytes]) =>
    usageRow(name, together([use(key), MILLION]), { [meter]: gigabytes(bytes, MILLION) }),
  )
  const head = [...USAGE_HEAD, 'dollars', 'log lines', 'dollars a month to keep']
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
    bill: price(bill({ ...usage, ...kept, logEvents })),
  }
}

/** What a month of so many clients uses, by who serves them. */
export function monthly({ clients, tokens, reads, updates }, use, sizes) {
  const noted = ['use', Math.min(tokens, NOTED_A_MONTH)]
  const sealed = [['token', tokens], ['read', reads], ['update', updates], noted]
  const stored = [['tokenStored', tokens], ['readStored', reads], ['updateStored', updates], noted]
  const asserting = [...sealed, ['assertion', tokens]]
  const referring = [...asserting, ['keys', Math.min(tokens, FETCHED_A_MONTH)]]
  const other = [['otherRefresh', tokens], ['otherRenewal', Math.min(tokens, RENEWALS_A_MONTH)]]
  // A day's assertions are kept until the cron trigger comes, and what it leaves stays.
  const assertions = (clients * tokens) / MONTH_DAYS
  const left = Math.max(0, assertions - FORGOTTEN_A_DAY) * MONTH_DAYS
  const spent = (sizes.spent * (assertions + left)) / clients
  const kinds = [
    ['Enrol, sealed, secret', sealed, { d1Gigabytes: sizes.sealedUse }],
    ['Enrol, stored, secret', stored, { d1Gigabytes: sizes.client + sizes.storedUse }],
    ['Enrol, sealed, `private_key_jwt`, `jwks`', asserting, { d1Gigabytes: sizes.sealedUse + spent }],
    ['Enrol, sealed, `private_key_jwt`, `jwks_uri`', referring, { d1Gigabytes: sizes.sealedUse + spent }],
    ['workers-oauth-provider, refresh tokens', other, { kvGigabytes: sizes.otherClient + sizes.otherGrantAndToken }],
  ]
  return kinds.map(([name, counted, kept]) => ({
    name,
    usage: together(...counted.map(([key, times]) => [use(key), times * clients])),
    kept: Object.fromEntries(Object.entries(kept).map(([meter, bytes]) => [meter, gigabytes(bytes, clients)])),
  }))
}

function month(parameters, use, sizes) {
  const rows = monthly(parameters, use, sizes).map(({ name, usage, kept }) => usageRow(name, usage, kept))
  const head = [...USAGE_HEAD, 'dollars', 'log lines', 'bill']
  return table(head, rows.map(({ cells, both, log, bill }) => [...cells, both, log, bill].map(String)))
}

/** A million strangers a day: what is kept of them, and for how many days. */
function flood(use, sizes) {
  const d1 = { meter: 'd1Gigabytes', most: DATABASE_GIGABYTES.paid }
  const kv = { meter: 'kvGigabytes', most: Infinity }
  const cases = [
    ['Enrol, sealed', 'register', 0, d1],
    ['Enrol, sealed, each with another `sector_identifier_uri`', 'registerSector', 0, d1],
    ['Enrol, sealed, each as large as a body may be', 'registerStored', sizes.largestClient, d1],
    ['Enrol, stored', 'registerStored', sizes.client, d1],
    ['workers-oauth-provider, kept for 90 days', 'otherRegister', sizes.otherClient, kv, OTHER_LIFE_DAYS],
    ['workers-oauth-provider, kept for ever', 'otherRegister', sizes.otherClient, kv],
  ]
  const rows = cases.map(([name, key, bytes, { meter, most }, life = Infinity]) => {
    const { logEvents, ...usage } = together([use(key), MILLION])
    const daily = gigabytes(bytes, MILLION)
    const kept = (days) => Math.min(daily * Math.min(days, life), most)
    const year = kept(YEAR_DAYS)
    const spent = [dollars(usage), dollars({ logEvents })].map(price)
    const full = daily * YEAR_DAYS > most ? time(most / daily) : 'never'
    const after = [round(kept(MONTH_DAYS)), round(year), price(dollars({ [meter]: year })), full]
    return [name, count(usage.rowsWritten + usage.kvWrites), ...spent, ...after].map(String)
  })
  const head = ['a million registrations a day', 'written a day', 'dollars a day', 'log lines a day']
  const after = ['GB after 30 days', 'GB after a year', 'dollars a month for these', 'full after']
  return table([...head, ...after], rows)
}

function growth(sizes) {
  const rows = [
    ['client, stored', sizes.client],
    ['client, stored, every member of OpenID Connect', sizes.largeClient],
    ['client, stored, as large as a body may be', sizes.largestClient],
    ['use of a sealed client', sizes.sealedUse],
    ['use of a stored client', sizes.storedUse],
    ['deleted sealed client, for ever', sizes.tombstone],
    ['deleted stored client, for 90 days', sizes.storedTombstone],
    ['assertion that was used, for a day at most', sizes.spent],
  ].map(([name, bytes]) => {
    const d1Gigabytes = gigabytes(bytes, MILLION)
    const fitting = Object.values(DATABASE_GIGABYTES).map((most) => `${round(most / d1Gigabytes)} million`)
    return [name, count(Math.round(bytes)), String(round(d1Gigabytes)), price(dollars({ d1Gigabytes })), ...fitting]
  })
  return table(['row', 'bytes', 'GB a million', 'dollars a month', 'in 10 GB', 'in 500 MB'], rows)
}

/** What it takes to find one client among so many. */
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
    ['update or deletion', FINDS_MS + WRITES_MS],
    ['registration, stored', WRITES_MS],
  ].map(([name, milliseconds]) => {
    const each = Math.floor(1000 / milliseconds)
    return [name, String(milliseconds), count(each), `${round((each * day) / MILLION)} million`]
  })
  const forgotten = ['assertions forgotten by the cron trigger', '', '', `${FORGOTTEN_A_DAY / MILLION} million`]
  const sealed = ['registration, sealed', '0', 'as many as come', 'as many as come']
  return table(['', 'D1 ms', 'a second', 'a day'], [sealed, ...rows, forgotten])
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
  const { since, taken, kept, retentionDays } = LOGS_BY_SIZE
  const size = gigabytes(LOG_BYTES, MILLION)
  const stored = (size * retentionDays) / MONTH_DAYS
  const rows = [
    [`until ${since}`, 'by the line', price(dollars({ logEvents: MILLION }))],
    [`from ${since} on`, `${round(size)} GB taken in`, price(size * taken.dollars)],
    ['', `${round(stored)} GB-months kept`, price(stored * kept.dollars)],
  ]
  return table(['a million lines', '', 'dollars'], rows)
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(line)]
}

const time = (days) => (days < 2 ? `${Math.floor(days * 24)} hours` : `${Math.floor(days)} days`)

const count = (number) => Math.round(number).toLocaleString('en-US')

const round = (number) => Number(number.toPrecision(2))

const price = (amount) => (amount > 0 && amount < 0.005 ? '< 0.01' : amount.toFixed(2))
