// Usage texts of the commands `enrol key`.

import { adminSynopsis, eitherOptions, value } from './options.mjs'

export const key = {
  title: 'Keys',
  about:
    'The server creates its signing keys itself, and publishes a new key for one day before it signs. key orphans is ' +
    'about the keys of the secret MASTER_SECRET instead.',
  commands: {
    list: {
      synopsis: adminSynopsis,
      about: 'Lists the signing keys: kid, algorithm, state, and the time from which each key signs.',
      options: eitherOptions,
    },
    rotate: {
      event: 'signing-key-rotation-requested',
      synopsis: `[--algorithm ALG] ${adminSynopsis}`,
      about:
        'Requests new signing keys. The next request for the key set, or the cron trigger, creates them; the admin API creates ' +
        'them at once. They sign one day later.',
      options: {
        algorithm: value('ALG', 'rotates only the key of this algorithm: ES256, RS256 or PS256; not at the admin API'),
        ...eitherOptions,
      },
    },
    revoke: {
      event: 'signing-key-revoked',
      argument: 'KID',
      about:
        'Deletes a leaked signing key. Tokens that it signed are no longer valid. KID is the kid of the key, or the first ' +
        '6 or more characters of the kid; key list shows it.',
    },
    orphans: {
      argument: 'NAME',
      about:
        'Counts the clients that would be lost without the key NAME of MASTER_SECRET. It changes nothing. It counts ' +
        'clients that have received a token here, because the database does not know the others while they are sealed. ' +
        'A sealed client_id has a hint to its key: the first byte of the SHA-256 of the name of the key. Keys that share ' +
        'a hint are counted together.',
    },
  },
}
