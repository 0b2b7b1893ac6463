// Usage texts of the commands `enrol provider`.

import { adminOptions, adminSynopsis } from './options.mjs'

export const provider = {
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
}
