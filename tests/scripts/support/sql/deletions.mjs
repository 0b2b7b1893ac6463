// Statements that delete clients.

import { onTopOfAnother, SELF } from './change.mjs'
import { client, GONE, NOW, use } from './rows.mjs'

function deletion({ self = {}, ...wishes } = {}) {
  const it = { id: 'c1', at: NOW, revision: 7, onto: 0, shown: ['k1', 5], ...wishes }
  return {
    given: { clients: [{ ...SELF, ...self }, client('c2')], uses: [use('c1')] },
    run: [it.id, it.at, it.revision, it.onto, ...it.shown],
  }
}

const BURIED = { metadata: '{}', deleted_at: NOW, unused: 3 }

export default {
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
