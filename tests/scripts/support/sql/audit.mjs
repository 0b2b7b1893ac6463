// Statements of the audit log.

import { GONE, NOW } from './rows.mjs'

const row = (sequence, columns = {}) => ({
  journal: 'clients',
  sequence,
  at: 500,
  kind: 'client-updated',
  actor: 'client',
  details: '{}',
  ...columns,
})

const chain = (sequence, digest, columns = {}) => ({
  journal: 'clients',
  sequence,
  digest,
  cut_sequence: 0,
  cut_digest: '',
  ...columns,
})

const EMPTY = { actor_id: null, trust: null, client_id: null, user_id: null, address: null, salt: null, personal: null }
const shown = (sequence, columns = {}) => {
  const { journal, ...rest } = row(sequence)
  return { ...EMPTY, ...rest, digest: null, ...columns }
}

/** The parameters of a new row of the journal of clients. */
const written = (always) => ['clients', NOW, 'client-deleted', 'user', 'b', 'pwd', 'c1', '{"a":1}', 'u1', '::/64', 'salt', 'd', always]
const added = {
  journal: 'clients',
  at: NOW,
  kind: 'client-deleted',
  actor: 'user',
  actor_id: 'b',
  trust: 'pwd',
  client_id: 'c1',
  details: '{"a":1}',
  user_id: 'u1',
  address: '::/64',
  salt: 'salt',
  personal: 'd',
}
const adds = (sequence) => ({ audit: { [sequence]: { ...added, sequence } } })

const four = [
  row(1, { client_id: 'c1' }),
  row(2, { actor_id: 'c1', at: 600 }),
  row(3, { kind: 'client-deleted', user_id: 'u1' }),
  row(4),
  row(9, { journal: 'users' }),
]
const list = ({ before = 99, looksAt = 9, limit = 9, kind, client, user, since } = {}) => [
  'clients',
  before,
  looksAt,
  limit,
  kind ?? null,
  client ?? null,
  user ?? null,
  since ?? null,
]
const [R1, R2, R3, R4] = [
  shown(1, { client_id: 'c1' }),
  shown(2, { actor_id: 'c1', at: 600 }),
  shown(3, { kind: 'client-deleted', user_id: 'u1' }),
  shown(4),
]
const finds = (conditions, ...gives) => ({ given: { audit: four }, run: list(conditions), gives })

const links = (...pairs) => JSON.stringify(pairs)
const chained = [1, 2, 3].map((sequence) => row(sequence, { at: sequence * 100, digest: `d${sequence}` }))
const cut = (sequence) => ({ audit_chains: { clients: { cut_sequence: sequence, cut_digest: `d${sequence}` } } })

export default {
  AUDIT: {
    'the first row of a journal has the number 1': { given: {}, run: written(1), changes: adds(1) },
    'the next row of a journal has the next number': {
      given: { audit: [row(7), row(9, { journal: 'users' })] },
      run: written(1),
      changes: adds(8),
    },
    'a row after rows that were removed shows the gap': {
      given: { audit: [row(7)], audit_chains: [chain(8, 'd')] },
      run: written(1),
      changes: adds(9),
    },
    'a row with a change is written after a change': { given: { audit: [row(1)] }, run: written(0), changes: adds(2) },
    'a row with a change is not written without one': { given: {}, run: written(0) },
  },
  LIST_AUDIT: {
    'the newest row comes first': finds({}, R4, R3, R2, R1),
    'the page ends before a row': finds({ before: 3 }, R2, R1),
    'as many rows as fit': finds({ limit: 1 }, R4),
    'as many rows as are looked at, whatever they are': finds({ looksAt: 2, client: 'c1' }),
    'by the kind': finds({ kind: 'client-deleted' }, R3),
    'by the client, which may have caused the event': finds({ client: 'c1' }, R2, R1),
    'by the user': finds({ user: 'u1' }, R3),
    'by the time': finds({ since: 600 }, R2),
  },
  END_OF_AUDIT_PAGE: {
    'the last row of a full page is told': { given: { audit: four }, run: ['clients', 99, 2, null], gives: [{ sequence: 3 }] },
    'of a page that is not full nothing is told': { given: { audit: four }, run: ['clients', 3, 3, null], gives: [] },
    'of a page that ends before the time nothing is told': { given: { audit: four }, run: ['clients', 99, 2, 501], gives: [] },
  },
  AUDIT_AFTER: {
    'the oldest row comes first': { given: { audit: four }, run: ['clients', 1, 2], gives: [R2, R3] },
  },
  CHAIN_END: {
    'the end of the chain of the journal': {
      given: { audit_chains: [chain(2, 'd2'), chain(5, 'd5', { journal: 'users' })] },
      run: ['clients'],
      gives: [{ sequence: 2, digest: 'd2' }],
    },
  },
  UNCHAINED: {
    'without a chain all rows follow': { given: { audit: four }, run: ['clients', 2], gives: [R1, R2] },
    'rows after the end of the chain follow': {
      given: { audit: four, audit_chains: [chain(2, 'd2'), chain(9, 'd9', { journal: 'users' })] },
      run: ['clients', 9],
      gives: [R3, R4],
    },
  },
  MOVE_CHAIN_END: {
    'a chain begins': { given: {}, run: ['clients', 2, 'd2', 0, ''], changes: { audit_chains: { clients: chain(2, 'd2') } } },
    'a chain grows': {
      given: { audit_chains: [chain(2, 'd2'), chain(2, 'd2', { journal: 'users' })] },
      run: ['clients', 3, 'd3', 2, 'd2'],
      changes: { audit_chains: { clients: { sequence: 3, digest: 'd3' } } },
    },
    'a chain that has grown meanwhile stays': { given: { audit_chains: [chain(3, 'd3')] }, run: ['clients', 4, 'd4', 2, 'd2'] },
    'a chain with another digest stays': { given: { audit_chains: [chain(3, 'd3')] }, run: ['clients', 4, 'd4', 3, 'd'] },
  },
  CHAIN_ROWS: {
    'rows get their digests': {
      given: { audit: four, audit_chains: [chain(2, 'd2')] },
      run: ['clients', links([1, 'd1'], [2, 'd2']), 'd2'],
      changes: { audit: { 1: { digest: 'd1' }, 2: { digest: 'd2' } } },
    },
    'rows keep a digest that they have': {
      given: { audit: [row(1, { digest: 'd' })], audit_chains: [chain(2, 'd2')] },
      run: ['clients', links([1, 'd1'], [2, 'd2']), 'd2'],
    },
    'rows get none if the chain ends elsewhere': {
      given: { audit: four, audit_chains: [chain(2, 'other')] },
      run: ['clients', links([1, 'd1'], [2, 'd2']), 'd2'],
    },
  },
  CUT_CHAIN: {
    'the last row that is too old is noted': {
      given: { audit: chained, audit_chains: [chain(3, 'd3')] },
      run: ['clients', 300, 9],
      changes: cut(2),
    },
    'the last row above the number of rows is noted': {
      given: { audit: chained, audit_chains: [chain(3, 'd3')] },
      run: ['clients', 0, 2],
      changes: cut(1),
    },
    'a row that is not chained stays': {
      given: { audit: [...chained, row(4, { at: 0 })], audit_chains: [chain(3, 'd3')] },
      run: ['clients', 101, 9],
      changes: cut(1),
    },
    'rows that are kept change nothing': { given: { audit: chained, audit_chains: [chain(3, 'd3')] }, run: ['clients', 100, 3] },
    'another journal stays': {
      given: { audit: chained, audit_chains: [chain(3, 'd3'), chain(3, 'd3', { journal: 'users' })] },
      run: ['users', 300, 1],
    },
  },
  FORGET_AUDIT: {
    'rows up to the cut go': {
      given: { audit: [...chained, row(9, { journal: 'users' })], audit_chains: [chain(3, 'd3', { cut_sequence: 2 })] },
      run: ['clients'],
      changes: { audit: { 1: GONE, 2: GONE } },
    },
    'without a cut no row goes': { given: { audit: chained, audit_chains: [chain(3, 'd3')] }, run: ['clients'] },
  },
}
