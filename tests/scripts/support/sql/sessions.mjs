// Statements about the sessions of users, and the grants that end with a session.

import { GONE, NOW } from './rows.mjs'

export const user = (user_id, columns = {}) => ({
  user_id,
  username: `name-${user_id}`,
  password: `hash-${user_id}`,
  claims: '{}',
  created_at: 100,
  ...columns,
})

export const session = (session_id, columns = {}) => ({
  session_id,
  authenticated_at: 500,
  expires_at: NOW + 1,
  methods: '["pwd"]',
  device: 'Firefox on Linux',
  place: 'Lisbon, PT',
  ...columns,
})

export const grant = (grant_id, session_id, columns = {}) => ({
  grant_id,
  client_id: `c-${grant_id}`,
  session_id,
  scope: '[]',
  resources: '[]',
  claims: '{}',
  authenticated_at: 500,
  methods: '[]',
  created_at: 600,
  expires_at: NOW + 1,
  is_offline: 0,
  generation: 0,
  refreshed_at: 600,
  is_repeated: 0,
  ...columns,
})

export const SESSIONS = [session('ua.s.1'), session('ua.t.1'), session('uaa.s.1'), session('ub.s.1')]
export const GRANTS = [grant('ua.1', 'ua.s.1'), grant('ua.2', 'ua.t.1', { ended_at: 7 }), grant('uaa.1', 'uaa.s.1')]

export const USER = { user_id: 'ua', username: 'name-ua', issuer: null, subject: null, claims: '{}', disabled_at: null }

const SHOWN = {
  authenticated_at: 500,
  expires_at: NOW + 1,
  methods: '["pwd"]',
  context: null,
  device: 'Firefox on Linux',
  place: 'Lisbon, PT',
}
const NO_CONSENT = { consent_scope: null, consent_resources: null, consent_name: null, can_start: null, granted_at: null }

const consent = (columns = {}) => ({
  user_id: 'ua',
  client_id: 'c',
  redirect_uri: 'https://c.example/cb',
  scope: '["a"]',
  resources: '[]',
  client_name: 'C',
  can_start: 1,
  granted_at: 700,
  ...columns,
})

export default {
  BEGIN_SESSION: {
    'a session of a user is stored': {
      given: { users: [user('ua')], sessions: [session('ub.s.1')] },
      run: ['ua.s.1', 900, NOW, '["pwd"]', null, 'Edge', 'ua', 'Porto, PT', null],
      gives: [{ begun: 1 }],
      changes: {
        sessions: {
          'ua.s.1': {
            session_id: 'ua.s.1',
            authenticated_at: 900,
            expires_at: NOW,
            methods: '["pwd"]',
            device: 'Edge',
            place: 'Porto, PT',
          },
        },
      },
    },
    'a disabled user gets none': {
      given: { users: [user('ua', { disabled_at: 9 }), user('ub')] },
      run: ['ua.s.1', 900, NOW, '["pwd"]', null, 'Edge', 'ua', null, null],
    },
    'an unknown user gets none': { run: ['ua.s.1', 900, NOW, '["pwd"]', null, 'Edge', 'ua', null, null] },
    'nor does a user with another password than the one that was given': {
      given: { users: [user('ua', { password: 'new' }), user('ub', { password: 'old' })] },
      run: ['ua.s.1', 900, NOW, '["pwd"]', null, 'Edge', 'ua', null, 'old'],
    },
    'the password that was given begins a session': {
      given: { users: [user('ua', { password: 'old' })] },
      run: ['ua.s.1', 900, NOW, '[]', null, '', 'ua', null, 'old'],
      gives: [{ begun: 1 }],
      changes: {
        sessions: {
          'ua.s.1': { session_id: 'ua.s.1', authenticated_at: 900, expires_at: NOW, methods: '[]', device: '' },
        },
      },
    },
  },
  MOVE_GRANTS: {
    'the grants of the former session belong to the new one': {
      given: {
        sessions: SESSIONS,
        grants: [...GRANTS, grant('ua.3', 'ua.s.1', { is_offline: 1, expires_at: 700 }), grant('ub.1', 'ua.s.1')],
      },
      run: ['ua.s.1', 'ua.t.1', 'ua', NOW],
      changes: { grants: { 'ua.1': { session_id: 'ua.t.1' }, 'ua.3': { session_id: 'ua.t.1', expires_at: NOW } } },
    },
    'without the new session they stay': {
      given: { sessions: [session('ua.s.1')], grants: GRANTS },
      run: ['ua.s.1', 'ua.s.2', 'ua', NOW],
    },
  },
  END_FORMER_SESSION: {
    'the former session ends': {
      given: { sessions: SESSIONS },
      run: ['ua.s.1', 'ua.t.1'],
      changes: { sessions: { 'ua.s.1': GONE } },
    },
    'without the new session it stays': { given: { sessions: SESSIONS }, run: ['ua.s.1', 'ua.s.2'] },
  },
  SESSION: {
    'a session is found with its user': {
      given: { users: [user('ua')], sessions: SESSIONS, consents: [consent({ user_id: 'ub' })] },
      run: ['ua.s.1', 'c', 'https://c.example/cb', NOW],
      gives: [{ session_id: 'ua.s.1', ...SHOWN, ...USER, ...NO_CONSENT }],
    },
    'and with the consent for this client and this redirection URI': {
      given: {
        users: [user('ua')],
        sessions: SESSIONS,
        consents: [consent(), consent({ client_id: 'd' }), consent({ redirect_uri: 'https://c.example/other' })],
      },
      run: ['ua.s.1', 'c', 'https://c.example/cb', NOW],
      gives: [
        {
          session_id: 'ua.s.1',
          ...SHOWN,
          ...USER,
          consent_scope: '["a"]',
          consent_resources: '[]',
          consent_name: 'C',
          can_start: 1,
          granted_at: 700,
        },
      ],
    },
    'a session that is over is not': {
      given: { users: [user('ua')], sessions: [session('ua.s.1', { expires_at: NOW })] },
      run: ['ua.s.1', 'c', '', NOW],
      gives: [],
    },
    'a session of a disabled user is not': {
      given: { users: [user('ua', { disabled_at: 9 })], sessions: SESSIONS },
      run: ['ua.s.1', 'c', '', NOW],
      gives: [],
    },
    'a session of a user who is gone is not': {
      given: { users: [user('ub')], sessions: SESSIONS },
      run: ['ua.s.1', 'c', '', NOW],
      gives: [],
    },
  },
  SESSIONS_OF: {
    'the sessions of a user are listed, the newest first': {
      given: { sessions: [...SESSIONS, session('ua.u.1', { authenticated_at: 900 }), session('ua.v.1', { expires_at: NOW })] },
      run: ['ua', NOW],
      gives: [
        { session_id: 'ua.u.1', ...SHOWN, authenticated_at: 900 },
        { session_id: 'ua.s.1', ...SHOWN },
        { session_id: 'ua.t.1', ...SHOWN },
      ],
    },
  },
  SESSION_CLIENTS: {
    'the clients with grants of a session are listed once': {
      given: {
        grants: [
          ...GRANTS,
          grant('ua.3', 'ua.s.1', { client_id: 'c-ua.1' }),
          grant('ua.4', 'ua.s.1', { client_id: 'b', is_offline: 1, expires_at: 1 }),
          grant('ua.5', 'ua.s.1', { ended_at: 900 }),
        ],
      },
      run: ['ua.s.1', 'ua'],
      gives: [{ client_id: 'b' }, { client_id: 'c-ua.1' }, { client_id: 'c-ua.5' }],
    },
  },
  END_SESSION_GRANTS: {
    'the grants that do not outlive the session end': {
      given: { grants: [...GRANTS, grant('ua.3', 'ua.s.1', { is_offline: 1 }), grant('ua.4', 'ua.s.1', { ended_at: 900 })] },
      run: ['ua.s.1', 'ua', NOW],
      changes: { grants: { 'ua.1': { ended_at: NOW } } },
    },
  },
  END_OTHER_GRANTS: {
    'the grants of the other sessions end that do not outlive them': {
      given: {
        sessions: ['ua.s.1', 'ua.t.1', 'ub.s.1'].map((id) => session(id)),
        grants: [
          grant('ua.1', 'ua.s.1'),
          grant('ua.2', 'ua.t.1'),
          grant('ua.3', 'ua.t.1', { is_offline: 1 }),
          grant('ua.4', 'ua.t.1', { ended_at: 900 }),
          grant('ua.5', 'ua.gone.1'),
          grant('ub.1', 'ub.s.1'),
        ],
      },
      run: ['ua.s.1', 'ua', NOW],
      changes: { grants: { 'ua.2': { ended_at: NOW } } },
    },
  },
  END_OTHER_SESSIONS: {
    'the other sessions of the user end': {
      given: { sessions: ['ua.s.1', 'ua.s.2', 'ua.t.1', 'ub.s.1', 'uaa.s.1'].map((id) => session(id)) },
      run: ['ua.s.1', 'ua'],
      changes: { sessions: { 'ua.s.2': GONE, 'ua.t.1': GONE } },
    },
  },
  END_SESSION: {
    'one session ends': {
      given: { sessions: SESSIONS },
      run: ['ua.s.1'],
      changes: { sessions: { 'ua.s.1': GONE } },
    },
  },
}
