// The use of the platform by the operations of Enrol and of workers-oauth-provider.

import { Problem } from '../../scripts/lib/say.mjs'

/**
 * The rows that D1 counts as read and written for each statement of src/edge/statements.rs, with two signing keys, which
 * is usual, and no epoch. A written row counts once more for each index with an entry for it.
 */
export const STATEMENTS = {
  'FIND: sealed, never used': [4, 0],
  'FIND: sealed, used': [5, 0],
  'FIND: stored, used': [7, 0],
  'INSERT': [3, 2],
  'INSERT_SEALED: an update': [5, 1],
  'INSERT_SEALED: a deletion': [3, 2],
  'REPLACE': [5, 1],
  'DELETE': [4, 2],
  'FORGET_USE: a row': [2, 1],
  'NOTE_USE: sealed': [1, 2],
  'NOTE_USE: stored': [3, 2],
  'KEEP': [4, 1],
  'SPEND': [1, 2],
  'FORGET_SPENT: each row': [5, 1],
  'FORGET: each row': [5, 1],
  'FORGET_UNUSED: each row': [6, 1],
  'INITIAL_ACCESS_TOKEN': [1, 0],
  'USE_UP': [7, 1],
  'SIGNING_KEYS': [2, 0],
  'IS_SPENT: not': [0, 0],
  'SESSION': [3, 0],
  'REDEEM': [6, 2],
  'REFRESH': [4, 1],
  'FORGET_GRANTS: each row': [5, 1],
  'KEEP_DEVICE_REQUEST': [1, 2],
  'POLL_DEVICE': [2, 1],
  'TAKE_DEVICE_REQUEST': [2, 1],
  'FORGET_DEVICE_REQUESTS: each row': [5, 1],
  'MEET_USER: known': [0, 0],
  'ASSERT': [4, 2],
}

const OWN = 'Enrol'
const OTHER = 'workers-oauth-provider'

const REGISTRATION = ['registration, MCP client', OWN]
const STORED = ['registration, stored', OWN]
const BY_TOKEN = ['registration, single-use token', OWN]
const READ = ['read', OWN]
const UPDATE = ['update', OWN]
const TOKEN = ['client_credentials, secret', OWN]
const TOKEN_BY_KEY = ['client_credentials, private_key_jwt', OWN]
const OTHERS = ['registration, MCP client', OTHER]

/**
 * The D1 statements of each operation, the statements that the cron trigger runs `later` because of it, its KV
 * operations, and the rows of results.md with its CPU time. An operation without CPU time of its own is a part of the
 * request of another operation.
 */
export const OPERATIONS = {
  discovery: { by: OWN, name: 'discovery', cpu: [['discovery', OWN]] },
  register: { by: OWN, name: 'registration, sealed', cpu: [REGISTRATION] },
  registerByToken: {
    by: OWN,
    name: 'registration, sealed, with an initial access token',
    cpu: [BY_TOKEN],
    statements: ['INITIAL_ACCESS_TOKEN', 'USE_UP'],
  },
  registerStored: { by: OWN, name: 'registration, stored', cpu: [STORED], statements: ['INSERT'] },
  registerSector: {
    by: OWN,
    name: 'registration, sealed, with a `sector_identifier_uri`',
    cpu: [REGISTRATION],
    kvReads: 1,
    kvWrites: 1,
  },
  read: { by: OWN, name: 'read, sealed', cpu: [READ], statements: ['FIND: sealed, used'] },
  readStored: { by: OWN, name: 'read, stored', cpu: [READ], statements: ['FIND: stored, used'] },
  update: {
    by: OWN,
    name: 'update, sealed, the first',
    cpu: [UPDATE],
    statements: ['FIND: sealed, used', 'INSERT_SEALED: an update'],
  },
  updateStored: {
    by: OWN,
    name: 'update, stored',
    cpu: [UPDATE],
    statements: ['FIND: stored, used', 'REPLACE'],
  },
  delete: {
    by: OWN,
    name: 'deletion, sealed',
    cpu: [UPDATE],
    statements: ['FIND: sealed, used', 'INSERT_SEALED: a deletion', 'FORGET_USE: a row'],
    later: ['FORGET_UNUSED: each row'],
  },
  deleteStored: {
    by: OWN,
    name: 'deletion, stored',
    cpu: [UPDATE],
    statements: ['FIND: stored, used', 'DELETE', 'FORGET_USE: a row'],
    later: ['FORGET: each row'],
  },
  token: { by: OWN, name: 'token, with a secret, sealed', cpu: [TOKEN], statements: ['FIND: sealed, used'] },
  tokenStored: { by: OWN, name: 'token, with a secret, stored', cpu: [TOKEN], statements: ['FIND: stored, used'] },
  use: { by: OWN, name: 'the first token of a day, in addition', statements: ['NOTE_USE: sealed'] },
  firstUse: { by: OWN, name: 'the first token of a stored client, in addition', statements: ['NOTE_USE: stored', 'KEEP'] },
  assertion: {
    by: OWN,
    name: '`private_key_jwt`, in addition',
    cpu: [TOKEN_BY_KEY],
    besides: [TOKEN],
    statements: ['SPEND'],
    later: ['FORGET_SPENT: each row'],
  },
  authorize: {
    by: OWN,
    name: '`/authorize`, of a user who is signed in and has consented',
    cpu: [TOKEN],
    statements: ['FIND: sealed, used', 'SESSION'],
  },
  code: {
    by: OWN,
    name: 'token, for a code',
    cpu: [TOKEN],
    statements: ['FIND: sealed, used', 'REDEEM'],
    later: ['FORGET_GRANTS: each row'],
  },
  refresh: { by: OWN, name: 'token, for a refresh token', cpu: [TOKEN], statements: ['FIND: sealed, used', 'REFRESH'] },
  device: {
    by: OWN,
    name: 'request of a device',
    cpu: [TOKEN],
    statements: ['FIND: sealed, used', 'KEEP_DEVICE_REQUEST'],
    later: ['FORGET_DEVICE_REQUESTS: each row'],
  },
  devicePoll: { by: OWN, name: 'question of a device that waits', cpu: [TOKEN], statements: ['FIND: sealed, used', 'POLL_DEVICE'] },
  deviceTokens: {
    by: OWN,
    name: 'token, for a device',
    cpu: [TOKEN],
    statements: ['FIND: sealed, used', 'POLL_DEVICE', 'TAKE_DEVICE_REQUEST', 'REDEEM'],
    later: ['FORGET_GRANTS: each row'],
  },
  identityAssertion: {
    by: OWN,
    name: 'token, for an identity assertion of a known user',
    cpu: [TOKEN_BY_KEY],
    statements: ['FIND: sealed, used', 'SPEND', 'MEET_USER: known', 'ASSERT'],
    later: ['FORGET_GRANTS: each row', 'FORGET_SPENT: each row'],
  },
  keys: { by: OWN, name: 'keys of a `jwks_uri`, in addition, if they are fetched', kvReads: 1, kvWrites: 1 },
  jwks: { by: OWN, name: '`/jwks`', cpu: [READ], statements: ['SIGNING_KEYS'] },
  introspect: {
    by: OWN,
    name: 'introspection, by a client of `CLIENTS`',
    cpu: [TOKEN],
    statements: ['SIGNING_KEYS', 'IS_SPENT: not', 'FIND: sealed, used'],
  },
  otherRegister: { by: OTHER, name: 'registration', cpu: [OTHERS], kvWrites: 1 },
  otherCode: { by: OTHER, name: 'token, for a code', cpu: [OTHERS], kvReads: 2, kvWrites: 2 },
  otherRefresh: { by: OTHER, name: 'token, for a refresh token', cpu: [OTHERS], kvReads: 2, kvWrites: 2 },
  otherRenewal: { by: OTHER, name: 'renewal of a client, every 45 days, in addition', kvReads: 1, kvWrites: 1 },
  otherCall: { by: OTHER, name: 'a call of the API', cpu: [OTHERS], kvReads: 1 },
}

/**
 * Returns the usage of one operation by the meters of prices.mjs; `cpuOf` returns the CPU time of a row of results.md,
 * with one digit, because the platform has other machines.
 */
export function usageOf(key, cpuOf) {
  const { by, cpu = [], besides = [], statements = [], later = [], kvReads = 0, kvWrites = 0 } = OPERATIONS[key]
  const { rowsRead, rowsWritten } = rowsOf([...statements, ...later])
  const isRequest = cpu.length > 0 && besides.length === 0
  const time = (rows) => rows.reduce((total, [scenario, server]) => total + cpuOf(scenario, server), 0)
  return {
    requests: isRequest ? 1 : 0,
    cpu: Number(Math.max(0, time(cpu) - time(besides)).toPrecision(1)),
    rowsRead,
    rowsWritten,
    kvReads,
    kvWrites,
    // Enrol writes a log line for each request; the other server writes none by default.
    logEvents: isRequest && by === OWN ? 1 : 0,
  }
}

/** Returns the part of the usage that belongs to the cron trigger. */
export const laterOf = (key) => rowsOf(OPERATIONS[key].later ?? [])

function rowsOf(names) {
  const sum = (column) => names.reduce((total, name) => total + STATEMENTS[name][column], 0)
  return { rowsRead: sum(0), rowsWritten: sum(1) }
}

/** Reads the CPU times of results.md, in milliseconds. */
export function readCpu(page) {
  const cells = (line) => line.split('|').slice(1, -1).map((cell) => cell.trim())
  const table = page.split('\n').filter((line) => line.startsWith('|')).map(cells)
  const column = table[0]?.indexOf('CPU µs') ?? -1
  const times = new Map()
  let scenario = ''
  for (const row of table.slice(2)) {
    scenario = row[0] || scenario
    times.set(`${scenario}: ${row[1]}`, Number(row[column] || NaN))
  }
  return (scenario, server) => {
    const time = times.get(`${scenario}: ${server}`)
    if (!(time > 0)) throw new Problem(`benches/results.md has no CPU time of ${server} for "${scenario}"`)
    return time / 1000
  }
}
