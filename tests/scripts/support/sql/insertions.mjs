// Statements that store clients.

import { OTHER, PREVIOUS } from './change.mjs'
import { client, digests, GONE, NOW, token, use } from './rows.mjs'
import { unusable } from './tokens.mjs'

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

/** The first row of a sealed client. */
const sealed = (end, given = {}) => ({ given, run: ['s1', ...NEW.slice(1), ...REPLACED, ...end] })
const SEALED = { ...STORED, ...PREVIOUS, client_id: 's1' }

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
  CLEAR: {
    'a deleted client of the organisation makes room': {
      given: { clients: [OTHER, client('PSDDE-1', { deleted_at: NOW })] },
      run: ['PSDDE-1'],
      changes: { clients: { 'PSDDE-1': GONE } },
    },
    'a client that lives stays': {
      given: { clients: [client('PSDDE-1')] },
      run: ['PSDDE-1'],
    },
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
}
