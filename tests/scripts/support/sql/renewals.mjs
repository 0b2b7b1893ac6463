// The statement that replaces client secrets.

import { BEFORE, onTopOfAnother, OTHER, rotated, SELF } from './change.mjs'
import { NOW, use } from './rows.mjs'

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

const RENEWED = { revision: 8, unused: 3, secret_key: 'k9', secret_generation: 4, secret_since: NOW }
const renewed = (columns = {}) => ({ changes: { clients: { c1: { ...RENEWED, ...columns } } } })

export default {
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
}
