// Statements of the administration of users.

import { factor } from './factors.mjs'
import { GONE, NOW } from './rows.mjs'

const user = (user_id, columns = {}) => ({
  user_id,
  username: `name-${user_id}`,
  password: `hash-${user_id}`,
  claims: `{"email":"${user_id}@Example.com"}`,
  created_at: 100,
  ...columns,
})

const guest = user('uc', { username: null, password: null, issuer: 'https://p.example', subject: 's', claims: '{}' })
const session = (session_id, authenticated_at = 500) => ({ session_id, authenticated_at, expires_at: NOW, methods: '[]', device: '' })

const grant = (grant_id, columns = {}) => ({
  grant_id,
  client_id: 'c',
  session_id: 's',
  scope: '[]',
  resources: '[]',
  claims: '{}',
  authenticated_at: 500,
  methods: '[]',
  created_at: 600,
  expires_at: NOW + 1,
  is_offline: 1,
  generation: 0,
  refreshed_at: 600,
  is_repeated: 0,
  ...columns,
})

const passkey = (user_id, passkey_id) => ({ user_id, passkey_id, name: '', public_key: '{}', counter: 0, backup: 0, created_at: 1 })
const consent = (user_id) => ({ user_id, client_id: 'c', redirect_uri: 'r', scope: '[]', resources: '[]', can_start: 0, granted_at: 1 })
const event = (sequence, user_id) => ({
  journal: 'users',
  sequence,
  at: 1,
  kind: 'sign-in',
  actor: 'user',
  details: '{}',
  user_id,
  address: '::/64',
  salt: 'salt',
  personal: 'digest',
})

const given = {
  users: [
    user('ua', { reset_digest: 'd', reset_until: NOW + 1, claims: '{"email":"ua@Example.com","name":"A"}' }),
    user('ub', { disabled_at: 9, reset_digest: 'e', reset_until: NOW }),
    guest,
  ],
  sessions: [session('ua.s.1'), session('ua.t.1', 600), session('uaa.s.1', 900)],
  passkeys: [passkey('ua', 'k1'), passkey('ua', 'k2')],
  second_factors: [factor('ub')],
}

const shown = (user_id, columns) => ({
  user_id,
  username: `name-${user_id}`,
  email: `${user_id}@Example.com`,
  state: 'active',
  created_at: 100,
  has_password: true,
  passkey_count: 0,
  ...columns,
})

const A = shown('ua', { name: 'A', passkey_count: 2, last_sign_in_at: 600, link_expires_at: NOW + 1 })
const B = shown('ub', { state: 'disabled', disabled_at: 9, second_factor_since: 700 })
const { username, email, ...C } = shown('uc', { issuer: 'https://p.example', subject: 's', has_password: false })

const { email: none, ...ALONE } = shown('ub')
const DETAILS = { claims: {}, passkeys: [], sessions: [], consents: [], grants: [] }

const finds = ({ after = '', looksAt = 100, limit = 100, username = null, email = null, state = null, id = null }, ...gives) => ({
  given,
  run: [after, looksAt, limit, username, email, state, id, NOW],
  reads: gives,
})

const GRANTS = [grant('ua.1'), grant('ua.2', { ended_at: 7 }), grant('uaa.1'), grant('ub.1')]
const one = (columns) => ({ users: { ua: columns } })
const local = { users: [user('ua'), user('ub')] }

export default {
  LIST_USERS: {
    'users are listed in the order of their identifiers': finds({}, A, B, C),
    'after one of them': finds({ after: 'ua' }, B, C),
    'as many as fit': finds({ limit: 1 }, A),
    'as many as are looked at, whatever they are': finds({ looksAt: 2, email: 'uc@example.com' }),
    'by the name, however many are looked at': finds({ looksAt: 1, username: 'name-ub' }, B),
    'by a name that nobody has': finds({ username: 'ub' }),
    'by the name on a later page': finds({ after: 'ub', username: 'name-ub' }),
    'by the address in any case': finds({ email: 'ua@example.com' }, A),
    'by the state active': finds({ state: 'active' }, A, C),
    'by the state disabled': finds({ state: 'disabled' }, B),
    'by all conditions': finds({ username: 'name-ub', email: 'ub@example.com', state: 'active' }),
    'by the identifier, with all details': finds({ looksAt: 1, id: 'uc' }, { ...C, ...DETAILS }),
    'with what belongs to the user, and is not over': {
      given: {
        users: [user('ub', { claims: '{"roles":["a"]}' })],
        sessions: [session('ub.s.1'), { ...session('ub.t.1', 600), expires_at: NOW + 1, methods: '["pwd"]', place: 'Lisbon, PT' }],
        passkeys: [{ ...passkey('ub', 'k1'), name: 'Key', backup: 2 }, { ...passkey('ub', 'k2'), last_used_at: 9 }, passkey('uc', 'k3')],
        second_factors: [factor('ub')],
        consents: [{ ...consent('ub'), client_name: 'C', scope: '["a"]' }, consent('uc')],
        grants: [grant('ub.1', { resources: '["r"]' }), grant('ub.2', { ended_at: 7 }), grant('ub.3', { expires_at: NOW }), grant('uc.1')],
      },
      run: ['', 1, 1, null, null, null, 'ub', NOW],
      reads: [
        {
          ...ALONE,
          claims: { roles: ['a'] },
          last_sign_in_at: 600,
          passkey_count: 2,
          second_factor_since: 700,
          second_factor: { kind: 'totp', since: 700, recovery_codes: 3 },
          passkeys: [
            { kind: 'synced', name: 'Key', created_at: 1 },
            { kind: 'device-bound', name: '', created_at: 1, last_used_at: 9 },
          ],
          sessions: [{ authenticated_at: 600, expires_at: NOW + 1, methods: ['pwd'], device: '', place: 'Lisbon, PT' }],
          consents: [{ client_id: 'c', client_name: 'C', redirect_uri: 'r', scope: ['a'], resources: [], since: 1 }],
          grants: [{ client_id: 'c', scope: [], resources: ['r'], since: 600 }],
        },
      ],
    },
    'by an identifier that nobody has': finds({ id: 'ud' }),
  },
  END_OF_USER_PAGE: {
    'the last user of a full page is told': { given, run: ['', 2], gives: [{ user_id: 'ub' }] },
    'of a page that is not full nothing is told': { given, run: ['ub', 2], gives: [] },
  },
  CREATE_USER: {
    'a local user is stored with a code': {
      given: local,
      run: ['uc', 'ann', '{"name":"Ann"}', 'digest', NOW + 9, NOW],
      changes: {
        users: { uc: { user_id: 'uc', username: 'ann', claims: '{"name":"Ann"}', created_at: NOW, reset_digest: 'digest', reset_until: NOW + 9 } },
      },
      gives: [{ changed: 1 }],
    },
    'not with the name of another': { given: local, run: ['uc', 'name-ua', '{}', 'digest', NOW + 9, NOW], gives: [] },
  },
  LINK_USER: {
    'a code is stored, and the password stays': {
      given: local,
      run: ['ua', 'digest', NOW],
      changes: one({ reset_digest: 'digest', reset_until: NOW }),
      gives: [{ changed: 1 }],
    },
    'not of a disabled user': { given: { users: [user('ua', { disabled_at: 9 })] }, run: ['ua', 'digest', NOW] },
    'not of a user of a provider': { given: { users: [guest] }, run: ['uc', 'digest', NOW] },
  },
  DELETE_USER: {
    'a user is deleted, and no other': { given: local, run: ['ua'], changes: one(GONE), gives: [{ changed: 1 }] },
    'nobody is': { given: local, run: ['uc'] },
  },
  DISABLE_USER: {
    'a user is shut out': { given: local, run: ['ua', NOW], changes: one({ disabled_at: NOW }), gives: [{ changed: 1 }] },
    'the first time remains': { given: { users: [user('ua', { disabled_at: 9 })] }, run: ['ua', NOW] },
  },
  ENABLE_USER: {
    'a user is let in again': {
      given: { users: [user('ua', { disabled_at: 9 }), user('ub', { disabled_at: 9 })] },
      run: ['ua'],
      changes: one({ disabled_at: null }),
      gives: [{ changed: 1 }],
    },
    'one who was never out is not': { given: local, run: ['ua'] },
  },
  RECOVER_USER: {
    'the password gives way to a code': {
      given: local,
      run: ['ua', 'digest', NOW],
      changes: one({ password: null, reset_digest: 'digest', reset_until: NOW }),
      gives: [{ changed: 1 }],
    },
    'not of a disabled user': { given: { users: [user('ua', { disabled_at: 9 })] }, run: ['ua', 'digest', NOW] },
    'not of a user of a provider': { given: { users: [guest] }, run: ['uc', 'digest', NOW] },
  },
  TOUCH_USER: {
    'a user is there, and stays as before': { given: local, run: ['ua'], gives: [{ changed: 1 }], changes: {} },
    'another one is not': { given: local, run: ['uc'], gives: [] },
  },
  END_ALL_GRANTS: {
    'the grants of the user end, also those that outlive sessions': {
      given: { grants: GRANTS },
      run: ['ua', NOW],
      changes: { grants: { 'ua.1': { ended_at: NOW } } },
    },
  },
  DELETE_GRANTS: {
    'the grants of the user go': { given: { grants: GRANTS }, run: ['ua'], changes: { grants: { 'ua.1': GONE, 'ua.2': GONE } } },
  },
  DELETE_CONSENTS: {
    'the consents of the user go': {
      given: { consents: [consent('ua'), consent('ub')] },
      run: ['ua'],
      changes: { consents: { ua: GONE } },
    },
  },
  REMOVE_ALL_PASSKEYS: {
    'the passkeys of the user go': {
      given: { passkeys: [passkey('ua', 'k1'), passkey('ua', 'k2'), passkey('ub', 'k3')] },
      run: ['ua'],
      changes: { passkeys: { k1: GONE, k2: GONE } },
      gives: [{ changed: 1 }, { changed: 1 }],
    },
  },
  ERASE_USER: {
    'the user goes from all events, and the digests stay': {
      given: { audit: [event(1, 'ua'), event(2, 'ub')] },
      run: ['ua'],
      changes: { audit: { 1: { user_id: null, address: null, salt: null } } },
    },
  },
}
