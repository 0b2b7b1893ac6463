// The statement that updates clients.

import { BEFORE, onTopOfAnother, OTHER, PREVIOUS, rotated, SELF } from './change.mjs'
import { digests, NOW, token, use } from './rows.mjs'
import { unusable } from './tokens.mjs'

const NONE = [null, null, null]

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

/** The columns that every update changes. */
const UPDATED = { metadata: '{"b":2}', bounds: '{"scope":["a"]}', revision: 8, unused: 3 }
const updated = (columns = {}) => ({ changes: { clients: { c1: { ...UPDATED, ...columns } } } })

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
}
