// Statements that store, change and delete clients.

import { client, digests, GONE, NOW, token, use } from './rows.mjs'
import { unusable } from './tokens.mjs'

const OTHER = client('c2')
const NONE = [null, null, null]

/** A new client with a different value in each column. */
const NEW = ['c1', '{"a":1}', NOW, 'k2', 1, 'k3', 2, 4, '{"scope":[]}']
const STORED = {
  client_id: 'c1',
  metadata: '{"a":1}',
  issued_at: NOW,
  secret_key: 'k2',
  secret_generation: 1,
  token_key: 'k3',
  token_generation: 2,
  revision: 4,
  bounds: '{"scope":[]}',
}

/** The replaced credentials, and the time of the new secret. */
const REPLACED = ['k4', 6, 1100, 900, 'k5', 8, 1200]
const PREVIOUS = {
  previous_token_key: 'k4',
  previous_token_generation: 6,
  previous_token_until: 1100,
  secret_since: 900,
  previous_secret_key: 'k5',
  previous_secret_generation: 8,
  previous_secret_until: 1200,
}

/** The first row of a sealed client. */
const sealed = (end, given = {}) => ({ given, run: ['s1', ...NEW.slice(1), ...REPLACED, ...end] })
const SEALED = { ...STORED, ...PREVIOUS, client_id: 's1' }

const SELF = client('c1', { metadata: '{"software_statement":"x.y.z"}', bounds: '{"locked":[]}', unused: 2 })

/** Updates the client beside other rows. */
function replacement({ self = {}, others = {}, ...wishes } = {}) {
  const it = {
    id: 'c1',
    metadata: '{"b":2}',
    bounds: '{"scope":["a"]}',
    software: null,
    secret: NONE,
    at: NOW,
    revision: 7,
    onto: 0,
    shown: ['k1', 5],
    generation: null,
    read: '{"locked":[]}',
    token: [null, null],
    held: 'x.y.z',
    spends: [],
    unused: 3,
    ...wishes,
  }
  return {
    given: { clients: [{ ...SELF, ...self }, OTHER], ...others },
    run: [it.id, it.metadata, it.bounds, it.software, ...it.secret, it.at, it.revision, it.onto, ...it.shown]
      .concat([it.generation, it.read, ...it.token, it.held, digests(...it.spends), it.unused]),
  }
}

/** Replaces the secret of the client. */
function renewal({ self = {}, others = {}, ...wishes } = {}) {
  const it = {
    id: 'c1',
    software: null,
    secret: ['k9', NOW + 60, 1e6],
    at: NOW,
    revision: 7,
    onto: 0,
    shown: ['k1', 5],
    generation: null,
    unused: 3,
    ...wishes,
  }
  return {
    given: { clients: [{ ...SELF, ...self }, OTHER], ...others },
    run: [it.id, it.software, ...it.secret, it.at, it.revision, it.onto, ...it.shown, it.generation, it.unused],
  }
}

function deletion({ self = {}, ...wishes } = {}) {
  const it = { id: 'c1', at: NOW, revision: 7, onto: 0, shown: ['k1', 5], ...wishes }
  return {
    given: { clients: [{ ...SELF, ...self }, client('c2')], uses: [use('c1')] },
    run: [it.id, it.at, it.revision, it.onto, ...it.shown],
  }
}

const BURIED = { metadata: '{}', deleted_at: NOW, unused: 3 }

/** The columns that every update changes. */
const UPDATED = { metadata: '{"b":2}', bounds: '{"scope":["a"]}', revision: 8, unused: 3 }
const updated = (columns = {}) => ({ changes: { clients: { c1: { ...UPDATED, ...columns } } } })

const RENEWED = { revision: 8, unused: 3, secret_key: 'k9', secret_generation: 4, secret_since: NOW }
const renewed = (columns = {}) => ({ changes: { clients: { c1: { ...RENEWED, ...columns } } } })

const BEFORE = { previous_secret_key: 'k1', previous_secret_generation: 3 }

/** A row whose earlier registration access token is still accepted for a while. */
const rotated = (until = NOW + 1) => ({
  previous_token_key: 'k0',
  previous_token_generation: 4,
  previous_token_until: until,
})

/**
 * Cases of a change to another revision than was read: in some the change is stored, in others it is not.
 */
function onTopOfAnother(of, done) {
  const later = (wishes) => of({ revision: 3, onto: 1, ...wishes })
  return {
    'a revision that is no longer there is not changed': of({ revision: 3 }),
    'nor is one that is not there yet': of({ revision: 8 }),
    'on top of another revision, where that is allowed': { ...later({}), ...done() },
    'of another client': later({ id: 'c3' }),
    'of one that is deleted': later({ self: { deleted_at: 900 } }),
    'of one that is deleted, as it was read': of({ self: { deleted_at: 900 } }),
    'with another token': later({ shown: ['k1', 4] }),
    'with the token of another key': later({ shown: ['k2', 5] }),
    'with the token before, while that is accepted': { ...later({ self: rotated(), shown: ['k0', 4] }), ...done() },
    'with the token before, when that is over': later({ self: rotated(NOW), shown: ['k0', 4] }),
    'with one before that': later({ self: rotated(), shown: ['k0', 3] }),
    'with the token before of another key': later({ self: rotated(), shown: ['k1', 4] }),
    'the last revision of all has no next one': of({ self: { revision: 4294967295 }, revision: 4294967295 }),
    'the one before it has': {
      ...of({ self: { revision: 4294967294 }, revision: 4294967294 }),
      ...done({ revision: 4294967295 }),
    },
  }
}

const RETURNED = [
  'revision',
  'issued_at',
  'secret_key',
  'secret_generation',
  'secret_since',
  'previous_secret_key',
  'previous_secret_generation',
  'previous_secret_until',
  'token_key',
  'token_generation',
  'previous_token_key',
  'previous_token_generation',
  'previous_token_until',
  'unused',
]

export default {
  INSERT: {
    'a client is stored with every column': {
      given: { clients: [OTHER], initial_access_tokens: [token('a')] },
      run: [...NEW, 'app', digests('a'), 3],
      gives: [{ stored: 1 }],
      changes: { clients: { c1: { ...STORED, software_id: 'app', unused: 3 } } },
    },
    'without tokens': {
      run: [...NEW, null, digests(), null],
      gives: [{ stored: 1 }],
      changes: { clients: { c1: STORED } },
    },
    ...unusable((bad) => ({
      given: { initial_access_tokens: [token('a'), ...bad] },
      run: [...NEW, null, digests('a', 'bad'), null],
    })),
  },
  INSERT_SEALED: {
    'its first change is stored with every column': {
      ...sealed([null, 'app', digests('a'), NOW, 2], { clients: [OTHER], initial_access_tokens: [token('a')] }),
      gives: [{ revision: 4 }],
      changes: { clients: { s1: { ...SEALED, software_id: 'app', unused: 2 } } },
    },
    'of one that was used the row stays': {
      ...sealed([null, null, digests(), NOW, 2], { uses: [use('s1')] }),
      gives: [{ revision: 4 }],
      changes: { clients: { s1: SEALED } },
    },
    'a tombstone lives as long as one that was never used': {
      ...sealed([NOW, null, digests(), NOW, null], { uses: [use('s1')] }),
      gives: [{ revision: 4 }],
      changes: { clients: { s1: { ...SEALED, deleted_at: NOW, unused: 1 } } },
    },
    'what is there already stays as it is': sealed([null, 'app', digests(), NOW, 2], { clients: [client('s1')] }),
    'a tombstone too': sealed([null, 'app', digests(), NOW, 2], { clients: [client('s1', { deleted_at: 900 })] }),
    ...unusable((bad) =>
      sealed([null, null, digests('a', 'bad'), NOW, 2], { initial_access_tokens: [token('a'), ...bad] }),
    ),
  },
  REPLACE: {
    'metadata and bounds are others, and no credential': {
      ...replacement({ self: { ...rotated(), ...BEFORE, previous_secret_until: 1500 } }),
      ...updated(),
    },
    'what comes of it is told': {
      ...replacement({ self: PREVIOUS, token: ['k9', 1300] }),
      ...updated({
        token_key: 'k9',
        token_generation: 6,
        previous_token_key: 'k1',
        previous_token_generation: 5,
        previous_token_until: 1300,
      }),
      gives: [
        Object.fromEntries(
          Object.entries({
            ...SELF,
            ...PREVIOUS,
            ...UPDATED,
            token_key: 'k9',
            token_generation: 6,
            previous_token_key: 'k1',
            previous_token_generation: 5,
            previous_token_until: 1300,
          }).filter(([column]) => RETURNED.includes(column)),
        ),
      ],
    },
    'bounds may go': { ...replacement({ bounds: null }), ...updated({ bounds: null }) },
    'the software that a client was sealed with is noted': {
      ...replacement({ self: { software_id: 'guess' }, software: 'app' }),
      ...updated({ software_id: 'app' }),
    },
    'and stays where it is not known any more': { ...replacement({ self: { software_id: 'app' } }), ...updated() },
    'of a client that was used the row stays': {
      ...replacement({ others: { uses: [use('c1')] } }),
      ...updated({ unused: null }),
    },
    'the use of another one counts for nothing': { ...replacement({ others: { uses: [use('c2')] } }), ...updated() },
    'another secret follows the one that is there, which is accepted for a while': {
      ...replacement({ secret: ['k9', NOW + 60, 1e6] }),
      ...updated({
        secret_key: 'k9',
        secret_generation: 4,
        secret_since: NOW,
        ...BEFORE,
        previous_secret_until: NOW + 60,
      }),
    },
    'no longer than it lives': {
      ...replacement({ secret: ['k9', NOW + 60, 530] }),
      ...updated({ secret_key: 'k9', secret_generation: 4, secret_since: NOW, ...BEFORE, previous_secret_until: 1030 }),
    },
    'which is since it was made': {
      ...replacement({ self: { secret_since: 700 }, secret: ['k9', NOW + 60, 330] }),
      ...updated({ secret_key: 'k9', secret_generation: 4, secret_since: NOW, ...BEFORE, previous_secret_until: 1030 }),
    },
    'without a grace none is accepted beside the new one': {
      ...replacement({ self: { ...BEFORE, previous_secret_until: 1500 }, secret: ['k9', NOW, 1e6] }),
      ...updated({
        secret_key: 'k9',
        secret_generation: 4,
        secret_since: NOW,
        previous_secret_key: null,
        previous_secret_generation: null,
        previous_secret_until: null,
      }),
    },
    'nor is one that has expired': {
      ...replacement({ secret: ['k9', NOW + 60, 500] }),
      ...updated({ secret_key: 'k9', secret_generation: 4, secret_since: NOW }),
    },
    'another token follows the one that is there': {
      ...replacement({ self: rotated(), token: ['k9', 1300] }),
      ...updated({
        token_key: 'k9',
        token_generation: 6,
        previous_token_key: 'k1',
        previous_token_generation: 5,
        previous_token_until: 1300,
      }),
    },
    'whoever shows the token before it keeps that one': {
      ...replacement({ self: rotated(), shown: ['k0', 4], token: ['k9', 1300] }),
      ...updated({ token_key: 'k9', token_generation: 6 }),
    },
    ...onTopOfAnother(replacement, updated),
    'on top of another secret, where the change depends on it': replacement({ revision: 3, onto: 1, generation: 2 }),
    'on top of the same one': { ...replacement({ revision: 3, onto: 1, generation: 3 }), ...updated() },
    'on top of other bounds': replacement({ revision: 3, onto: 1, read: '{"locked":["scope"]}' }),
    'on top of bounds where there were none': replacement({ revision: 3, onto: 1, read: null }),
    'on top of none as there were none': {
      ...replacement({ self: { bounds: null }, revision: 3, onto: 1, read: null }),
      ...updated(),
    },
    'on top of another statement': replacement({ revision: 3, onto: 1, held: 'a.b.c' }),
    'on top of a statement where there was none': replacement({ revision: 3, onto: 1, held: null }),
    'on top of none as there was none': {
      ...replacement({ self: { metadata: '{}' }, revision: 3, onto: 1, held: null }),
      ...updated(),
    },
    'with tokens that have uses left': {
      ...replacement({ spends: ['a'], others: { initial_access_tokens: [token('a')] } }),
      ...updated(),
    },
    ...unusable((bad) =>
      replacement({ spends: ['a', 'bad'], others: { initial_access_tokens: [token('a'), ...bad] } }),
    ),
  },
  RENEW_SECRET: {
    'the secret is another one, and nothing else': {
      ...renewal({ self: rotated() }),
      ...renewed({ ...BEFORE, previous_secret_until: NOW + 60 }),
      gives: [
        {
          revision: 8,
          metadata: SELF.metadata,
          bounds: SELF.bounds,
          is_deleted: 0,
          issued_at: 500,
          secret_key: 'k9',
          secret_generation: 4,
          secret_since: NOW,
          ...BEFORE,
          previous_secret_until: NOW + 60,
          token_key: 'k1',
          token_generation: 5,
          ...rotated(),
          unused: 3,
        },
      ],
    },
    'the one before is accepted no longer than it lives': {
      ...renewal({ self: { secret_since: 700 }, secret: ['k9', NOW + 60, 330] }),
      ...renewed({ ...BEFORE, previous_secret_until: 1030 }),
    },
    'which is since the client was registered': {
      ...renewal({ secret: ['k9', NOW + 60, 530] }),
      ...renewed({ ...BEFORE, previous_secret_until: 1030 }),
    },
    'without a grace none is accepted beside the new one': {
      ...renewal({ self: { ...BEFORE, previous_secret_until: 1500 }, secret: ['k9', NOW, 1e6] }),
      ...renewed({ previous_secret_key: null, previous_secret_generation: null, previous_secret_until: null }),
    },
    'nor is one that has expired': { ...renewal({ secret: ['k9', NOW + 60, 500] }), ...renewed() },
    'the software that a client was sealed with is noted': {
      ...renewal({ self: { software_id: 'guess' }, software: 'app', secret: ['k9', NOW, 1e6] }),
      ...renewed({ software_id: 'app' }),
    },
    'and stays where it is not known any more': {
      ...renewal({ self: { software_id: 'app' }, secret: ['k9', NOW, 1e6] }),
      ...renewed(),
    },
    'of a client that was used the row stays': {
      ...renewal({ others: { uses: [use('c1')] }, secret: ['k9', NOW, 1e6] }),
      ...renewed({ unused: null }),
    },
    'the use of another one counts for nothing': {
      ...renewal({ others: { uses: [use('c2')] }, secret: ['k9', NOW, 1e6] }),
      ...renewed(),
    },
    ...onTopOfAnother((wishes) => renewal({ secret: ['k9', NOW, 1e6], ...wishes }), renewed),
    'on top of another secret, where the change depends on it': renewal({ revision: 3, onto: 1, generation: 2 }),
    'on top of the same one': {
      ...renewal({ revision: 3, onto: 1, generation: 3, secret: ['k9', NOW, 1e6] }),
      ...renewed(),
    },
  },
  DELETE: {
    'nothing stays of it but that it was there': {
      ...deletion(),
      gives: [{ revision: 7 }],
      changes: { clients: { c1: BURIED } },
    },
    'a tombstone of a client that is vouched for, or was used, waits for its time': {
      ...deletion({ self: { unused: null } }),
      changes: { clients: { c1: { metadata: '{}', deleted_at: NOW } } },
    },
    'that of one whose number is not limited too': {
      ...deletion({ self: { unused: 1 } }),
      changes: { clients: { c1: { metadata: '{}', deleted_at: NOW, unused: null } } },
    },
    'that of a sealed client lives as long as the client would': {
      ...deletion({ id: 's1', self: { client_id: 's1', unused: null } }),
      changes: { clients: { s1: { metadata: '{}', deleted_at: NOW, unused: 1 } } },
    },
    ...withoutRevisions(
      onTopOfAnother(deletion, () => ({ changes: { clients: { c1: BURIED } } })),
    ),
  },
  FORGET_USE: {
    'with a deletion the use goes': {
      given: { clients: [client('c1', { deleted_at: NOW })], uses: [use('c1'), use('c2')] },
      run: ['c1'],
      changes: { uses: { c1: GONE } },
    },
    'of a client that is there still it stays': {
      given: { clients: [client('c1'), client('c2', { deleted_at: NOW })], uses: [use('c1')] },
      run: ['c1'],
    },
    'of one that is sealed and never changed too': { given: { uses: [use('s1')] }, run: ['s1'] },
  },
}

/** A deletion does not count as a revision. */
function withoutRevisions(cases) {
  const counting = ['the last revision of all has no next one', 'the one before it has']
  return Object.fromEntries(Object.entries(cases).filter(([name]) => !counting.includes(name)))
}
