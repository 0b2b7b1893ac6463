// Statements about what users have consented to.

import { client, GONE, NOW } from './rows.mjs'

const consent = (user_id, client_id, columns = {}) => ({
  user_id,
  client_id,
  redirect_uri: 'https://a.example/cb',
  scope: '["read"]',
  resources: '[]',
  can_start: 0,
  granted_at: 5,
  ...columns,
})

const grant = (grant_id, client_id, columns = {}) => ({
  grant_id,
  client_id,
  session_id: 's',
  scope: '[]',
  resources: '[]',
  claims: '{}',
  authenticated_at: 1,
  methods: '[]',
  created_at: 1,
  expires_at: NOW,
  is_offline: 0,
  generation: 0,
  refreshed_at: 1,
  is_repeated: 0,
  ...columns,
})

const owned = (client_id, owner, columns = {}) => client(client_id, { bounds: JSON.stringify({ owners: [owner] }), ...columns })

const NEW = ['ua', 'c1', 'https://a.example/cb', 'App', '["read","write"]', '["https://api.example"]', 1, NOW]

const user = (user_id) => ({ user_id, username: user_id, claims: '{}', created_at: 1 })

export default {
  FORGET_STALE_CONSENTS: {
    'those to deleted clients and of deleted users are forgotten': {
      given: {
        users: [user('ua'), user('uc')],
        clients: [client('c1'), client('c2', { deleted_at: 5 })],
        consents: [consent('ua', 'c2'), consent('ub', 'c1'), consent('uc', 's-without-row')],
      },
      run: [''],
      gives: [{ forgotten: 1 }, { forgotten: 1 }],
      changes: { consents: { ua: GONE, ub: GONE } },
    },
    'from a user on': {
      given: { users: [], consents: [consent('ua', 'c2'), consent('ub', 'c1')] },
      run: ['ub'],
      gives: [{ forgotten: 1 }],
      changes: { consents: { ub: GONE } },
    },
  },
  REMEMBER_CONSENT: {
    'a first consent is stored': {
      given: { consents: [] },
      run: NEW,
      changes: {
        consents: {
          ua: {
            ...consent('ua', 'c1', { client_name: 'App', scope: '["read","write"]', can_start: 1, granted_at: NOW }),
            resources: '["https://api.example"]',
          },
        },
      },
    },
    'a later one replaces it': {
      given: { consents: [consent('ua', 'c1')] },
      run: NEW,
      changes: {
        consents: {
          ua: { client_name: 'App', scope: '["read","write"]', resources: '["https://api.example"]', can_start: 1, granted_at: NOW },
        },
      },
    },
  },
  ACCESS: {
    'consents come first, then grants that count, the newest of each first': {
      given: {
        consents: [
          consent('ua', 'c1', { client_name: 'App', resources: '["https://api.example"]' }),
          consent('ua', 'c2', { granted_at: 3 }),
          consent('ub', 'c1'),
          consent('uaa', 'c1'),
        ],
        grants: [
          grant('ua.1', 'c1', { created_at: 4, expires_at: NOW + 1 }),
          grant('ua.2', 'c1', { ended_at: 7, expires_at: NOW + 1 }),
          grant('ua.3', 'c1'),
          grant('uaa.1', 'c1', { expires_at: NOW + 1 }),
        ],
      },
      run: ['ua', NOW],
      gives: [
        { client_id: 'c1', client_name: 'App', redirect_uri: 'https://a.example/cb', scope: '["read"]', resources: '["https://api.example"]', can_start: 0, since: 5 },
        { client_id: 'c2', client_name: null, redirect_uri: 'https://a.example/cb', scope: '["read"]', resources: '[]', can_start: 0, since: 3 },
        { client_id: 'c1', client_name: null, redirect_uri: null, scope: '[]', resources: '[]', can_start: 0, since: 4 },
      ],
    },
  },
  FORGET_CONSENTS: {
    'those of a user for a client go': {
      given: { consents: [consent('ua', 'c1'), consent('ub', 'c1')] },
      run: ['ua', 'c1'],
      changes: { consents: { ua: GONE } },
    },
    'those for another client stay': { given: { consents: [consent('ua', 'c2')] }, run: ['ua', 'c1'] },
  },
  END_CLIENT_GRANTS: {
    'the grants of the user to the client end, and no other': {
      given: {
        grants: [
          grant('ua.1', 'c1'),
          grant('ua.2', 'c2'),
          grant('ua.3', 'c1', { ended_at: 7 }),
          grant('uaa.1', 'c1'),
          grant('ub.1', 'c1'),
        ],
      },
      run: ['ua', 'c1', NOW],
      changes: { grants: { 'ua.1': { ended_at: NOW } } },
    },
  },
  OWNED_CLIENTS: {
    'the clients of the owner are listed, newest first': {
      given: {
        clients: [
          owned('c1', 'ua', { metadata: '{"client_name":"One"}' }),
          client('c2', { bounds: '{"owners":["ua"],"templates":["t"]}', issued_at: 600 }),
          owned('c3', 'ub'),
          owned('c4', 'ua', { deleted_at: 900 }),
          client('c5'),
          owned('c6', 'portal'),
        ],
      },
      run: ['ua'],
      gives: [
        { client_id: 'c2', issued_at: 600, client_name: null, template: 't' },
        { client_id: 'c1', issued_at: 500, client_name: 'One', template: null },
      ],
    },
    'an owner that is no user has none': { given: { clients: [owned('c6', 'portal')] }, run: ['portal'] },
  },
}
