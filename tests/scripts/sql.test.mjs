import assert from 'node:assert/strict'
import { test } from 'node:test'
import administration from './support/sql/administration.mjs'
import approvals from './support/sql/approvals.mjs'
import audit from './support/sql/audit.mjs'
import consents from './support/sql/consents.mjs'
import counts from './support/sql/counts.mjs'
import deletions from './support/sql/deletions.mjs'
import deliveries from './support/sql/deliveries.mjs'
import devices from './support/sql/devices.mjs'
import factors from './support/sql/factors.mjs'
import grants from './support/sql/grants.mjs'
import insertions from './support/sql/insertions.mjs'
import lives from './support/sql/lives.mjs'
import lookups from './support/sql/lookups.mjs'
import others from './support/sql/others.mjs'
import passkeys from './support/sql/passkeys.mjs'
import renewals from './support/sql/renewals.mjs'
import replacements from './support/sql/replacements.mjs'
import requests from './support/sql/requests.mjs'
import room from './support/sql/room.mjs'
import sessions from './support/sql/sessions.mjs'
import { outcomeOf } from './support/sql/table.mjs'
import policies from './support/sql/policies.mjs'
import tokens from './support/sql/tokens.mjs'
import userAdministration from './support/sql/user-administration.mjs'
import users from './support/sql/users.mjs'
import { statements } from './support/statements.mjs'

const SQL = statements()
const CLIENTS = { ...deletions, ...insertions, ...lives, ...lookups, ...renewals, ...replacements, ...room }
const USERS = { ...consents, ...deliveries, ...devices, ...factors, ...grants, ...passkeys, ...requests, ...sessions, ...users }
const OF_ADMINISTRATION = { ...administration, ...approvals, ...policies, ...userAdministration }
const TABLE = { ...CLIENTS, ...USERS, ...OF_ADMINISTRATION, ...audit, ...counts, ...others, ...tokens }

test('the table has every statement of the server, and no other', () => {
  assert.deepEqual(Object.keys(TABLE).sort(), Object.keys(SQL).sort())
})

test('no function of a statement has more arguments than D1 takes', () => {
  const most = Math.max(...Object.values(SQL).flatMap(argumentsOfFunctions))
  // The database of `wrangler dev` takes more than 32.
  assert.ok(most > 20 && most <= 32, `${most}`)
})

/** Counts the elements of each pair of parentheses in a statement. */
function argumentsOfFunctions(sql) {
  const open = []
  const counts = []
  for (const sign of sql.replace(/'[^']*'/g, '')) {
    if (sign === '(') open.push(1)
    if (sign === ',' && open.length > 0) open[open.length - 1] += 1
    if (sign === ')') counts.push(open.pop())
  }
  assert.equal(open.length, 0, sql)
  return counts
}

for (const [name, cases] of Object.entries(TABLE)) {
  test(`${name} changes the expected rows and no others`, () => {
    for (const [title, { gives, reads, changes = {}, ...given }] of Object.entries(cases)) {
      const outcome = outcomeOf(SQL[name], given)
      assert.deepEqual(outcome.changes, changes, `${name}: ${title}`)
      if (gives) assert.deepEqual(outcome.gives, gives, `${name}: ${title}`)
      if (reads) assert.deepEqual(outcome.gives.map(({ described }) => JSON.parse(described)), reads, `${name}: ${title}`)
      const tells = SQL[name].startsWith('SELECT') || SQL[name].includes(' RETURNING ')
      const happens = Object.keys(changes).length > 0
      if (!gives && !reads && tells) assert.equal(outcome.gives.length > 0, happens, `${name}: ${title}`)
    }
  })
}

test('the number of rows that are forgotten at once is limited', () => {
  const rows = (of) => Array.from({ length: 5001 }, (_, number) => of(number))
  const client = (tag, columns) => (number) => ({
    client_id: `${tag}${number}`,
    metadata: '{}',
    issued_at: 1,
    secret_key: 'k1',
    secret_generation: 0,
    token_key: 'k1',
    token_generation: 0,
    revision: 0,
    ...columns,
  })
  const uses = (number) => ({ client_id: `s${number}`, first_used_at: 1, last_used_at: 1 })
  const times = { created_at: 1, expires_at: 1 }
  const tokens = (number) => ({ digest: `${number}`, label: '', uses_left: 1, ...times, bounds: '{}' })
  const ended = { expires_at: 1, authenticated_at: 1, methods: '[]' }
  const sessions = (number) => ({ session_id: `${number}`, device: '', ...ended })
  const lists = { scope: '[]', resources: '[]', claims: '{}' }
  const counts = { is_offline: 0, generation: 0, refreshed_at: 1, is_repeated: 0, created_at: 1 }
  const grants = (number) => ({ grant_id: `${number}`, client_id: 'c', session_id: 's', ...lists, ...counts, ...ended })
  const asked = { request: '{}', asked_at: 1, expires_at: 1, polled_at: 0, pause: 5, is_hasty: 0 }
  const devicesOf = (number) => ({ name: `${number}`, ...asked })
  const requests = (number) => ({ name: `${number}`, request: '', until: 1 })
  for (const [name, given, run] of [
    ['FORGET_COUNTS', { counts: rows((number) => ({ hour: 0, metric: 'software', key: `${number}`, count: 1 })) }, [9]],
    ['FORGET', { clients: rows(client('c', { deleted_at: 1 })) }, [9]],
    ['FORGET_DEVICE_REQUESTS', { device_requests: rows(devicesOf) }, [9]],
    ['FORGET_GRANTS', { grants: rows(grants) }, [9]],
    ['FORGET_REQUESTS', { authorization_requests: rows(requests) }, [9]],
    ['FORGET_SESSIONS', { sessions: rows(sessions) }, [9]],
    ['FORGET_SPENT', { spent: rows((number) => ({ once: `${number}`, until: 1 })) }, [9]],
    ['FORGET_TOKENS', { initial_access_tokens: rows(tokens) }, [9]],
    ['FORGET_USES', { uses: rows(uses) }, [9]],
    ['FORGET_UNUSED', { clients: rows(client('c', { unused: 1 })) }, [1, 9]],
    ['EVICT_SEALED', { clients: rows(client('s', { unused: 2 })) }, [0, 9]],
    ['EVICT_STORED', { clients: rows(client('c', { unused: 2 })) }, [0]],
  ]) {
    assert.equal(outcomeOf(SQL[name], { given, run }).gives.length, 5000, name)
  }
})
