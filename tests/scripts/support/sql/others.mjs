// Statements about single uses, signing keys and issuers of software statements.

import { GONE, key, NOW, spent } from './rows.mjs'

const added = (kid) => ({ signing_keys: { [kid]: key(kid, { public: '{"x":1}', sealed: 's', begins_at: NOW }) } })
const NEW = ['new', 'ES256', '{"x":1}', 's', 'k1', NOW]

const EARLIER = key('earlier', { due_at: 950 })

/** A registration at an identity provider. */
const registration = (issuer, columns = {}) => ({ issuer, sealed: 'x', registered_at: 500, expires_at: 2000, ...columns })
const RENEWED = ['a', 'y', NOW, null]

export default {
  PROVIDER_CLIENT: {
    'a registration is found by its issuer': {
      given: { provider_clients: [registration('a'), registration('b', { sealed: 'y' })] },
      run: ['a'],
      gives: [{ sealed: 'x', registered_at: 500, expires_at: 2000 }],
    },
    'another one is not': { given: { provider_clients: [registration('b')] }, run: ['a'] },
  },
  KEEP_PROVIDER_CLIENT: {
    'the first one is stored': {
      given: { provider_clients: [registration('b')] },
      run: [...RENEWED, null],
      changes: { provider_clients: { a: { issuer: 'a', sealed: 'y', registered_at: NOW } } },
    },
    'the next one takes the place of the former one': {
      given: { provider_clients: [registration('a'), registration('b')] },
      run: [...RENEWED, 'x'],
      changes: { provider_clients: { a: { sealed: 'y', registered_at: NOW, expires_at: null } } },
    },
    'that of another request stays': { given: { provider_clients: [registration('a')] }, run: [...RENEWED, null] },
    'one that came in the place of the former one stays': {
      given: { provider_clients: [registration('a', { sealed: 'z' })] },
      run: [...RENEWED, 'x'],
    },
  },
  FORGET_PROVIDER_CLIENT: {
    'a registration goes': {
      given: { provider_clients: [registration('a'), registration('b')] },
      run: ['a', 'x'],
      changes: { provider_clients: { a: GONE } },
    },
    'one that took its place stays': { given: { provider_clients: [registration('a', { sealed: 'y' })] }, run: ['a', 'x'] },
  },
  IS_SPENT: {
    'what was spent is': { given: { spent: [spent('a', NOW), spent('b', NOW)] }, run: ['a'], gives: [{ spent: 1 }] },
    'anything else is not': { given: { spent: [spent('a', NOW)] }, run: ['A'] },
  },
  SPEND: {
    'what is there for the first time is remembered until then': {
      given: { spent: [spent('b', 5)] },
      run: ['a', NOW],
      gives: [{ first: 1 }],
      changes: { spent: { a: { once: 'a', until: NOW } } },
    },
    'what is there already stays as it is': { given: { spent: [spent('a', 5)] }, run: ['a', NOW] },
  },
  FORGET_SPENT: {
    'what is remembered until before is forgotten, and no other': {
      given: { spent: [spent('before', NOW - 1), spent('then', NOW), spent('later', NOW + 1)] },
      run: [NOW],
      gives: [{ forgotten: 1 }],
      changes: { spent: { before: GONE } },
    },
  },
  STATEMENT_ISSUER: {
    'an issuer is found by its name': {
      given: { statement_issuers: [{ issuer: 'a', entry: '{"a":1}' }, { issuer: 'b', entry: '{}' }] },
      run: ['a'],
      gives: [{ entry: '{"a":1}' }],
    },
    'another one is not': { given: { statement_issuers: [{ issuer: 'b', entry: '{}' }] }, run: ['a'] },
  },
  LIST_STATEMENT_ISSUERS: {
    'the names are in order': {
      given: { statement_issuers: [{ issuer: 'b', entry: '{}' }, { issuer: 'a', entry: '{}' }] },
      run: [],
      gives: [{ issuers: '["a","b"]' }],
    },
    'there may be none': { given: { statement_issuers: [] }, run: [], gives: [{ issuers: '[]' }] },
  },
  SIGNING_KEYS: {
    'all are told': {
      given: { signing_keys: [EARLIER, key('other', { algorithm: 'RS256' })] },
      gives: [EARLIER, { ...key('other', { algorithm: 'RS256' }), due_at: null }],
    },
  },
  MARK_KEYS_DUE: {
    'keys of the algorithms are marked that have no next key': {
      given: {
        signing_keys: [
          key('a', { begins_at: 900 }),
          key('b', { algorithm: 'RS256', begins_at: 900 }),
          key('c', { algorithm: 'PS256', begins_at: 900 }),
          key('d', { algorithm: 'PS256', begins_at: NOW + 1 }),
        ],
      },
      run: ['["ES256","PS256"]', NOW],
      gives: [{ algorithm: 'ES256' }],
      changes: { signing_keys: { a: { due_at: NOW } } },
    },
  },
  REMOVE_KEY: {
    'one goes by its name': {
      given: { signing_keys: [key('a'), key('b')] },
      run: ['a'],
      changes: { signing_keys: { a: GONE } },
    },
  },
  ADD_FIRST_KEY: {
    'the first of its algorithm is added': {
      given: { signing_keys: [key('other', { algorithm: 'RS256' })] },
      run: NEW,
      changes: added('new'),
    },
    'one under another key of the master secret is no reason against it': {
      given: { signing_keys: [key('other', { sealed_with: 'k2' })] },
      run: NEW,
      changes: added('new'),
    },
    'where there is one nothing is added': { given: { signing_keys: [key('other')] }, run: NEW },
  },
  ADD_NEXT_KEY: {
    'the next is added where none begins later': {
      given: {
        signing_keys: [
          key('then', { begins_at: 950 }),
          key('other', { algorithm: 'RS256', begins_at: 2000 }),
        ],
      },
      run: [...NEW, 950],
      changes: added('new'),
    },
    'where one begins later nothing is added': {
      given: { signing_keys: [key('later', { begins_at: 951, sealed_with: 'k2' })] },
      run: [...NEW, 950],
    },
  },
}
