// Statements about what users have consented to.

import { GONE, NOW } from './rows.mjs'

const consent = (user_id, client_id, columns = {}) => ({
  user_id,
  client_id,
  redirect_uri: 'https://a.example/cb',
  scope: '["read"]',
  resources: '[]',
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

const NEW = ['ua', 'c1', 'https://a.example/cb', 'App', '["read","write"]', '["https://api.example"]', NOW]

export default {
  REMEMBER_CONSENT: {
    'a first consent is stored': {
      given: { consents: [] },
      run: NEW,
      changes: {
        consents: {
          ua: {
            ...consent('ua', 'c1', { client_name: 'App', scope: '["read","write"]', granted_at: NOW }),
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
          ua: { client_name: 'App', scope: '["read","write"]', resources: '["https://api.example"]', granted_at: NOW },
        },
      },
    },
  },
  CONSENTS_OF: {
    'those of a user come newest first': {
      given: { consents: [consent('ua', 'c1'), consent('ub', 'c1')] },
      run: ['ua'],
      gives: [{ ...consent('ua', 'c1'), client_name: null }],
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
}
