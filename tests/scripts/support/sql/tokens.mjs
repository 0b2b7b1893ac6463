// Statements about initial access tokens and other things with a number of uses.

import { client, digests, GONE, NOW, token, UNUSABLE } from './rows.mjs'

const SELF = client('c1')
const OTHER = token('other')

const used = (...names) => ({
  initial_access_tokens: Object.fromEntries(names.map((name) => [name, { uses_left: 1 }])),
})

/** The client after a change; a use is stored for the changed client. */
const CHANGED = { metadata: '{"a":1}', bounds: '{"locked":[]}' }
const change = (columns = {}) => ({
  given: { clients: [client('c1', { ...CHANGED, ...columns })], initial_access_tokens: [token('a'), OTHER] },
  run: [digests('a'), 'c1', CHANGED.metadata, CHANGED.bounds],
})

export default {
  MAKE_KNOWN: {
    'a token is known with what is said of it': {
      given: { initial_access_tokens: [OTHER] },
      run: ['a', 'label', 3, 10, 20, '{"scope":[]}'],
      changes: {
        initial_access_tokens: {
          a: { digest: 'a', label: 'label', uses_left: 3, created_at: 10, expires_at: 20, bounds: '{"scope":[]}' },
        },
      },
    },
    'one that is known keeps its uses': {
      given: { initial_access_tokens: [token('a', { uses_left: 0 })] },
      run: ['a', 'label', 3, 10, 20, '{}'],
    },
  },
  INITIAL_ACCESS_TOKEN: {
    'a token is found by its digest': {
      given: { initial_access_tokens: [token('a', { bounds: '{"scope":[]}' }), OTHER] },
      run: ['a'],
      gives: [{ uses_left: 2, expires_at: NOW + 1, bounds: '{"scope":[]}' }],
    },
    'another one is not': { given: { initial_access_tokens: [OTHER] }, run: ['a'] },
  },
  USE_UP: {
    'each is used once': {
      given: { initial_access_tokens: [token('a'), token('b', { uses_left: 1 }), OTHER] },
      run: [digests('a', 'b'), NOW],
      gives: [{ uses_left: 1 }, { uses_left: 0 }],
      changes: { initial_access_tokens: { a: { uses_left: 1 }, b: { uses_left: 0 } } },
    },
    ...unusable((bad) => ({
      given: { initial_access_tokens: [token('a'), ...bad] },
      run: [digests('a', 'bad'), NOW],
    })),
  },
  USE: {
    'for a client that is stored each is used once': {
      given: { clients: [SELF], initial_access_tokens: [token('a'), token('b'), OTHER] },
      run: [digests('a', 'b'), 'c1'],
      changes: used('a', 'b'),
    },
    'for another client none is used': {
      given: { clients: [SELF], initial_access_tokens: [token('a')] },
      run: [digests('a'), 'c2'],
    },
  },
  USE_FOR_CHANGE: {
    'for a client as it was changed it is used once': { ...change(), changes: used('a') },
    'for another client it is not used': { ...change(), run: [digests('a'), 'c2', CHANGED.metadata, CHANGED.bounds] },
    'for other metadata it is not used': change({ metadata: '{"a":2}' }),
    'for other bounds it is not used': change({ bounds: '{"locked":["scope"]}' }),
    'for a client that is deleted it is not used': change({ deleted_at: NOW }),
    'what is used up stays so': {
      ...change(),
      given: { ...change().given, initial_access_tokens: [token('a', { uses_left: 0 })] },
    },
  },
  FORGET_TOKENS: {
    'those that expired before are forgotten, and no other': {
      given: {
        initial_access_tokens: [
          token('before', { expires_at: NOW - 1 }),
          token('then', { expires_at: NOW }),
          token('later', { expires_at: NOW + 1 }),
          token('used up', { uses_left: 0 }),
        ],
      },
      run: [NOW],
      gives: [{ forgotten: 1 }],
      changes: { initial_access_tokens: { before: GONE } },
    },
  },
}

/** Returns a case for each reason why a token cannot be used: nothing changes. */
export function unusable(caseOf) {
  return Object.fromEntries(Object.entries(UNUSABLE).map(([why, bad]) => [`with ${why} nothing happens`, caseOf(bad)]))
}
