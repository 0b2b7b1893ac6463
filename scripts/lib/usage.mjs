/**
 * The usage texts of the command line and of the npm scripts.
 *
 * The help prints them, and the reference page of the command line is made from them. The first sentence of `about` is
 * the summary of a command.
 */

/** An option with a value: the help shows `value` as the name of the value. */
const value = (name, about) => ({ type: 'string', value: name, about })

/** An option with a value that may be given several times. */
const repeatable = (name, about) => ({ ...value(name, `${about}; repeatable`), multiple: true })

/** An option with a value that several commands share. It is repeatable only in others, and is refused here if repeated. */
const single = (name, about) => ({ ...value(name, about), multiple: true })

/** An option without a value. */
const flag = (about) => ({ type: 'boolean', about })

/** The options of commands that ask the admin API. */
const adminOptions = {
  url: value('URL', 'the ISSUER of the server; default: that of the local server, or with --remote of wrangler.toml'),
  'token-file': value('FILE', 'the file with an access token for the admin API; default: the environment variable ENROL_TOKEN'),
}

const adminSynopsis = '[--url URL] [--token-file FILE]'

/** The options of commands that ask the database, or the admin API if one of these options is given. */
const eitherOptions = {
  url: value('URL', 'asks the admin API of the server with this ISSUER instead of the database'),
  'token-file': value('FILE', 'asks the admin API with the access token in this file; default with --url: the environment variable ENROL_TOKEN'),
}

const askFlag = flag('asks for the password, or reads it from standard input, instead of printing a link; not with --url')

const epochOptions = {
  all: flag('every client'),
  'software-id': single('ID', 'the clients with this software_id'),
  template: single('NAME', 'the clients of this template'),
  'statement-issuer': single('ISS', 'the clients that registered with a software statement of this issuer'),
  ...eitherOptions,
}

const epochSynopsis = `--all|--software-id ID|--template NAME|--statement-issuer ISS ${adminSynopsis}`

/**
 * The commands in groups: `argument` is the positional argument, `synopsis` the options in a usage line, `event` the kind of
 * the event in the audit log.
 */
export const groups = {
  token: {
    title: 'Initial access tokens',
    about:
      'An initial access token lets its holder register clients. The database stores only the digest of a token. A signed ' +
      'access token of an authorization server appears in the list after its first use, with its issuer and its subject.',
    commands: {
      create: {
        event: 'initial-access-token-created',
        synopsis: `[--uses NUMBER] [--expires TIME] [--label TEXT] [limits] ${adminSynopsis}`,
        about:
          'Creates an initial access token and prints it once. The limits apply to every client that registers with the ' +
          'token, as long as the client exists.',
        options: {
          uses: value('NUMBER', 'how many clients may register with the token; default: 1'),
          expires: value('TIME', 'how long the token is valid, in minutes, hours or days, at most 3650d: 30m, 12h, 7d; default: 7d'),
          label: value('TEXT', 'a note that token list shows'),
          grant: repeatable('GRANT_TYPE', 'limit: a grant type that the clients may have'),
          scope: repeatable('"VALUES"', 'limit: scope values that the clients may have'),
          'redirect-host': repeatable('HOST', 'limit: a host that the redirect URIs may have; its subdomains are included'),
          method: repeatable('METHOD', 'limit: a token_endpoint_auth_method that the clients may have'),
          'software-id': repeatable('ID', 'limit: a software_id that the clients may have'),
          template: repeatable('NAME', 'limit: a template that the clients may use; one that is data, not of the setting TEMPLATES, only with --url'),
          ...eitherOptions,
        },
      },
      list: {
        synopsis: adminSynopsis,
        about: 'Lists the tokens: digest, label, uses left, expiry and limits. The admin API lists at most 1,000.',
        options: eitherOptions,
      },
      revoke: {
        event: 'initial-access-token-revoked',
        argument: '[DIGEST]',
        synopsis: adminSynopsis,
        about:
          'Revokes a token. The clients that registered with it stay. Give the token on standard input, where other users ' +
          'of this machine cannot see it: enrol token revoke < FILE. DIGEST is the digest of the token, or the first 6 or ' +
          'more characters of the digest; token list shows it.',
        options: eitherOptions,
      },
    },
  },
  key: {
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
  },
  client: {
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
  },
  user: {
    title: 'Users',
    about:
      'A local user signs in at this server with a name and a password. A user of an identity provider is in the list after ' +
      'the first sign-in. NAME is the name that a local user types, in any case, or the user_id of any user. A password is ' +
      'never an argument, since other users of this machine can see those.',
    commands: {
      create: {
        argument: 'NAME',
        synopsis: `[--ask] [--display-name NAME] [--email MAIL] [--claim NAME=VALUE] ${adminSynopsis}`,
        about:
          'Creates a local user, and prints a link with which the user sets a password once, within 24 hours. NAME has 1 to ' +
          '128 letters and digits of ASCII and ._@+-. A password has 8 to 256 characters. The admin API asks for the rights ' +
          'admin:users and admin:recovery.',
        options: {
          ask: askFlag,
          'display-name': value('NAME', 'the name that pages and apps show: the claim name'),
          email: value('MAIL', 'the e-mail address, as verified: the claims email and email_verified'),
          claim: repeatable('NAME=VALUE', `another claim; a value that is JSON is taken as JSON: 'groups=["staff"]'`),
          ...eitherOptions,
        },
      },
      list: {
        synopsis: adminSynopsis,
        about:
          'Lists the users: user_id, name or identity provider, state, number of passkeys, and claims. It shows at most 1,000 ' +
          'users. The admin API shows the claims name and email alone.',
        options: eitherOptions,
      },
      show: {
        argument: 'NAME',
        synopsis: adminSynopsis,
        about:
          'Shows a user as JSON: state, claims, and how many passkeys and sessions there are. The admin API shows each ' +
          'passkey, session, consent and grant too.',
        options: eitherOptions,
      },
      password: {
        argument: 'NAME',
        synopsis: `[--ask] ${adminSynopsis}`,
        about:
          'Prints a link with which a local user sets a new password once, within 24 hours. The new password ends all ' +
          'sessions and grants of the user, and removes the passkeys. The former password works until then.',
        options: { ask: askFlag, ...eitherOptions },
      },
      passkeys: {
        argument: 'NAME',
        synopsis: `[--remove] ${adminSynopsis}`,
        about:
          'Lists the passkeys of a local user: identifier, name, times, and where each is. The admin API does not show the identifiers.',
        options: { remove: flag('removes all of them; sessions of the user go on'), ...eitherOptions },
      },
      recover: {
        argument: 'NAME',
        synopsis: `[--remove-factor] ${adminSynopsis}`,
        about:
          'Gives a local user the account back: the password, the passkeys, all sessions and all grants end at once, and a link ' +
          'sets a new password once, within 24 hours. Make sure who asks.',
        options: { 'remove-factor': flag('removes the second factor and its recovery codes too'), ...eitherOptions },
      },
      factor: {
        argument: 'NAME',
        synopsis: `[--remove] ${adminSynopsis}`,
        about:
          'Shows since when a local user has a second factor, and how many recovery codes are left. With --remove, the ' +
          'user signs in with the password alone, or sets up a new app where SECOND_FACTOR demands one. Make sure who asks.',
        options: { remove: flag('removes the second factor and its recovery codes; sessions stay'), ...eitherOptions },
      },
      disable: {
        argument: 'NAME',
        synopsis: adminSynopsis,
        about: 'Shuts a user out: sessions and grants end, and the user cannot sign in again.',
        options: eitherOptions,
      },
      enable: {
        argument: 'NAME',
        synopsis: adminSynopsis,
        about: 'Lets a disabled user sign in again.',
        options: eitherOptions,
      },
      'sign-out': {
        argument: 'NAME',
        about:
          'Signs a user out everywhere: sessions and grants end, and clients get their logout tokens within a minute. The user ' +
          'can sign in again.',
        synopsis: adminSynopsis,
        options: eitherOptions,
      },
      delete: {
        argument: 'NAME',
        about:
          'Deletes a user with sessions, grants, consents, passkeys and the second factor. Clients that the user has registered stay. A user of an ' +
          'identity provider can sign in again: use disable instead.',
        synopsis: adminSynopsis,
        options: eitherOptions,
      },
    },
  },
  provider: {
    title: 'Identity providers',
    about: 'Users sign in at the identity providers of the setting IDENTITY_PROVIDERS. Only a deployment changes them.',
    commands: {
      list: {
        synopsis: adminSynopsis,
        about:
          'Lists the identity providers at the admin API: name, the name that users see, issuer, client and scope. The token needs ' +
          'the right admin:providers:read.',
        options: adminOptions,
      },
    },
  },
  epoch: {
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
  },
  policy: {
    title: 'Policies',
    about:
      'A policy has rules for the registrations of one kind of registrant: attestation, certificate, open, statement, token or user. ' +
      'The commands ask the admin API. POLICIES must be database.',
    commands: {
      list: {
        argument: '[KIND]',
        synopsis: adminSynopsis,
        about: 'Lists the versions of all policies, or of that for a kind, the newest first.',
        options: adminOptions,
      },
      show: { argument: 'KIND/NUMBER', synopsis: adminSynopsis, about: 'Shows a version with its document.', options: adminOptions },
      draft: {
        argument: 'KIND',
        synopsis: `--file FILE ${adminSynopsis}`,
        about: 'Makes the next version of a policy, a draft. It changes nothing until it is activated.',
        options: { file: value('FILE', 'the file with the document, as docs/policy.schema.json has it'), ...adminOptions },
      },
      replay: {
        argument: 'KIND/NUMBER',
        synopsis: adminSynopsis,
        about: 'Compares a version with all registered clients of its kind, as if each registered again. It changes nothing.',
        options: adminOptions,
      },
      shadow: {
        argument: 'KIND/NUMBER',
        synopsis: adminSynopsis,
        about: 'Tries a version: the log says what it would refuse, and it changes no answer.',
        options: adminOptions,
      },
      activate: {
        argument: 'KIND/NUMBER',
        synopsis: adminSynopsis,
        about: 'Puts a version in force within 30 seconds. The one before is retired.',
        options: adminOptions,
      },
      retire: { argument: 'KIND/NUMBER', synopsis: adminSynopsis, about: 'Takes a version out of force.', options: adminOptions },
    },
  },
  template: {
    title: 'Templates',
    about:
      'A template has the metadata that many clients share. The commands ask the admin API about templates that change without a ' +
      'deployment, beside those of the setting TEMPLATES. POLICIES must be database.',
    commands: {
      list: {
        argument: '[NAME]',
        synopsis: adminSynopsis,
        about: 'Lists the templates of the settings and the versions of the others, or of one, the newest first.',
        options: adminOptions,
      },
      show: { argument: 'NAME/NUMBER', synopsis: adminSynopsis, about: 'Shows a version with its document.', options: adminOptions },
      draft: {
        argument: 'NAME',
        synopsis: `--file FILE ${adminSynopsis}`,
        about: 'Makes the next version of a template, a draft. It changes nothing until it is activated.',
        options: { file: value('FILE', 'the file with the document, as docs/template.schema.json has it'), ...adminOptions },
      },
      preview: {
        argument: 'NAME/NUMBER',
        synopsis: `[--registrant KIND] ${adminSynopsis}`,
        about: 'Shows what a client of a version would get, also of a draft. It ends with the exit code 1 if the client would be refused.',
        options: { registrant: value('KIND', 'asks the policy for this kind of registrant too, such as token'), ...adminOptions },
      },
      activate: {
        argument: 'NAME/NUMBER',
        synopsis: adminSynopsis,
        about: 'Puts a version in force within 30 seconds, also for the clients that there are. The one before is retired.',
        options: adminOptions,
      },
      retire: {
        argument: 'NAME/NUMBER',
        synopsis: adminSynopsis,
        about: 'Takes a version out of force. Its clients keep only their own members until a version is in force again.',
        options: adminOptions,
      },
    },
  },
  audit: {
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
  },
  metrics: {
    title: 'Metrics',
    about: 'The server counts registrations, tokens and refusals by hour. The setting METRICS says how long the counts are kept.',
    commands: {
      list: {
        synopsis: `[--metric NAME] [--by hour|day] [--since DATE] ${adminSynopsis}`,
        about: 'Lists the counts at the admin API, the earliest first, at most 1,000: time, metric, key and count.',
        options: {
          metric: value('NAME', 'lists only one metric, such as registration, refusal or token'),
          by: value('UNIT', 'adds the counts of each hour, or of each day; default: hour'),
          since: value('DATE', 'begins the list at this time in UTC: 2027-01-31 or 2027-01-31T08:00Z'),
          ...adminOptions,
        },
      },
    },
  },
  issuer: {
    title: 'Issuers of software statements',
    about:
      'The server trusts software statements by their iss. An entry of the setting STATEMENT_ISSUERS comes first, then a version ' +
      'that is in force, then an entry of trust. trust, list and distrust write to the database at once; the other commands ask the ' +
      'admin API about versions, for which POLICIES must be database.',
    commands: {
      trust: {
        event: 'statement-issuer-trusted',
        argument: 'ISS',
        synopsis: '--jwks-uri URL|--jwks FILE [--rules JSON]',
        about:
          'Trusts an issuer of software statements. It replaces an earlier entry of the issuer. ISS is the iss of its ' +
          'statements. The rules are the other members of an entry of STATEMENT_ISSUERS: algorithms, approved, audience, ' +
          'certificate, claims, ignored, locked, maximum_age_seconds, narrowed, refused, requested, required, ' +
          'required_in_updates, returned, roles, self_asserted, single_use, templates, typ and unique. Rules that contradict ' +
          'the PROFILE of the server are refused.',
        options: {
          'jwks-uri': value('URL', 'the address of its JWK Set'),
          jwks: value('FILE', 'a file with its JWK Set; only the public members that verify signatures are stored'),
          rules: value('JSON', `the other members of the entry: '{"typ":["JWT"],"unique":true}'`),
        },
      },
      list: { about: 'Lists the issuers of trust with their keys and rules.' },
      distrust: {
        event: 'statement-issuer-distrusted',
        argument: 'ISS',
        about:
          'Removes an entry of trust. The clients that registered with its statements stay: ' +
          'enrol epoch begin --statement-issuer ISS refuses them.',
      },
      versions: {
        argument: '[ISS]',
        synopsis: adminSynopsis,
        about: 'Lists the issuers of the settings and the versions of the others, or of one, the newest first.',
        options: adminOptions,
      },
      show: { argument: 'ISS/NUMBER', synopsis: adminSynopsis, about: 'Shows a version with its document.', options: adminOptions },
      draft: {
        argument: 'ISS',
        synopsis: `--file FILE ${adminSynopsis}`,
        about: 'Makes the next version of an issuer, a draft. It changes nothing until it is activated.',
        options: { file: value('FILE', 'the file with the document, as docs/statement-issuer.schema.json has it'), ...adminOptions },
      },
      activate: {
        argument: 'ISS/NUMBER',
        synopsis: adminSynopsis,
        about: 'Puts a version in force within 30 seconds. The one before is retired.',
        options: adminOptions,
      },
      retire: {
        argument: 'ISS/NUMBER',
        synopsis: adminSynopsis,
        about: 'Takes a version out of force. Nobody registers with statements of the issuer any more, unless trust has an entry; its clients stay.',
        options: adminOptions,
      },
    },
  },
  statement: {
    title: 'Software statements',
    about:
      'A software statement is a signed JWT that describes a client. The server is told to trust the public half of the key ' +
      'that signs it. The ten newest keys are trusted; issuer list shows them.',
    commands: {
      issue: {
        synopsis: '--software-id ID [--expires TIME] [--key FILE] [--issuer URL] [members]',
        about:
          'Prints a software statement to standard output, and its issuer to standard error. The key is in ' +
          '.statement-key.json, which the first call creates, or in FILE. If the server does not trust the key for this ' +
          'issuer yet, it does from now on, and the command says so.',
        options: {
          'software-id': single('ID', 'the software_id of the client'),
          'client-name': value('NAME', 'the client_name'),
          'redirect-uri': repeatable('URI', 'one of the redirect_uris'),
          grant: repeatable('GRANT_TYPE', 'one of the grant_types'),
          scope: repeatable('"VALUES"', 'values of the scope'),
          method: single('METHOD', 'the token_endpoint_auth_method'),
          'jwks-uri': value('URL', 'the jwks_uri'),
          claim: repeatable('NAME=VALUE', `another claim; a value that is JSON is taken as JSON, '"1.10"' is a string`),
          expires: value('TIME', 'how long the statement is valid, in minutes, hours or days: 30m, 12h, 7d; default: 1h'),
          key: value('FILE', 'an existing private P-256 key as a JWK, instead of .statement-key.json'),
          issuer: value(
            'URL',
            'the issuer of the statement; default: the ISSUER of .dev.vars, or else the address of the last npm start; ' +
              'with --remote the ISSUER of wrangler.toml',
          ),
        },
      },
    },
  },
}

/** The options of every command. */
export const commonOptions = {
  remote: flag('uses the deployed database instead of the local one'),
  json: flag('prints JSON'),
  help: { ...flag('explains a command: enrol token create --help'), short: 'h' },
  version: flag('prints the version'),
}

/** The npm scripts, by the tasks that they are for: `synopsis` is the whole command. */
export const npmScripts = {
  start: { synopsis: '[PORT=NUMBER] npm start', about: 'Serves Enrol on this machine, at port 8780 unless PORT says otherwise.' },
  enrol: { synopsis: 'npm run enrol -- COMMAND', about: 'Runs a command of the command line.' },
  'example:mcp': {
    synopsis: '[MCP_PORT=NUMBER] npm run example:mcp',
    about: 'Serves the MCP server of examples/mcp-server beside npm start, at port 8788 unless MCP_PORT says otherwise.',
  },
  release: {
    synopsis: 'npm run release [-- FOLDER]',
    about: 'Writes an archive of the built Worker that deploys without Rust, into target/release-files or FOLDER.',
  },
  secret: { synopsis: 'npm run secret', about: 'Prints a new key for the secret MASTER_SECRET.' },
  check: {
    synopsis: 'npm run check [-- --remote]',
    about: 'Checks the settings of wrangler.toml and .dev.vars. With --remote it also checks the deployed server and its secrets.',
  },
  migrate: {
    synopsis: 'npm run migrate [-- --remote]',
    about: 'Applies the migrations of schema/ to the local database, or with --remote to the deployed one.',
  },
  build: { synopsis: 'npm run build', about: 'Builds the Worker into build/. npm start and wrangler deploy run it.' },
  setup: { synopsis: 'npm run setup', about: 'Installs what the build needs: npm packages, the Rust toolchain and wasm-bindgen.' },
  test: {
    synopsis: 'npm test',
    about: 'Runs all checks and tests. npm run test:unit, test:e2e and test:interop run a part of them.',
  },
  'test:unit': { synopsis: 'npm run test:unit', about: 'Runs formatting, lints, native tests and script tests.' },
  'test:e2e': { synopsis: 'npm run test:e2e', about: 'Builds the Worker and runs the end-to-end tests.' },
  'test:interop': { synopsis: 'npm run test:interop', about: 'Builds the Worker and tests it with client libraries of other projects.' },
  soak: { synopsis: 'npm run soak', about: 'Builds the Worker and runs the long tests at their whole length.' },
  coverage: { synopsis: 'npm run coverage', about: 'Writes tests/COVERAGE.md: the tests of each requirement.' },
  openapi: { synopsis: 'npm run openapi', about: 'Writes openapi.json from the table of members.' },
  reference: { synopsis: 'npm run reference', about: 'Writes the pages of docs/reference that are made from the code.' },
  identifiers: { synopsis: 'npm run identifiers', about: 'Writes docs/identifiers.md: how long sealed identifiers are.' },
  fuzz: {
    synopsis: 'npm run fuzz -- [SECONDS] [TARGETS]',
    about: 'Fuzzes the targets of fuzz/targets, all of them unless some are named, each for 60 seconds unless SECONDS says otherwise.',
  },
  mutants: {
    synopsis: 'npm run mutants -- [CHANGES] [SEED]',
    about: 'Changes the core in about 100 places, one at a time, and lists the changes that no native test notices.',
  },
  bench: { synopsis: 'npm run bench [-- [--quick] [SCENARIOS]]', about: 'Measures Enrol and other servers on workerd and writes benches/results.md.' },
  'bench:check': {
    synopsis: 'npm run bench:check [-- --write]',
    about: 'Counts the instructions of the core and compares them with benches/instructions.json. --write updates that file.',
  },
  'bench:native': { synopsis: 'npm run bench:native [-- STEPS]', about: 'Times the core on this machine.' },
  cost: {
    synopsis: 'npm run cost [-- OPTIONS]',
    about: 'Writes the tables of docs/scale.md: prices and limits. npm run cost -- --help lists the numbers that can be given.',
  },
}
