// Usage texts of the commands `enrol audit`.

import { adminSynopsis, eitherOptions, value } from './options.mjs'

export const audit = {
  title: 'Audit log',
  about:
    'The audit log has three journals: administration, clients and users. The setting AUDIT says how long each is kept. Each ' +
    'event has the digest of the event before in its own.',
  commands: {
    list: {
      argument: '[JOURNAL]',
      synopsis: `[--event KIND] [--client CLIENT_ID] [--user USER_ID] ${adminSynopsis}`,
      about: 'Lists the events of a journal, the newest first, at most 1,000. Without JOURNAL it is administration.',
      options: {
        event: value('KIND', 'lists only events of this kind, such as client-disabled'),
        client: value('CLIENT_ID', 'lists only events about this client, or by it'),
        user: value('USER_ID', 'lists only events about this user'),
        ...eitherOptions,
      },
    },
    export: {
      argument: '[JOURNAL]',
      synopsis: adminSynopsis,
      about: 'Prints all events of a journal as JSON Lines, the oldest first. Without JOURNAL it is administration.',
      options: eitherOptions,
    },
    verify: {
      about:
        'Computes the chains of all journals again, and fails at the first event that was changed, removed or moved. ' +
        'Compare the last digest with the line that the server logged.',
    },
  },
}
