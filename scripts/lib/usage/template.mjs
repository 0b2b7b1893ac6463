// Usage texts of the commands `enrol template`.

import { adminOptions, adminSynopsis, value } from './options.mjs'

export const template = {
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
}
