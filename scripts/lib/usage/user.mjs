// Usage texts of the commands `enrol user`.

import { adminSynopsis, eitherOptions, flag, repeatable, value } from './options.mjs'

const askFlag = flag('asks for the password, or reads it from standard input, instead of printing a link; not with --url')

export const user = {
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
}
