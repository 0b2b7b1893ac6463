// Statements of the administration of clients, initial access tokens and epochs.

import { approval, client, disabled, epoch, GONE, NOW, token, use } from './rows.mjs'

/** The parameters of a list: where it begins, how many clients it looks at and shows, and its conditions. */
const list = ({ after = '', looksAt = 9, limit = 9, canWait = 1, ...conditions } = {}) => [
  after,
  looksAt,
  limit,
  ...CONDITIONS.map((name) => conditions[name] ?? null),
  canWait,
]

const CONDITIONS = [
  'name',
  'host',
  'software',
  'owner',
  'template',
  'issuer',
  'subject',
  'state',
  'usedSince',
  'usedBefore',
]

const shown = (client_id, columns = {}) => ({
  client_id,
  client_name: null,
  software_id: null,
  redirect_uri: null,
  redirect_host: null,
  owner: null,
  template: null,
  statement_issuer: null,
  issued_at: 500,
  first_used_at: null,
  last_used_at: null,
  state: 'active',
  ...columns,
})

const members = {
  client_name: 'Photo Album',
  software_id: 'album',
  redirect_uris: ['http://127.0.0.1/cb?to=https://other.example/', 'https://App.example:8443/cb', 'com.example:/xyzlast.example/'],
  tls_client_auth_subject_dn: 'CN=a',
}
const metadata = JSON.stringify(members)
const bounds = JSON.stringify({ owners: ['u1'], templates: ['mobile'], statement_issuers: ['https://a.example'] })
const used = {
  ...use('s1'),
  client_name: 'Notes',
  software_id: 'notes',
  redirect_host: 'notes.example',
  owner: 'u2',
  template: 'portal',
  statement_issuer: 'https://b.example',
}
const given = {
  clients: [client('c1', { metadata, bounds }), client('c2'), client('c3', { deleted_at: NOW })],
  uses: [used, use('c2', 900)],
  disabled_clients: [disabled('c2'), disabled('c3'), disabled('x')],
}

const C1 = shown('c1', {
  client_name: 'Photo Album',
  software_id: 'album',
  redirect_uri: 'http://127.0.0.1/cb?to=https://other.example/',
  owner: 'u1',
  template: 'mobile',
  statement_issuer: 'https://a.example',
})
const C2 = shown('c2', { first_used_at: 500, last_used_at: 900, state: 'disabled' })
const C3 = shown('c3', { state: 'deleted' })
const { client_id, first_used_at, last_used_at, ...words } = used
const S1 = shown('s1', { ...words, issued_at: null, first_used_at, last_used_at })

const WAITS = approval('s2', { client_name: 'New', redirect_host: 'new.example', software_id: 'new' })
const S2 = shown('s2', { client_name: 'New', redirect_host: 'new.example', software_id: 'new', issued_at: null, state: 'waiting' })

const finds = (conditions, ...gives) => ({ given, run: list(conditions), gives })

export default {
  LIST_CLIENTS: {
    'clients that are stored or were used are listed once each, in their order': finds({}, C1, C2, C3, S1),
    'from the one after the beginning': finds({ after: 'c2' }, C3, S1),
    'as many as fit': finds({ limit: 2 }, C1, C2),
    'as many as are looked at, whatever they are': finds({ looksAt: 2, state: 'active' }, C1),
    'by a part of the name in any case': finds({ name: 'o' }, C1, S1),
    'by a part of the name that has a sign of patterns': finds({ name: '%' }),
    'by the host of a redirection URI': finds({ host: 'app.example' }, C1),
    'by the host of a first use': finds({ host: 'notes.example' }, S1),
    'by a part of a host finds nothing': finds({ host: 'example' }),
    'by a host in another part of a URI finds nothing': finds({ host: 'other.example' }),
    'by a host in a URI without one finds nothing': finds({ host: 'last.example' }),
    'by the host of the first redirection URI': finds({ host: '127.0.0.1' }, C1),
    'by the software': finds({ software: 'notes' }, S1),
    'by the owner': finds({ owner: 'u1' }, C1),
    'by the template': finds({ template: 'portal' }, S1),
    'by the issuer of the statement': finds({ issuer: 'https://a.example' }, C1),
    'by the subject of the certificate': finds({ subject: 'CN=a' }, C1),
    'by the state active': finds({ state: 'active' }, C1, S1),
    'by the state disabled, which a deleted client has not': finds({ state: 'disabled' }, C2),
    'one that waits is listed with what is known of it': {
      given: { ...given, approvals: [WAITS, approval('c1', { approved: 'digest' })] },
      run: list(),
      gives: [C1, C2, C3, S1, S2],
    },
    'by the state waiting, which a deleted client and one that is shut out have not': {
      given: { ...given, approvals: [WAITS, approval('c1'), approval('c2'), approval('c3'), approval('s1', { approved: 'digest' })] },
      run: list({ state: 'waiting' }),
      gives: [{ ...C1, state: 'waiting' }, S2],
    },
    'without approvals nobody waits': {
      given: { ...given, approvals: [WAITS] },
      run: list({ canWait: 0, state: 'waiting' }),
      gives: [],
    },
    'by the state deleted': finds({ state: 'deleted' }, C3),
    'by the earliest last use': finds({ usedSince: 900 }, C2),
    'by the end of the last use, as one that was never used': finds({ usedBefore: 900 }, C1, C3, S1),
    'by all conditions': finds({ name: 'photo', state: 'active', usedBefore: 1 }, C1),
  },
  END_OF_PAGE: {
    'the last client of a full page is told': { given, run: ['', 2], gives: [{ client_id: 'c2' }] },
    'of the page after another': { given, run: ['c2', 2], gives: [{ client_id: 's1' }] },
    'a client that waits counts': { given: { approvals: [approval('s2')] }, run: ['', 1], gives: [{ client_id: 's2' }] },
    'of a page that is not full nothing is told': { given, run: ['c3', 2], gives: [] },
  },
  DISABLE_CLIENT: {
    'a client is shut out': {
      given: { disabled_clients: [disabled('b')] },
      run: ['a', NOW],
      changes: { disabled_clients: { a: disabled('a', NOW) } },
    },
    'the first time remains': { given: { disabled_clients: [disabled('a')] }, run: ['a', NOW] },
  },
  LIST_EPOCHS: {
    'the epochs of the operator are listed in the order of their names': {
      given: { epochs: [epoch('template b', 2), epoch('all', 1), epoch('unused', 3)] },
      run: [],
      gives: [epoch('all', 1), epoch('template b', 2)],
    },
  },
  BEGIN_EPOCH: {
    'an epoch begins': { run: ['all', 5], gives: [{ since: 5 }], changes: { epochs: { all: epoch('all', 5) } } },
    'an epoch goes on': {
      given: { epochs: [epoch('all', 4)] },
      run: ['all', 5],
      gives: [{ since: 5 }],
      changes: { epochs: { all: { since: 5 } } },
    },
    'an epoch never goes back': { given: { epochs: [epoch('all', 6)] }, run: ['all', 5], gives: [{ since: 6 }] },
  },
  LIFT_EPOCH: {
    'an epoch is lifted, and no other': {
      given: { epochs: [epoch('all', 1), epoch('template b', 2)] },
      run: ['all'],
      gives: [{ lifted: 1 }],
      changes: { epochs: { all: GONE } },
    },
    'another one is not': { given: { epochs: [epoch('all', 1)] }, run: ['template b'] },
  },
  LIST_TOKENS: {
    'tokens are listed in the order of their digests, after one of them': {
      given: { initial_access_tokens: [token('c'), token('b', { uses_left: 0 }), token('a'), token('d')] },
      run: ['a', 2],
      gives: [token('b', { uses_left: 0 }), token('c')],
    },
  },
  STORE_TOKEN: {
    'a token is stored': {
      given: { initial_access_tokens: [token('b')] },
      run: ['a', 'label', 2, 100, NOW + 1, '{}'],
      changes: { initial_access_tokens: { a: token('a') } },
    },
  },
  REVOKE_TOKEN: {
    'a token loses its uses, and no other does': {
      given: { initial_access_tokens: [token('a'), token('b')] },
      run: ['a'],
      gives: [{ revoked: 1 }],
      changes: { initial_access_tokens: { a: { uses_left: 0 } } },
    },
    'there is nothing to revoke under another digest': { given: { initial_access_tokens: [token('a')] }, run: ['b'] },
  },
  ENABLE_CLIENT: {
    'a client is let in again, and no other': {
      given: { disabled_clients: [disabled('a'), disabled('b')] },
      run: ['a'],
      changes: { disabled_clients: { a: GONE } },
    },
  },
}
