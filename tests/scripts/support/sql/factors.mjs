// Statements about the second factors of users.

import { GONE, NOW } from './rows.mjs'

export const factor = (user_id, columns = {}) => ({
  user_id,
  sealed: `sealed-${user_id}`,
  last_step: 50,
  failures: 3,
  recovery_codes: '["r1","r2","r3"]',
  since: 700,
  ...columns,
})

const user = (user_id, columns = {}) => ({ user_id, username: user_id, claims: '{}', created_at: 1, ...columns })

const given = { second_factors: [factor('ua'), factor('ub')] }
const changed = (columns) => ({ second_factors: { ua: columns } })

const NEW = ['ua', 'sealed', 60, '["n1"]', NOW]
const { failures, ...STORED } = { ...factor('ua'), sealed: 'sealed', last_step: 60, recovery_codes: '["n1"]', since: NOW }

export default {
  FACTOR: {
    'a factor is found': { given, run: ['ua'], gives: [{ since: 700, codes_left: 3 }] },
    'a user without one has none': { given, run: ['uc'], gives: [] },
  },
  ATTEMPT_FACTOR: {
    'an attempt is a failure at first': {
      given,
      run: ['ua'],
      gives: [{ sealed: 'sealed-ua', failures: 4 }],
      changes: changed({ failures: 4 }),
    },
    'the number of failures stays small': {
      given: { second_factors: [factor('ua', { failures: 1000 })] },
      run: ['ua'],
      gives: [{ sealed: 'sealed-ua', failures: 1000 }],
    },
    'a user without a factor attempts nothing': { given, run: ['uc'] },
  },
  USE_STEP: {
    'a step is used up, and the secret sealed anew': {
      given,
      run: ['ua', 51, 'sealed-ua', 'again'],
      changes: changed({ last_step: 51, sealed: 'again', failures: 0 }),
    },
    'the step that was used last is not used again': { given, run: ['ua', 50, 'sealed-ua', 'again'] },
    'nor is an earlier one': { given, run: ['ua', 49, 'sealed-ua', 'again'] },
    'nor a step of another secret': { given, run: ['ua', 51, 'sealed-ub', 'again'] },
  },
  USE_RECOVERY_CODE: {
    'a code is used up': {
      given,
      run: ['ua', '["x","r2"]'],
      gives: [{ codes_left: 2 }],
      changes: changed({ recovery_codes: '["r1","r3"]', failures: 0 }),
    },
    'the last code leaves none': {
      given: { second_factors: [factor('ua', { recovery_codes: '["r2"]', failures: 0 })] },
      run: ['ua', '["r2"]'],
      gives: [{ codes_left: 0 }],
      changes: changed({ recovery_codes: '[]' }),
    },
    'another code is not': { given, run: ['ua', '["r4"]'] },
    'nor the code of another user': { given, run: ['uc', '["r1"]'] },
  },
  SET_FACTOR: {
    'a user gets a first factor': {
      given: { users: [user('ua')] },
      run: [...NEW, 0],
      changes: { second_factors: { ua: { ...STORED, failures: 0 } } },
    },
    'a first factor replaces none': { given: { users: [user('ua')], ...given }, run: [...NEW, 0] },
    'a factor replaces another one': {
      given: { users: [user('ua')], ...given },
      run: [...NEW, 1],
      changes: changed({ sealed: 'sealed', last_step: 60, failures: 0, recovery_codes: '["n1"]', since: NOW }),
    },
    'a disabled user gets none': { given: { users: [user('ua', { disabled_at: 9 })] }, run: [...NEW, 1] },
    'nor does a user who is gone': { run: [...NEW, 1] },
  },
  SET_RECOVERY_CODES: {
    'the codes are replaced': { given, run: ['ua', '["n1"]'], changes: changed({ recovery_codes: '["n1"]' }) },
    'a user without a factor has none': { given, run: ['uc', '["n1"]'] },
  },
  REMOVE_FACTOR: {
    'a factor is removed with its codes': { given, run: ['ua'], changes: changed(GONE) },
    'a user without a factor loses none': { given, run: ['uc'] },
  },
}
