// Usage texts of the commands `enrol epoch`.

import { adminSynopsis, eitherOptions, flag, single } from './options.mjs'

const epochOptions = {
  all: flag('every client'),
  'software-id': single('ID', 'the clients with this software_id'),
  template: single('NAME', 'the clients of this template'),
  'statement-issuer': single('ISS', 'the clients that registered with a software statement of this issuer'),
  ...eitherOptions,
}

const epochSynopsis = `--all|--software-id ID|--template NAME|--statement-issuer ISS ${adminSynopsis}`

export const epoch = {
  title: 'Epochs',
  about:
    'An epoch refuses all clients of a kind that registered before it, sealed or stored: their secrets, their ' +
    'registration access tokens and their access tokens. Clients that register later are not affected.',
  commands: {
    begin: {
      event: 'epoch-begun',
      synopsis: epochSynopsis,
      about: 'Refuses all clients of a kind that have registered until now.',
      options: epochOptions,
    },
    list: {
      synopsis: adminSynopsis,
      about: 'Lists the epochs: the kind of clients, and the time before which they registered.',
      options: eitherOptions,
    },
    lift: { event: 'epoch-lifted', synopsis: epochSynopsis, about: 'Removes an epoch. Its clients are accepted again.', options: epochOptions },
  },
}
