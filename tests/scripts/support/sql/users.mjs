// Statements about users, their passwords, and the codes that set one.

import { factor } from './factors.mjs'
import { GONE, NOW } from './rows.mjs'
import { grant, GRANTS, SESSIONS, user, USER } from './sessions.mjs'

const guest = (user_id, columns = {}) =>
  user(user_id, { username: null, password: null, issuer: 'https://p.example', subject: user_id, ...columns })

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
}
