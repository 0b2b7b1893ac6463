// Statements that store uses, and that end, evict and forget clients.

import { client, epoch, GONE, NOW, use } from './rows.mjs'

const SAID = { client_name: 'n', software_id: 's', redirect_host: 'r', template: 't' }
const NOTED = { ...SAID, owner: 'o', statement_issuer: 'i' }
const noting = (id, issued_at = 500) => [id, NOW, ...Object.values(NOTED), issued_at]
const noted = (id) => ({
  changes: { uses: { [id]: { client_id: id, first_used_at: NOW, last_used_at: NOW, ...NOTED } } },
})

const ends = (time) => JSON.stringify({ registrant: ['open'], ends_at: [String(time)] })
/** Clients that have ended, and others. */
const ENDING = [
  client('cEnded', { bounds: ends(NOW), unused: 2, metadata: '{"scope":"a"}' }),
  client('sEnded', { bounds: ends(999), metadata: '{"scope":"a"}' }),
  client('cLater', { bounds: ends(NOW + 1) }),
  client('cLasting', { bounds: '{"registrant":["open"]}' }),
  client('cDeleted', { bounds: ends(1), deleted_at: 5 }),
  client('cFree'),
]

const unused = (id, kind, issued_at, columns = {}) => client(id, { unused: kind, issued_at, ...columns })
const forgotten = (count) => Array.from({ length: count }, () => ({ forgotten: 1 }))
const gone = (...ids) => Object.fromEntries(ids.map((id) => [id, GONE]))

/** Clients of a kind around a time, and older clients. */
const CROWD = [
  unused('cBefore', 2, 499),
  unused('cThen', 2, 500),
  unused('cLater', 2, 501),
  unused('sBefore', 2, 498),
  unused('sThen', 2, 500),
  unused('sLater', 2, 501),
  unused('cUsed', 2, 1),
  unused('sUsed', 2, 1),
  unused('cOther', 1, 1),
  unused('sOther', 3, 1),
  client('cKept', { issued_at: 1 }),
]
const USED = [use('cUsed'), use('sUsed')]

/** More clients than the limit. Those of the last kind are removed first, the oldest of each kind first. */
const MANY = [
  unused('s1', 3, 300),
  unused('s2', 3, 301),
  unused('c1', 3, 302),
  unused('c2', 2, 100),
  unused('s3', 2, 101),
  unused('s4', 1, 1),
  unused('c4', 1, 1),
  unused('cUsed', 3, 1),
  unused('sUsed', 3, 1),
  client('c5', { issued_at: 1 }),
]
const many = (limit, ...more) => ({ given: { clients: MANY, uses: USED }, run: [limit, ...more] })
const buried = (...ids) => Object.fromEntries(ids.map((id) => [id, { deleted_at: NOW, unused: 1 }]))

export default {
  FORGET_ENDED: {
    'the uses of clients that have ended are forgotten': {
      given: { clients: ENDING, uses: ['cEnded', 'sEnded', 'cLater', 'cLasting', 'cDeleted', 'cFree'].map((id) => use(id)) },
      run: [NOW],
      changes: { uses: gone('cEnded', 'sEnded') },
    },
  },
  DELETE_ENDED: {
    'clients that have ended become tombstones': {
      given: { clients: ENDING },
      run: [NOW],
      gives: forgotten(2),
      changes: {
        clients: { cEnded: { metadata: '{}', deleted_at: NOW, unused: 3 }, sEnded: { metadata: '{}', deleted_at: NOW, unused: 1 } },
      },
    },
    'of clients that live none is deleted': { given: { clients: ENDING.slice(2) }, run: [NOW] },
  },
  NOTE_USE: {
    'the first use of a stored client is noted with what it says of itself': {
      given: { clients: [client('c1')], uses: [use('c2')] },
      run: noting('c1'),
      ...noted('c1'),
    },
    'that of a sealed one of which nothing is stored': {
      given: { uses: [use('s2')] },
      run: noting('s1'),
      ...noted('s1'),
    },
    'that of a stored client that is not there is not': { given: { clients: [client('c2')] }, run: noting('c1') },
    'that of a client that is deleted is not': {
      given: { clients: [client('s1', { deleted_at: 900 })] },
      run: noting('s1'),
    },
    'that of a sealed client as old as those that are forgotten is not': {
      given: { epochs: [epoch('unused', 500)] },
      run: noting('s1'),
    },
    'that of a later one is': { given: { epochs: [epoch('unused', 499)] }, run: noting('s1'), ...noted('s1') },
    'that of an imported one is, whose identifier looks as if it were sealed': {
      given: { clients: [client('s1')], epochs: [epoch('unused', 999)] },
      run: noting('s1', 4_294_967_295),
      ...noted('s1'),
    },
    'other epochs are no reason against it': {
      given: { epochs: [epoch('all', 999)] },
      run: noting('s1'),
      ...noted('s1'),
    },
    'a later use changes when that was, and nothing else': {
      given: { clients: [client('c1')], uses: [use('c1'), use('c2')], epochs: [epoch('unused', 999)] },
      run: noting('c1'),
      changes: { uses: { c1: { last_used_at: NOW } } },
    },
    'a sealed client that was used is noted however old it is': {
      given: { uses: [use('s1')], epochs: [epoch('unused', 999)] },
      run: noting('s1'),
      changes: { uses: { s1: { last_used_at: NOW } } },
    },
    'an earlier one that is noted late changes nothing': {
      given: { clients: [client('c1')], uses: [use('c1', NOW + 1)] },
      run: noting('c1'),
    },
  },
  KEEP: {
    'the row of a client that was used stays': {
      given: { clients: [unused('c1', 2, 1), unused('c2', 2, 1)], uses: [use('c1'), use('c2')] },
      run: ['c1'],
      changes: { clients: { c1: { unused: null } } },
    },
    'that of one that was not does not': { given: { clients: [unused('c1', 2, 1)], uses: [use('c2')] }, run: ['c1'] },
    'nor does a tombstone': {
      given: { clients: [unused('c1', 2, 1, { deleted_at: 900 })], uses: [use('c1')] },
      run: ['c1'],
    },
  },
  FORGET_USES: {
    'those until then are forgotten, and no later one': {
      given: { uses: [use('cBefore', 999), use('cThen', NOW), use('cLater', NOW + 1)], clients: [client('cThen')] },
      run: [NOW],
      gives: forgotten(2),
      changes: { uses: gone('cBefore', 'cThen') },
    },
    'of sealed clients those that were never changed': {
      given: { uses: [use('sChanged', 999), use('s1', 999), use('sLater', NOW + 1)], clients: [client('sChanged')] },
      run: [NOW],
      gives: forgotten(1),
      changes: { uses: gone('s1') },
    },
  },
  REMEMBER_FORGOTTEN: {
    'the newest of the sealed clients that are forgotten is remembered': {
      given: { clients: CROWD, uses: USED },
      run: [2, 500],
      changes: { epochs: { unused: { name: 'unused', since: 500 } } },
    },
    'as far as they go': {
      given: { clients: CROWD, uses: USED, epochs: [epoch('unused', 400)] },
      run: [2, 499],
      changes: { epochs: { unused: { since: 498 } } },
    },
    'a later one stays': { given: { clients: CROWD, uses: USED, epochs: [epoch('unused', 700)] }, run: [2, 500] },
    'where none is forgotten none is remembered': { given: { clients: CROWD, uses: USED }, run: [2, 497] },
  },
  FORGET_UNUSED: {
    'those of the kind until then are forgotten, sealed ones as far as that is remembered': {
      given: { clients: CROWD, uses: USED, epochs: [epoch('unused', 500), epoch('all', 999)] },
      run: [2, 500],
      gives: forgotten(4),
      changes: { clients: gone('cBefore', 'cThen', 'sBefore', 'sThen') },
    },
    'of sealed ones no newer than are remembered': {
      given: { clients: CROWD, uses: USED, epochs: [epoch('unused', 499), epoch('all', 999)] },
      run: [2, 500],
      gives: forgotten(3),
      changes: { clients: gone('cBefore', 'cThen', 'sBefore') },
    },
    'and none where that is not remembered': {
      given: { clients: CROWD, uses: USED, epochs: [epoch('all', 999)] },
      run: [2, 500],
      gives: forgotten(2),
      changes: { clients: gone('cBefore', 'cThen') },
    },
  },
  EVICT_SEALED: {
    'of those that are too many the sealed ones are buried': {
      ...many(4, NOW),
      gives: forgotten(2),
      changes: { clients: buried('s1', 's2') },
    },
    'the oldest of the last kind first': { ...many(6, NOW), gives: forgotten(1), changes: { clients: buried('s1') } },
    'those of the kind before that next': {
      ...many(2, NOW),
      gives: forgotten(3),
      changes: { clients: buried('s1', 's2', 's3') },
    },
    'where they are not too many none is': many(7, NOW),
    'nothing stays of what they said': {
      given: { clients: [unused('s1', 3, 1, { metadata: '{"a":1}' })] },
      run: [0, NOW],
      gives: forgotten(1),
      changes: { clients: { s1: { metadata: '{}', deleted_at: NOW, unused: 1 } } },
    },
  },
  EVICT_STORED: {
    'of those that are too many the stored ones are gone': {
      ...many(3),
      gives: forgotten(2),
      changes: { clients: gone('c1', 'c2') },
    },
    'the oldest of the last kind first': { ...many(4), gives: forgotten(1), changes: { clients: gone('c1') } },
    'where they are not too many none is': many(7),
    'where it is only sealed ones that are too many': many(5),
  },
  FORGET: {
    'stored clients that were deleted before are forgotten, and no other': {
      given: {
        clients: [
          client('cBefore', { deleted_at: NOW - 1 }),
          client('cThen', { deleted_at: NOW }),
          client('cLater', { deleted_at: NOW + 1 }),
          client('cLives'),
          client('sBefore', { deleted_at: NOW - 1 }),
        ],
      },
      run: [NOW],
      gives: forgotten(1),
      changes: { clients: gone('cBefore') },
    },
  },
}
