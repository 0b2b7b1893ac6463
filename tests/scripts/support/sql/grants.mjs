// Statements about the grants of users, and the sweep of what users leave.

import { GONE, NOW } from './rows.mjs'

const USER = 'u1'
const ID = 'u1.grant'

const user = (columns = {}) => ({ user_id: USER, username: 'ana', claims: '{"name":"Ana"}', created_at: 1, ...columns })

const session = (columns = {}) => ({
  session_id: 'u1.session',
  authenticated_at: 900,
  expires_at: NOW + 1,
  methods: '["pwd"]',
  device: 'a browser',
  ...columns,
})

const consent = (columns = {}) => ({
  user_id: USER,
  client_id: 'c1',
  redirect_uri: 'https://client.example/cb',
  scope: '["openid"]',
  resources: '[]',
  can_start: 0,
  granted_at: 1,
  ...columns,
})

/** The columns of a grant that its statements return. */
const RETURNED = {
  client_id: 'c1',
  client_name: 'Client',
  session_id: 'u1.session',
  scope: '["openid"]',
  resources: '["https://api.example"]',
  claims: '{}',
  authenticated_at: 900,
  methods: '["pwd"]',
  context: null,
  created_at: 900,
  expires_at: NOW + 1,
  dpop_jkt: null,
  is_offline: 0,
}

const grant = (columns = {}) => ({
  grant_id: ID,
  ...RETURNED,
  generation: 4,
  refreshed_at: 990,
  is_repeated: 0,
  ...columns,
})

const OTHER = grant({ grant_id: 'u1.other' })

/** A redemption of a code for the grant, and the row that it stores. */
const redeem = (given) => ({
  given: { users: [user()], sessions: [session()], consents: [consent()], grants: [OTHER], ...given },
  run: [ID, 'c1', 'Client', 'u1.session', '["openid"]', '[]', '{}', 900, '["pwd"]', null, NOW, NOW + 600, null, 1, USER],
})

const NEW = {
  grant_id: ID,
  client_id: 'c1',
  client_name: 'Client',
  session_id: 'u1.session',
  scope: '["openid"]',
  resources: '[]',
  claims: '{}',
  authenticated_at: 900,
  methods: '["pwd"]',
  created_at: NOW,
  expires_at: NOW + 600,
  is_offline: 1,
  generation: 0,
  refreshed_at: NOW,
  is_repeated: 0,
}

const told = (ended_at = null) => [{ ended_at, user_claims: '{"name":"Ana"}' }]

/** A use of a refresh token of a generation, by a client, with a key, idle for at most 100 and repeated for 30 seconds. */
const refresh = (columns, { generation = 4, client = 'c1', key = null, at = NOW } = {}) => ({
  given: { users: [user()], grants: [grant(columns), OTHER] },
  run: [ID, client, generation, key, 100, 30, at, USER],
})

const refreshed = (columns) => [{ ...RETURNED, generation: 5, ended_at: null, user_claims: '{"name":"Ana"}', ...columns }]

const ended = { grants: { [ID]: { ended_at: NOW, is_repeated: 1 } } }
const reused = [{ ...RETURNED, generation: 4, ended_at: NOW, user_claims: '{"name":"Ana"}' }]

const look = (columns, of = {}) => ({
  given: { users: [user(of)], grants: [grant(columns), OTHER] },
  run: [ID, USER, NOW],
})

export default {
  REDEEM: {
    'a code becomes a grant': { ...redeem(), gives: told(), changes: { grants: { [ID]: NEW } } },
    'a second redemption ends it': {
      ...redeem({ grants: [grant(), OTHER] }),
      gives: told(NOW),
      changes: { grants: { [ID]: { ended_at: NOW } } },
    },
    'a third changes nothing': { ...redeem({ grants: [grant({ ended_at: 950 })] }), gives: told(950) },
    'a second redemption ends it after its session': {
      ...redeem({ sessions: [], grants: [grant()] }),
      gives: told(NOW),
      changes: { grants: { [ID]: { ended_at: NOW } } },
    },
    'without a session there is none': redeem({ sessions: [] }),
    'after the end of the session there is none': redeem({ sessions: [session({ expires_at: NOW })] }),
    'in a session of another name there is none': redeem({ sessions: [session({ session_id: 'u1.other' })] }),
    'without a user there is none': redeem({ users: [] }),
    'without a consent there is none': redeem({ consents: [consent({ client_id: 'c2' }), consent({ user_id: 'u2' })] }),
    'for a disabled user there is none': redeem({ users: [user({ disabled_at: 1 })] }),
  },
  ASSERT: {
    'a grant needs neither a session nor a consent': {
      ...redeem({ sessions: [], consents: [] }),
      gives: told(),
      changes: { grants: { [ID]: NEW } },
    },
    'without a user there is none': redeem({ users: [] }),
    'for a disabled user there is none': redeem({ users: [user({ disabled_at: 1 })] }),
  },
  MEET_USER: {
    'a new user of a provider is stored': {
      given: { users: [user()] },
      run: ['u2', 'https://p.example', 'x', '{"a":1}', NOW],
      changes: {
        users: { u2: { user_id: 'u2', issuer: 'https://p.example', subject: 'x', claims: '{"a":1}', created_at: NOW } },
      },
    },
    'a known user stays as the last sign-in has told': {
      given: { users: [user({ username: null, issuer: 'https://p.example', subject: 'x', disabled_at: 9 })] },
      run: [USER, 'https://p.example', 'x', '{"a":1}', NOW],
    },
  },
  REFRESH: {
    'the current token gives the next one': {
      ...refresh(),
      gives: refreshed(),
      changes: { grants: { [ID]: { generation: 5, refreshed_at: NOW } } },
    },
    'the current token may be given again afterwards': {
      ...refresh({ is_repeated: 1 }),
      gives: refreshed(),
      changes: { grants: { [ID]: { generation: 5, refreshed_at: NOW, is_repeated: 0 } } },
    },
    'the one before gives the current one again': {
      ...refresh({}, { generation: 3 }),
      gives: refreshed({ generation: 4 }),
      changes: { grants: { [ID]: { is_repeated: 1 } } },
    },
    'but once': {
      ...refresh({ is_repeated: 1 }, { generation: 3 }),
      gives: reused,
      changes: { grants: { [ID]: { ended_at: NOW } } },
    },
    'and not for long': { ...refresh({ refreshed_at: NOW - 30 }, { generation: 3 }), gives: reused, changes: ended },
    'an older one ends the grant': { ...refresh({}, { generation: 2 }), gives: reused, changes: ended },
    'a later one does nothing': refresh({}, { generation: 5 }),
    'the last generation stays': refresh({ generation: 4294967295 }, { generation: 4294967295 }),
    'of another client it does nothing': refresh({}, { client: 'c2' }),
    'of another client an old one does nothing': refresh({}, { client: 'c2', generation: 2 }),
    'with a key that the grant does not name it counts': {
      ...refresh({}, { key: 'k' }),
      gives: refreshed(),
      changes: { grants: { [ID]: { generation: 5, refreshed_at: NOW } } },
    },
    'without its key it does nothing': refresh({ dpop_jkt: 'k' }),
    'with another key it does nothing': refresh({ dpop_jkt: 'k' }, { key: 'l' }),
    'with its key it counts': {
      ...refresh({ dpop_jkt: 'k' }, { key: 'k' }),
      gives: refreshed({ dpop_jkt: 'k' }),
      changes: { grants: { [ID]: { generation: 5, refreshed_at: NOW } } },
    },
    'an idle one does nothing': refresh({ refreshed_at: NOW - 100 }),
    'after the end it does nothing': refresh({ expires_at: NOW }),
    'of a grant that ended it does nothing': refresh({ ended_at: 950 }),
    'of a disabled user it does nothing': {
      ...refresh(),
      given: { users: [user({ disabled_at: 1 })], grants: [grant(), OTHER] },
    },
    'of a user who is gone it does nothing': { ...refresh(), given: { users: [], grants: [grant(), OTHER] } },
  },
  GRANT: {
    'a grant is found with its user': {
      ...look(),
      gives: [{ ...RETURNED, generation: 4, ended_at: null, user_claims: '{"name":"Ana"}' }],
    },
    'one that ended is not': look({ ended_at: 950 }),
    'one whose time is over is not': look({ expires_at: NOW }),
    'one of a disabled user is not': look({}, { disabled_at: 1 }),
    'another one is not': { given: { users: [user()], grants: [OTHER] }, run: [ID, USER, NOW] },
  },
  END_GRANT: {
    'a grant ends, and no other': {
      given: { grants: [grant(), OTHER] },
      run: [ID, NOW],
      changes: { grants: { [ID]: { ended_at: NOW } } },
    },
    'it ends once': { given: { grants: [grant({ ended_at: 950 })] }, run: [ID, NOW] },
  },
  FORGET_GRANTS: {
    'those whose time was over before are forgotten, and no other': {
      given: { grants: [grant({ expires_at: NOW - 1 }), grant({ grant_id: 'u1.other', expires_at: NOW })] },
      run: [NOW],
      changes: { grants: { [ID]: GONE } },
    },
  },
  FORGET_SESSIONS: {
    'those whose time was over before are forgotten, and no other': {
      given: { sessions: [session({ expires_at: NOW - 1 }), session({ session_id: 'u1.other', expires_at: NOW })] },
      run: [NOW],
      changes: { sessions: { 'u1.session': GONE } },
    },
  },
  FORGET_REQUESTS: {
    'those whose time was over before are forgotten, and no other': {
      given: {
        authorization_requests: [
          { name: 'a', request: '', until: NOW - 1 },
          { name: 'b', request: '', until: NOW },
        ],
      },
      run: [NOW],
      changes: { authorization_requests: { a: GONE } },
    },
  },
}
