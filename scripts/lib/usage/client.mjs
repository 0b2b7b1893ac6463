// Usage texts of the commands `enrol client`.

import { adminOptions, adminSynopsis, eitherOptions, flag, repeatable, single, value } from './options.mjs'

export const client = {
  title: 'Clients',
  about:
    'A sealed client is stored in its own client_id. The database has a row for it only after its first token, an update ' +
    'or a deletion. The database stores no credentials.',
  commands: {
    list: {
      synopsis: `[conditions] [--waiting] ${adminSynopsis}`,
      about:
        'Lists the clients that have received a token and are not deleted. It shows at most 1,000 clients, the most ' +
        'recently used first. The admin API lists those that are stored or were used, in the order of the client_id. With --waiting ' +
        'it is asked for the clients that wait for an approval.',
      options: {
        'software-id': repeatable('ID', 'lists only clients with this software_id'),
        template: repeatable('NAME', 'lists only clients of this template'),
        owner: repeatable('NAME', 'lists only clients that were registered on behalf of NAME'),
        'statement-issuer': repeatable('ISS', 'lists only clients that registered with a software statement of this issuer'),
        name: value('TEXT', 'lists only clients whose client_name contains TEXT; only with --url'),
        'redirect-host': single('HOST', 'lists only clients whose first redirect URI is on HOST; only with --url'),
        state: value('STATE', 'lists only clients that are active, deleted, disabled or waiting; only with --url'),
        waiting: flag('lists the clients that wait for an approval'),
        ...eitherOptions,
      },
    },
    show: {
      argument: 'CLIENT_ID',
      synopsis: adminSynopsis,
      about:
        'Shows the metadata of a client, and whether the client is deleted. A sealed client that was never updated or ' +
        'deleted has no row to show, and only the server knows whether it issued the client_id: the admin API shows it too.',
      options: eitherOptions,
    },
    approve: {
      argument: 'CLIENT_ID',
      synopsis: adminSynopsis,
      about:
        'Approves a client at the admin API, as the setting APPROVAL wants it: users can sign in to it from now on, and it gets ' +
        'tokens. The approval is for the names and the redirection URIs that the client has.',
      options: adminOptions,
    },
    disable: {
      argument: 'CLIENT_ID',
      synopsis: adminSynopsis,
      about: 'Shuts a client out at the admin API: it gets no tokens, and its tokens are not active, until it is enabled.',
      options: adminOptions,
    },
    enable: {
      argument: 'CLIENT_ID',
      synopsis: adminSynopsis,
      about: 'Lets a disabled client in again at the admin API.',
      options: adminOptions,
    },
    delete: {
      argument: 'CLIENT_ID',
      synopsis: adminSynopsis,
      about: 'Deletes a client for good at the admin API. Its client_id is not given out again.',
      options: adminOptions,
    },
    'rotate-secret': {
      argument: 'CLIENT_ID',
      synopsis: adminSynopsis,
      about: 'Gives a client that registered another secret at the admin API, and prints it once. The former one is no longer valid.',
      options: adminOptions,
    },
    import: {
      argument: 'FILE',
      synopsis: `--from SERVER ${adminSynopsis}`,
      about:
        'Imports the clients of another server at the admin API, with their identifiers and secrets. It prints what was ' +
        'refused and why, and ends with the exit code 1 if something was. Run it again to go on: clients that exist are ' +
        'left as they are. FILE is JSON, or JSON Lines with a client on each line.',
      options: {
        from: value('SERVER', 'the server that wrote FILE: auth0, connect2id, enrol, hydra, keycloak, or other for the members of RFC 7591'),
        ...adminOptions,
      },
    },
    export: {
      synopsis: adminSynopsis,
      about:
        'Prints the clients that are stored or were used as JSON Lines, without secrets. The database stores no secret, and ' +
        'each depends on MASTER_SECRET. Another Enrol imports the lines, and gives the clients new secrets.',
      options: adminOptions,
    },
    secret: {
      argument: 'CLIENT_ID',
      about:
        'Prints a new entry of the secret CLIENT_SECRETS. CLIENT_ID is a client of the setting CLIENTS. The entry is not ' +
        'stored.',
    },
  },
}
