// Usage texts of the commands `enrol policy`.

import { adminOptions, adminSynopsis, value } from './options.mjs'

export const policy = {
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
}
