// Usage texts of the commands `enrol issuer`.

import { adminOptions, adminSynopsis, value } from './options.mjs'

export const issuer = {
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
}
