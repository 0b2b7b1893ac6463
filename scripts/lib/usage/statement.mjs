// Usage texts of the commands `enrol statement`.

import { repeatable, single, value } from './options.mjs'

export const statement = {
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
}
