import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { MCP } from '../../benches/lib/clients.mjs'
import { OF_PARAMETERS, tables } from '../../benches/lib/cost.mjs'
import { clientRow, KEY, LARGE_JSON, LARGEST_JSON, sizesOf, STORED_JSON, useRow } from '../../benches/lib/kept.mjs'
import { PARAMETERS } from '../../benches/lib/month.mjs'
import { OPERATIONS, readCpu, STATEMENTS, usageOf } from '../../benches/lib/operations.mjs'
import { identifierIn, withTables } from '../../benches/lib/page.mjs'
import { bill, billBySize, dollars, LOOKED_UP, together } from '../../benches/lib/prices.mjs'
import { bytesOf, payloadOf, TIME } from '../../benches/lib/size.mjs'
import { at } from '../../scripts/lib/project.mjs'
import { startDatabase, statements } from './support/statements.mjs'

const page = () => readFileSync(at('docs/scale.md'), 'utf8')

const cost = (...args) => spawnSync(process.execPath, [at('benches/cost.mjs'), ...args], { encoding: 'utf8' })

test('the page has the calculated tables', () => {
  const { status, stderr } = cost('--check')
  assert.equal(status, 0, stderr)
})

/** The smallest size of a request that is certainly too large for an identifier of 255 characters. */
function leastTooLong() {
  const rows = readFileSync(at('docs/identifiers.md'), 'utf8').matchAll(/\| (\d+) \| (\d+) \|$/gm)
  const long = [...rows].filter(([, , characters]) => Number(characters) > 255)
  return Math.min(...long.map(([, bytes]) => Number(bytes)))
}

test('the numbers in the text of the page agree with the tables', () => {
  const row = clientRow('c'.repeat(23), STORED_JSON)
  const { devDependencies } = JSON.parse(readFileSync(at('package.json'), 'utf8'))
  const identifier = identifierIn(readFileSync(at('docs/identifiers.md'), 'utf8'))
  const words = page().replace(/\s+/g, ' ')
  for (const said of [
    LOOKED_UP,
    `The JSON of a typical client has ${STORED_JSON.length} bytes`,
    `the row has ${payloadOf(row)} bytes without the free room and ${Math.round(bytesOf(row))} with it`,
    `counts as ${identifier} characters`,
    `some of ${leastTooLong()} bytes and more`,
    `\`@cloudflare/workers-oauth-provider\` ${devDependencies['@cloudflare/workers-oauth-provider']}`,
  ]) {
    assert.ok(words.includes(said), said)
  }
})

test('other parameters print other tables and do not change the page', () => {
  const before = page()
  const { status, stdout } = cost('--tokens', '720', '--clients', '10')
  assert.equal(status, 0)
  assert.match(stdout, /^\| tokens of each in a month \| 720 \|/m)
  assert.match(stdout, /^\| Enrol, sealed, secret \| 7,211 \|/m)
  assert.equal(page(), before)
  const wrongs = [['--tokens', '-1'], ['--tokens', 'many'], ['--clients', '0'], ['--clients', '1.5'], ['--hours', '8']]
  for (const wrong of [...wrongs, ['--check', '--tokens', '3']]) {
    const { status, stderr } = cost(...wrong)
    assert.equal(status, 1)
    assert.match(stderr, /^! [^]*\nnpm run cost -- /)
  }
})

test('--help prints the usage', () => {
  const { status, stdout } = cost('--help')
  assert.equal(status, 0)
  assert.match(stdout, /^npm run cost .*\nnpm run cost -- --check .*\nnpm run cost -- \[--clients NUMBER\]/)
})

test('only the tables that depend on the parameters are printed', () => {
  const sources = { cpuOf: () => 1, identifier: 103 }
  const before = tables(PARAMETERS, sources)
  const after = tables({ clients: 7, tokens: 7, reads: 7, updates: 7 }, sources)
  const others = Object.keys(before).filter((name) => before[name].join() !== after[name].join())
  assert.deepEqual(others, OF_PARAMETERS)
  assert.equal(cost('--reads', '7').stdout.match(/^\w+$/gm).join(), OF_PARAMETERS.join())
})

test('a bill is the plan and the usage beyond the included amounts', () => {
  // The examples are those of the page with the prices.
  assert.equal(bill({ requests: 15e6, cpu: 15e6 * 7 }).toFixed(2), '8.00')
  assert.equal(bill({ requests: 100e6, cpu: 100e6 * 7 }).toFixed(2), '45.40')
  assert.equal(bill({ requests: 10e6, cpu: 30e6, rowsRead: 25e9, rowsWritten: 50e6, d1Gigabytes: 5 }), 5)
  assert.equal(bill({ kvReads: 12e6, kvWrites: 3e6, kvGigabytes: 3 }), 5 + 1 + 10 + 1)
  assert.equal(dollars({ rowsWritten: 2e6, d1Gigabytes: 10 }), 2 + 7.5)
})

test('a bill by the size of the log counts ingestion and storage beyond the included amounts', () => {
  // 31 million lines are 46.5 GB, 100 million 150 GB, of which 35 GB-months are kept.
  assert.equal(billBySize({ logEvents: 31e6 }), 5)
  assert.equal(billBySize({ logEvents: 100e6 }).toFixed(2), (5 + 100 * 0.25 + 23 * 0.1).toFixed(2))
  assert.equal(billBySize({ requests: 15e6, logEvents: 1 }).toFixed(2), bill({ requests: 15e6 }).toFixed(2))
})

test('usages are multiplied and added', () => {
  assert.deepEqual(together([{ a: 1, b: 2 }, 3], [{ b: 1 }, 2]), { a: 3, b: 8 })
})

const RESULTS = `| scenario | server | requests/s | CPU µs | target |
| --- | --- | --: | --: | --: |
| read | Enrol | 736 | 1305 |  |
|  | other | 6270 | 64 |  |
| token | Enrol | invalid: {"503":7} |  |  |
`

test('a CPU time comes from the row of its scenario and server', () => {
  const cpuOf = readCpu(RESULTS)
  assert.equal(cpuOf('read', 'Enrol'), 1.305)
  assert.equal(cpuOf('read', 'other'), 0.064)
  for (const missing of [['token', 'Enrol'], ['token', 'other'], ['write', 'Enrol']]) {
    assert.throws(() => cpuOf(...missing), /^Error: benches\/results\.md has no CPU time of /)
  }
  assert.throws(() => readCpu('')('read', 'Enrol'), /has no CPU time/)
})

test('an operation has the CPU time of its rows without the rows that it adds to, with one digit', () => {
  const times = { update: 2.6, 'client_credentials, secret': 1.4, 'client_credentials, private_key_jwt': 1.75 }
  const cpu = (key, cpuOf = (scenario) => times[scenario]) => usageOf(key, cpuOf).cpu
  assert.deepEqual(['update', 'token', 'assertion', 'use'].map((key) => cpu(key)), [3, 1, 0.4, 0])
  // Two measurements can contradict each other.
  assert.equal(cpu('assertion', (scenario) => (scenario === 'client_credentials, secret' ? 2 : 1)), 0)
  const { requests, logEvents } = usageOf('assertion', () => 1)
  assert.deepEqual([requests, logEvents], [0, 0])
})

test('every table has a place in the page, and every place has a table', () => {
  const text = 'a\n<!-- cost: one -->\nold\n<!-- cost: end -->\nb\n'
  assert.equal(withTables(text, { one: ['| 1 |'] }), 'a\n<!-- cost: one -->\n\n| 1 |\n\n<!-- cost: end -->\nb\n')
  assert.throws(() => withTables(text, { one: [], two: [] }), /no place for the tables two/)
  assert.throws(() => withTables(text, {}), /unknown tables: one/)
  assert.throws(() => identifierIn('nothing'), /does not have the median/)
})

test('a row has its values, one or two bytes for each, and the unused part of its page', () => {
  // Three types and the length of the header, then the text: 0 and null take no room.
  assert.equal(payloadOf(['abc', 0, null]), 4 + 3)
  // A text of more than 57 bytes has a type of two.
  assert.equal(payloadOf(['x'.repeat(58)]), 1 + 2 + 58)
  assert.equal(payloadOf([TIME, 127, 128]), 4 + 4 + 1 + 2)
  assert.equal(Math.round(bytesOf(['abc', 0, null]) * 0.85), 7 + 1 + 2)
  // The end of a value that does not fit is in an overflow page.
  assert.ok(bytesOf(['x'.repeat(990)]) < 1200)
  assert.ok(bytesOf(['x'.repeat(1010)]) > 4096)
})

const SQL = statements()
const STORED = `c${'A'.repeat(22)}`
const SEALED = `s${'A'.repeat(102)}`
const NOBODY = [null, null, null]

const of = {
  find: (id) => [SQL.FIND, [id, ...NOBODY]],
  insert: (id, metadata = '{}', unused = null) => [
    SQL.INSERT,
    [id, metadata, TIME, KEY, 0, KEY, 0, 0, null, null, '[]', unused],
  ],
  insertSealed: (id, deletedAt = null) => {
    const credentials = [KEY, 0, KEY, 0, 0, null, ...NOBODY, TIME, ...NOBODY]
    return [SQL.INSERT_SEALED, [id, '{}', TIME, ...credentials, deletedAt, null, '[]', TIME, 2]]
  },
  replace: (id) => {
    const [credentials, onto] = [[...NOBODY, TIME], [0, 1, KEY, 0, 0, null]]
    return [SQL.REPLACE, [id, '{}', null, null, ...credentials, ...onto, null, null, null, '[]', 2]]
  },
  use: (id) => {
    const [, , , name, software, host, ...others] = useRow(id)
    return [SQL.NOTE_USE, [id, TIME, name, software, host, ...others, TIME]]
  },
  spend: (once) => [SQL.SPEND, [once, TIME]],
}

const rowOf = (table, columns) => [`INSERT INTO ${table} VALUES (${columns.map(() => '?').join(', ')})`, columns]

const key = (algorithm) => [SQL.ADD_FIRST_KEY, [algorithm, algorithm, '{}', 'sealed', KEY, TIME]]

const token = () => [SQL.MAKE_KNOWN, ['token', 'label', 9, TIME, TIME + 600, '{}']]

const CALLBACK = 'https://planner.example/callback'

/** A user with a session, who has consented. */
const user = () => [
  ["INSERT INTO users (user_id, username, claims, created_at) VALUES ('u1', 'anna', '{}', ?)", [TIME]],
  [SQL.BEGIN_SESSION, ['u1.session', TIME, TIME + 600, '[]', null, 'Firefox', 'u1', null, null]],
  rowOf('consents', ['u1', SEALED, CALLBACK, MCP.client_name, '["openid"]', '[]', 0, TIME]),
]

const grant = (id) => [
  SQL.REDEEM,
  [id, SEALED, MCP.client_name, 'u1.session', '["openid"]', '[]', '{}', TIME, '["pwd"]', null, TIME, TIME + 600, null, 0, 'u1'],
]

const device = (name) => [SQL.KEEP_DEVICE_REQUEST, [name, '{}', null, TIME, TIME + 600, 5]]

test('D1 counts as many rows as the calculation, for any number of clients', async () => {
  const { counts, stop } = await startDatabase()
  try {
    const many = Array.from({ length: 500 }, (_, index) => index)
    const crowd = many.flatMap((it) => [of.insert(`cOther${it}`), of.use(`sOther${it}`), of.spend(`other ${it}`)])
    await counts([key('ES256'), key('RS256'), token(), ...crowd])
    const counted = {}
    const count = async (name, ...batch) => (counted[name] = (await counts(batch)).at(-1))
    await count('FIND: sealed, never used', of.find(SEALED))
    await count('NOTE_USE: sealed', of.use(SEALED))
    await count('FIND: sealed, used', of.find(SEALED))
    await count('INSERT_SEALED: an update', of.use(`${SEALED}B`), of.insertSealed(`${SEALED}B`))
    await count('INSERT_SEALED: a deletion', of.insertSealed(SEALED, TIME))
    await count('FORGET_USE: a row', [SQL.FORGET_USE, [SEALED]])
    await count('INSERT', of.insert(STORED, '{}', 2))
    await count('NOTE_USE: stored', of.use(STORED))
    await count('KEEP', [SQL.KEEP, [STORED]])
    await count('FIND: stored, used', of.find(STORED))
    await count('REPLACE', of.replace(STORED))
    await count('DELETE', [SQL.DELETE, [STORED, TIME, 1, 1, KEY, 0]])
    await count('FORGET: each row', [SQL.FORGET, [TIME + 1]])
    await count('SPEND', of.spend('assertion'))
    await count('IS_SPENT: not', [SQL.IS_SPENT, ['another']])
    await count('INITIAL_ACCESS_TOKEN', [SQL.INITIAL_ACCESS_TOKEN, ['token']])
    await count('USE_UP', [SQL.USE_UP, ['["token"]', TIME]])
    await count('SIGNING_KEYS', [SQL.SIGNING_KEYS, []])
    await counts(user())
    await count('SESSION', [SQL.SESSION, ['u1.session', SEALED, CALLBACK, TIME]])
    await count('REDEEM', grant('u1.grant'))
    await count('REFRESH', [SQL.REFRESH, ['u1.grant', SEALED, 0, null, 600, 30, TIME + 1, 'u1']])
    await counts(many.map((it) => device(`other ${it}`)))
    await count('KEEP_DEVICE_REQUEST', device('device'))
    await count('POLL_DEVICE', [SQL.POLL_DEVICE, ['device', TIME, 5]])
    await count('TAKE_DEVICE_REQUEST', [SQL.TAKE_DEVICE_REQUEST, ['device']])
    const [[readDevices, writtenDevices]] = await counts([[SQL.FORGET_DEVICE_REQUESTS, [TIME + 601]]])
    counted['FORGET_DEVICE_REQUESTS: each row'] = [readDevices / 500, writtenDevices / 500]
    await count('MEET_USER: known', [SQL.MEET_USER, ['u1', 'https://login.example', 'x', '{}', TIME]])
    await count('ASSERT', [SQL.ASSERT, grant('u1.asserted')[1]])
    await counts(many.map((it) => grant(`u1.${it}`)))
    const [[readGrants, writtenGrants]] = await counts([[SQL.FORGET_GRANTS, [TIME + 601]]])
    counted['FORGET_GRANTS: each row'] = [readGrants / 502, writtenGrants / 502]
    const [[read, written]] = await counts([[SQL.FORGET_SPENT, [TIME + 1]]])
    counted['FORGET_SPENT: each row'] = [read / 501, written / 501]
    await counts(many.map((it) => of.insertSealed(`s${it}`, TIME)))
    const unused = [1, TIME + 1]
    const forgotten = await counts([[SQL.REMEMBER_FORGOTTEN, unused], [SQL.FORGET_UNUSED, unused]])
    counted['FORGET_UNUSED: each row'] = [0, 1].map((it) => Math.round((forgotten[0][it] + forgotten[1][it]) / 501))
    assert.deepEqual(counted, STATEMENTS)
  } finally {
    await stop()
  }
})

test('every operation uses existing statements', () => {
  for (const { name, statements = [], later = [] } of Object.values(OPERATIONS)) {
    for (const it of [...statements, ...later]) assert.ok(Object.hasOwn(STATEMENTS, it), `${name}: ${it}`)
  }
})

test('rows take the calculated space in a database, to a tenth', async () => {
  // The fill of the pages depends on the keys, so every run uses the same keys.
  let keys = 0
  const key = (length) => {
    keys += 1
    const bytes = createHash('shake256', { outputLength: 77 }).update(String(keys)).digest('base64url')
    return bytes.slice(0, length)
  }
  const stored = () => `c${key(22)}`
  const sealed = () => `s${key(102)}`
  const sizes = sizesOf(103)
  // Those of one database do not lie between each other.
  const together = [
    [
      ['client', 2000, () => of.insert(stored(), STORED_JSON)],
      ['tombstone', 3000, () => of.insertSealed(sealed(), TIME)],
      ['sealedUse', 3000, () => of.use(sealed())],
      ['spent', 5000, () => of.spend(`a${key(22)}`)],
    ],
    [
      ['storedTombstone', 3000, () => rowOf('clients', clientRow(stored(), '{}', { deletedAt: TIME }))],
      ['storedUse', 5000, () => rowOf('uses', useRow(stored()))],
    ],
    [['largeClient', 1000, () => of.insert(stored(), LARGE_JSON)]],
    [['largestClient', 100, () => of.insert(stored(), LARGEST_JSON)]],
  ]
  for (const kinds of together) {
    const { counts, size, stop } = await startDatabase()
    try {
      for (const [name, times, row] of kinds) {
        const before = await size()
        for (let left = times; left > 0; left -= 500) await counts(Array.from({ length: Math.min(left, 500) }, row))
        const bytes = ((await size()) - before) / times
        assert.ok(Math.abs(sizes[name] / bytes - 1) < 0.1, `${name}: ${sizes[name]} said, ${bytes} taken`)
      }
    } finally {
      await stop()
    }
  }
})
