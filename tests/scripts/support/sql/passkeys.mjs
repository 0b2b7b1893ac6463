// Statements about passkeys.

import { GONE, NOW } from './rows.mjs'

const user = (columns = {}) => ({ user_id: 'ua', username: 'alice', password: 'hash', claims: '{}', created_at: 100, ...columns })

const passkey = (columns = {}) => ({
  user_id: 'ua',
  passkey_id: 'a',
  name: 'My key',
  public_key: '{"kty":"EC"}',
  counter: 4,
  backup: 1,
  created_at: 100,
  last_used_at: null,
  ...columns,
})

const given = (...passkeys) => ({ users: [user()], passkeys: passkeys.map(passkey) })
const spent = { spent: [{ once: 'passkey x', until: NOW + 1 }] }

const added = ['ua', 'a', 'My key', '{"kty":"EC"}', 4, 1, 100, 'passkey x', 20]
const used = (counter) => ['ua', 'a', counter, 2, NOW, 'passkey x']
const begun = ['ua.s.1', 500, NOW + 1, '[]', 'phr', '', 'ua', 'Lisbon, PT', 'a', 'passkey x']
const many = Array.from({ length: 20 }, (_, number) => ({ passkey_id: `k${number}` }))

const noted = (columns) => ({ changes: { passkeys: { a: { backup: 2, last_used_at: NOW, last_challenge: 'passkey x', ...columns } } }, gives: [{ noted: 1 }] })

export default {
  PASSKEYS_OF: {
    'those of the user are listed, the oldest first': {
      given: given({ passkey_id: 'b', created_at: 300 }, {}, { passkey_id: 'c', user_id: 'uaa' }),
      run: ['ua'],
      gives: [passkey(), passkey({ passkey_id: 'b', created_at: 300 })],
    },
    'a user without any has none': { given: given({}), run: ['ub'] },
  },
  PASSKEY: {
    'a passkey is found with its user': {
      given: { ...given({}), users: [user({ disabled_at: 900 })] },
      run: ['ua', 'a'],
      gives: [{ ...passkey(), username: 'alice', issuer: null, subject: null, claims: '{}', disabled_at: 900 }],
    },
    'one of another user is not': { given: given({ user_id: 'ub' }), run: ['ua', 'a'] },
    'another one is not': { given: given({}), run: ['ua', 'b'] },
    'one without a user is not': { given: { passkeys: [passkey()] }, run: ['ua', 'a'] },
  },
  PASSKEY_FACTS: {
    'nothing is known': { given: given(), run: ['passkey x', 'a', 'ua'], gives: [{ is_used: 0, is_known: 0, number: 0 }] },
    'a challenge was used, and somebody has the passkey': {
      given: { ...given({ user_id: 'ub' }, { passkey_id: 'b' }), ...spent },
      run: ['passkey x', 'a', 'ua'],
      gives: [{ is_used: 1, is_known: 1, number: 1 }],
    },
  },
  ADD_PASSKEY: {
    'a passkey is stored': {
      given: given({ passkey_id: 'b' }, ...many.slice(2)),
      run: added,
      gives: [{ added: 1 }],
      changes: { passkeys: { a: (({ last_used_at, ...rest }) => rest)(passkey()) } },
    },
    'one that the user has is not': { given: given({}), run: added },
    'one that somebody else has is not': { given: given({ user_id: 'ub' }), run: added },
    'one beyond the limit is not': { given: given(...many), run: added },
    'one with a challenge that was used is not': { given: { ...given(), ...spent }, run: added },
    'one of a disabled user is not': { given: { users: [user({ disabled_at: 1 })] }, run: added },
    'one of nobody is not': { given: {}, run: added },
  },
  USE_PASSKEY: {
    'a greater counter is noted': { given: given({}, { passkey_id: 'b' }), run: used(5), ...noted({ counter: 5 }) },
    'an authenticator that does not count stays at 0': { given: given({ counter: 0 }), run: used(0), ...noted({}) },
    'one that begins to count goes on': { given: given({ counter: 0 }), run: used(1), ...noted({ counter: 1 }) },
    'the same counter is not': { given: given({}), run: used(4) },
    'a smaller one is not': { given: given({}), run: used(3) },
    'an authenticator that has counted does not stop': { given: given({}), run: used(0) },
    'a challenge that was used does not count': { given: { ...given({}), ...spent }, run: used(5) },
    'a passkey that is gone does not count': { given: given({ passkey_id: 'b' }), run: used(5) },
    'one of another user does not count': { given: given({ user_id: 'ub' }), run: used(5) },
  },
  BEGIN_SESSION_BY_PASSKEY: {
    'a session begins with the sign-in that was noted': {
      given: given({ last_challenge: 'passkey x' }),
      run: begun,
      gives: [{ begun: 1 }],
      changes: {
        sessions: {
          'ua.s.1': { session_id: 'ua.s.1', authenticated_at: 500, expires_at: NOW + 1, methods: '[]', context: 'phr', device: '', place: 'Lisbon, PT' },
        },
      },
    },
    'a sign-in that was not noted begins none': { given: given({ last_challenge: 'passkey w' }), run: begun },
    'a passkey that was never used begins none': { given: given({}), run: begun },
    'a challenge that was used before begins none': { given: { ...given({ last_challenge: 'passkey x' }), ...spent }, run: begun },
    'another passkey begins none': { given: given({ passkey_id: 'b', last_challenge: 'passkey x' }), run: begun },
    'a disabled user has none': {
      given: { users: [user({ disabled_at: 1 })], passkeys: [passkey({ last_challenge: 'passkey x' })] },
      run: begun,
    },
  },
  RENAME_PASSKEY: {
    'a passkey gets another name': {
      given: given({}, { passkey_id: 'b' }),
      run: ['ua', 'a', 'Blue key'],
      gives: [{ renamed: 1 }],
      changes: { passkeys: { a: { name: 'Blue key' } } },
    },
    'one that is gone does not': { given: given({ passkey_id: 'b' }), run: ['ua', 'a', 'Blue key'] },
    'one of another user does not': { given: given({ user_id: 'ub' }), run: ['ua', 'a', 'Blue key'] },
  },
  REMOVE_PASSKEY: {
    'a passkey is removed': { given: given({}, { passkey_id: 'b' }), run: ['ua', 'a'], changes: { passkeys: { a: GONE } } },
    'the last one too, of a user with a password': { given: given({}), run: ['ua', 'a'], changes: { passkeys: { a: GONE } } },
    'the last one of a user without a password stays': {
      given: { users: [user({ password: null })], passkeys: [passkey(), passkey({ passkey_id: 'b', user_id: 'ub' })] },
      run: ['ua', 'a'],
    },
    'one of two of such a user is removed': {
      given: { users: [user({ password: null })], passkeys: [passkey(), passkey({ passkey_id: 'b' })] },
      run: ['ua', 'a'],
      changes: { passkeys: { a: GONE } },
    },
    'one of another user is not': { given: given({ user_id: 'ub' }, { passkey_id: 'b' }), run: ['ua', 'a'] },
  },
  REMOVE_PASSKEYS_BY_CODE: {
    'those of the user of a code are removed': {
      given: {
        users: [user({ reset_digest: 'code', reset_until: NOW + 1 })],
        passkeys: [passkey(), passkey({ passkey_id: 'b' }), passkey({ passkey_id: 'c', user_id: 'ub' })],
      },
      run: ['code', NOW],
      changes: { passkeys: { a: GONE, b: GONE } },
    },
    'a code whose time is over removes none': {
      given: { users: [user({ reset_digest: 'code', reset_until: NOW })], passkeys: [passkey()] },
      run: ['code', NOW],
    },
    'a code of a disabled user removes none': {
      given: { users: [user({ reset_digest: 'code', reset_until: NOW + 1, disabled_at: 1 })], passkeys: [passkey()] },
      run: ['code', NOW],
    },
  },
}
