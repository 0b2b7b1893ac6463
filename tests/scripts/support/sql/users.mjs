// Statements about users and their sessions.

import { factor } from './factors.mjs'
import { GONE, NOW } from './rows.mjs'

const user = (user_id, columns = {}) => ({
  user_id,
  username: `name-${user_id}`,
  password: `hash-${user_id}`,
  claims: '{}',
  created_at: 100,
  ...columns,
})

const guest = (user_id, columns = {}) =>
  user(user_id, { username: null, password: null, issuer: 'https://p.example', subject: user_id, ...columns })

const session = (session_id, columns = {}) => ({
  session_id,
  authenticated_at: 500,
  expires_at: NOW + 1,
  methods: '["pwd"]',
  device: 'Firefox on Linux',
  place: 'Lisbon, PT',
  ...columns,
})

const grant = (grant_id, session_id, columns = {}) => ({
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

const coded = (columns = {}) => user('ua', { reset_digest: 'code', reset_until: NOW + 1, ...columns })

// A code that is not valid, each beside sessions and grants that stay.
const UNUSABLE = {
  'another code': [coded({ reset_digest: 'other' })],
  'a code whose time is over': [coded({ reset_until: NOW })],
  'a code of a disabled user': [coded({ disabled_at: 900 })],
  'no code at all': [user('ua')],
}

const unusable = (given, run) =>
  Object.fromEntries(Object.entries(UNUSABLE).map(([title, users]) => [title, { given: { users, ...given }, run }]))

const SESSIONS = [session('ua.s.1'), session('ua.t.1'), session('uaa.s.1'), session('ub.s.1')]
const GRANTS = [grant('ua.1', 'ua.s.1'), grant('ua.2', 'ua.t.1', { ended_at: 7 }), grant('uaa.1', 'uaa.s.1')]

const SHOWN = {
  authenticated_at: 500,
  expires_at: NOW + 1,
  methods: '["pwd"]',
  context: null,
  device: 'Firefox on Linux',
  place: 'Lisbon, PT',
}
const NO_CONSENT = { consent_scope: null, consent_resources: null, consent_name: null, can_start: null, granted_at: null }
const USER = { user_id: 'ua', username: 'name-ua', issuer: null, subject: null, claims: '{}', disabled_at: null }

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
  LOCAL_USER: {
    'a local user is found by the name': {
      given: { users: [user('ua'), user('ub')] },
      run: ['name-ub'],
      gives: [{ ...USER, user_id: 'ub', username: 'name-ub', password: 'hash-ub', has_factor: 0, has_passkey: 0 }],
    },
    'a disabled user is found as well': {
      given: { users: [user('ua', { disabled_at: 9, password: null })] },
      run: ['name-ua'],
      gives: [{ ...USER, disabled_at: 9, password: null, has_factor: 0, has_passkey: 0 }],
    },
    'a user with a second factor is told apart': {
      given: { users: [user('ua')], second_factors: [factor('ua')] },
      run: ['name-ua'],
      gives: [{ ...USER, password: 'hash-ua', has_factor: 1, has_passkey: 0 }],
    },
    'a user of a provider is not': { given: { users: [guest('ua')] }, run: ['ua'], gives: [] },
  },
  USER_OF_CODE: {
    'the user of a code is found': { given: { users: [coded(), user('ub')] }, run: ['code', NOW], gives: [USER] },
    ...unusable({}, ['code', NOW]),
  },
  REHASH: {
    'the hash of the same password is replaced': {
      given: { users: [user('ua'), user('ub')] },
      run: ['ua', 'new', 'hash-ua'],
      gives: [{ stored: 1 }],
      changes: { users: { ua: { password: 'new' } } },
    },
    'another password stays': { given: { users: [user('ua')] }, run: ['ua', 'new', 'former'] },
    'a disabled user keeps the hash': { given: { users: [user('ua', { disabled_at: 9 })] }, run: ['ua', 'new', 'hash-ua'] },
  },
  END_SESSIONS_BY_CODE: {
    'the sessions of the user end, and no others': {
      given: { users: [coded(), user('ub')], sessions: SESSIONS },
      run: ['code', NOW],
      changes: { sessions: { 'ua.s.1': GONE, 'ua.t.1': GONE } },
    },
    ...unusable({ sessions: SESSIONS }, ['code', NOW]),
  },
  END_GRANTS_BY_CODE: {
    'the grants of the user end, and no others': {
      given: { users: [coded()], grants: [...GRANTS, grant('ua.3', 'gone', { is_offline: 1 })] },
      run: ['code', NOW],
      changes: { grants: { 'ua.1': { ended_at: NOW }, 'ua.3': { ended_at: NOW } } },
    },
    ...unusable({ grants: GRANTS }, ['code', NOW]),
  },
  RESET_PASSWORD: {
    'the code is used up': {
      given: { users: [coded(), user('ub')] },
      run: ['code', NOW, 'new'],
      gives: [{ stored: 1 }],
      changes: { users: { ua: { password: 'new', reset_digest: null, reset_until: null } } },
    },
    ...unusable({}, ['code', NOW, 'new']),
  },
  SAVE_USER: {
    'a new user of a provider is stored': {
      given: { users: [user('ub')] },
      run: ['ua', 'https://p.example', 'x', '{"a":1}', NOW],
      changes: {
        users: { ua: { user_id: 'ua', issuer: 'https://p.example', subject: 'x', claims: '{"a":1}', created_at: NOW } },
      },
    },
    'newer claims replace the earlier ones': {
      given: { users: [guest('ua', { disabled_at: 9 })] },
      run: ['ua', 'https://p.example', 'ua', '{"a":1}', NOW],
      changes: { users: { ua: { claims: '{"a":1}' } } },
    },
    'the same claims write nothing': { given: { users: [guest('ua')] }, run: ['ua', 'https://p.example', 'ua', '{}', NOW] },
  },
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
