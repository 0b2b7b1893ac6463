// Usage texts of the commands `enrol token`.

import { adminSynopsis, eitherOptions, repeatable, value } from './options.mjs'

export const token = {
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
}
