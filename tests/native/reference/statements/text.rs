//! The words and the examples of the page.

pub const HEAD: &str = "# Software statements\n\n\
A software statement is a signed JWT in which an issuer vouches for a software (RFC 7591 section 2.3). The issuer can be the\n\
directory of an ecosystem, a partner, or you. A client sends the statement in its registration as `software_statement`.\n\n\
## The statement\n\n\
The payload has claims about the statement and claims about the client. The times here stand for times of yours:\n\n";

/// The payload that the test signs.
pub const CLAIMS: &str = r#"{
  "iss": "https://directory.example.com",
  "iat": 1800000000,
  "exp": 1800000600,
  "jti": "statement-1",
  "software_id": "bank-app",
  "client_name": "Bank app",
  "software_redirect_uris": ["https://bank.example.com/callback"],
  "org_id": "org-7"
}"#;

pub const CHECKS: &str = "\
| Part | Must be |\n| --- | --- |\n\
| signature | of a key of the issuer, with an algorithm of `algorithms`; never `none` or an algorithm with a shared secret |\n\
| header `typ` | one of `typ`, so that no other kind of token counts as a statement |\n\
| `iss` | an issuer that the server trusts |\n\
| `exp`, `nbf`, `iat` | optional; they must fit the time. `maximum_age_seconds` needs `iat` |\n\
| `aud` | optional; the issuer or the registration endpoint of this server, or one of `audience` |\n\
| `jti` | optional; `single_use` needs it |\n\
| `software_id` | optional; `unique` and templates need it |\n\
| client metadata | at least one [member](members.md), and not `scope` alone |\n\
| size | at most 32,768 characters and 200 claims |\n\n\
A statement that fails a check is refused with `invalid_software_statement`. If the issuer is not trusted, or a value is not\n\
approved, the code is `unapproved_software_statement`. The client gets one sentence; the log has the reason.\n\n";

pub const REGISTRATION: &str = "## The registration\n\n\
- Statement claims override the members of the request. The result passes the same rules as any registration.\n\
- Members that the statement does not have come from the request, unless `refused` or `self_asserted` of the issuer forbids it.\n\
- If the statement has a `jwks_uri`, a request with `jwks` is refused, and the other way round: Enrol would have to guess which\n  \
keys count.\n\
- A claim with a wrong JSON type, such as the number 1.5 for `software_version`, is left out and listed in `dropped`, since the\n  \
client cannot correct the statement. To refuse it, name the claim in `required`.\n\
- The limits of an initial access token also hold for the claims of the statement.\n\
- The client is stored if its `client_id` would be longer than `SEALED_STATEMENT_ID_LIMIT`, or if the issuer has `unique`.\n\
- The answer has the statement as it was sent, and its other claims except those of the JWT itself:\n\n";

/// The members of the answer that the test compares.
pub const ANSWER: &str = r#"{
  "client_id": "...",
  "client_name": "Bank app",
  "client_uri": "https://bank.example.com/",
  "redirect_uris": ["https://bank.example.com/callback"],
  "software_id": "bank-app",
  "org_id": "org-7",
  "software_statement": "..."
}"#;

pub const ISSUERS: &str = "A client with a statement stays bound to it. In an update, locked members keep the values of the statement. A new statement\n\
of the same issuer and the same `software_id` changes them.\n\n\
A refusal of a claim has a `pointer` into the statement, by the name of the claim:\n\
`/software_statement/software_redirect_uris/0`.\n\n\
Settings that decide whether a statement is needed: [`REGISTRATION_MODE`](settings.md#registration_mode),\n\
[`SOFTWARE_STATEMENTS`](settings.md#software_statements).\n\n\
## Trusted issuers\n\n\
`npx --no-install enrol issuer trust ISS --jwks-uri URL --rules JSON` trusts an issuer while the server runs. The setting\n\
`STATEMENT_ISSUERS` trusts one from the start, and overrides the command.\n\
[Versions of issuers](../policies.md#templates-and-issuers-of-statements) change at the admin API. This entry fits the statement above:\n\n";

/// The entry that trusts the statement.
pub const ENTRY: &str = r#"{
  "jwks_uri": "https://directory.example.com/jwks",
  "algorithms": ["ES256"],
  "maximum_age_seconds": 300,
  "claims": {"software_redirect_uris": "redirect_uris"},
  "required": ["org_id"]
}"#;

pub const RULES: &str = "An entry has `jwks_uri` or `jwks`, and as many of the rules as you need:\n\n\
| Member | Meaning | Default | Example |\n| --- | --- | --- | --- |\n";

pub const REST: &str = "\n\
## The end of trust\n\n\
`npx --no-install enrol issuer distrust ISS` removes an entry of `trust`, and `issuer retire ISS/NUMBER` takes a version out of force. Clients\n\
that have registered stay. To refuse them\n\
too, run `npx --no-install enrol epoch begin --statement-issuer ISS`: they must register again.\n\n\
## Your own statements\n\n\
`npx --no-install enrol statement issue --software-id ID` prints a statement of your server, with the `typ` `ssa+jwt`, and has\n\
the server trust the key. Its options are under [Command line](cli.md#statement-issue).\n\n\
- The private key is in `.statement-key.json`, apart from the keys of access tokens. Keep it secret, and keep a copy.\n\
- The public keys are at `/statements/jwks`, for others who trust you. The ten newest keys count.\n\
- Such a statement can have the name of any template as its `software_id`.\n\
- If the key is lost or has leaked, remove the file, run `issuer distrust` with your `ISSUER`, and issue again: that makes a new\n  \
key. If the key has leaked, also begin an epoch with `--statement-issuer` before you issue again.\n\n\
## Signed requests\n\n\
With [`SIGNED_REQUESTS`](settings.md#signed_requests), the body of a registration or an update can be a JWT, with the content type\n\
`application/jwt` or `application/jose`. Its claims are the members of the client, the `software_statement`, and these:\n\n\
| Claim | Must be |\n| --- | --- |\n\
| `iss` | the `software_id` of the statement |\n\
| `aud` | the issuer of this server, or its registration endpoint |\n\
| `iat`, `exp` | present; `exp` is at most one day ahead |\n\
| `jti` | new |\n\n\
The JWT is signed with a key of the `jwks` or `jwks_uri` of the statement. Keys in the request do not count. The answer is JSON.\n";
