// The rows that statements change, and the cases that all changes of a client have.

import { client, NOW } from './rows.mjs'

export const OTHER = client('c2')
export const SELF = client('c1', { metadata: '{"software_statement":"x.y.z"}', bounds: '{"locked":[]}', unused: 2 })

/** The credentials that a change replaced, and the time of the new secret. */
export const PREVIOUS = {
  previous_token_key: 'k4',
  previous_token_generation: 6,
  previous_token_until: 1100,
  secret_since: 900,
  previous_secret_key: 'k5',
  previous_secret_generation: 8,
  previous_secret_until: 1200,
}

export const BEFORE = { previous_secret_key: 'k1', previous_secret_generation: 3 }

/** A row whose earlier registration access token is still accepted for a while. */
export const rotated = (until = NOW + 1) => ({
  previous_token_key: 'k0',
  previous_token_generation: 4,
  previous_token_until: until,
})

/**
 * Cases of a change to another revision than was read: in some the change is stored, in others it is not.
 */
export function onTopOfAnother(of, done) {
  const later = (wishes) => of({ revision: 3, onto: 1, ...wishes })
  return {
    'a revision that is no longer there is not changed': of({ revision: 3 }),
    'nor is one that is not there yet': of({ revision: 8 }),
    'on top of another revision, where that is allowed': { ...later({}), ...done() },
    'of another client': later({ id: 'c3' }),
    'of one that is deleted': later({ self: { deleted_at: 900 } }),
    'of one that is deleted, as it was read': of({ self: { deleted_at: 900 } }),
    'with another token': later({ shown: ['k1', 4] }),
    'with the token of another key': later({ shown: ['k2', 5] }),
    'with the token before, while that is accepted': { ...later({ self: rotated(), shown: ['k0', 4] }), ...done() },
    'with the token before, when that is over': later({ self: rotated(NOW), shown: ['k0', 4] }),
    'with one before that': later({ self: rotated(), shown: ['k0', 3] }),
    'with the token before of another key': later({ self: rotated(), shown: ['k1', 4] }),
    'the last revision of all has no next one': of({ self: { revision: 4294967295 }, revision: 4294967295 }),
    'the one before it has': {
      ...of({ self: { revision: 4294967294 }, revision: 4294967294 }),
      ...done({ revision: 4294967295 }),
    },
  }
}
