//! Faults of the server, and the reasons in the log.

use enrol::error::{AuthenticationFailure, DocumentFailure, Fault, GrantFailure};

/// When a fault happens, and the remedy. A variant without an entry does not compile.
pub const fn explained(fault: &Fault) -> (&'static str, &'static str) {
    match fault {
        Fault::Broken(_) => (
            "The database or the platform returned an invalid value.",
            "Read `fault` in the log. Nothing is half done. Please report it.",
        ),
        Fault::Contention => (
            "Other requests changed the same client, again and again.",
            "Repeat the request after the time of `Retry-After`.",
        ),
        Fault::Limited => (
            "One address has caused too many requests to other servers.",
            "Wait for the time of `Retry-After`. `OUTBOUND_LIMIT` has the limit.",
        ),
        Fault::Unavailable(_) => (
            "The database, a rate limiter or the registration hook did not answer as it must, a binding is missing, or a setting is \
                wrong.",
            "Read `fault` in the log: it names the binding or the setting. `reason` says what a hook did wrong. `npm run check` finds \
                wrong settings.",
        ),
    }
}

pub fn all() -> [Fault; 4] {
    [
        Fault::Broken("the stored client has no sound metadata".to_owned()),
        Fault::Contention,
        Fault::Limited,
        Fault::Unavailable("the setting ISSUER must be set to the public https URL of this server".to_owned()),
    ]
}

/// Yields the list of reasons, and a match without a rest: a variant without an entry does not compile.
macro_rules! reasons {
    ($kind:ident $list:ident $function:ident $($reason:ident => $meaning:literal, $remedy:literal;)*
        $(; $rest:pat => $other:expr;)?) => {
        /// All reasons, each with its meaning and the remedy.
        pub const $list: &[($kind, &str, &str)] = &[$(($kind::$reason, $meaning, $remedy)),*];

        /// The meaning of a reason.
        pub fn $function(reason: &$kind) -> &'static str {
            match reason {
                $($kind::$reason => $meaning,)*
                $($rest => $other,)?
            }
        }
    };
}

pub(super) use reasons;

reasons! { GrantFailure GRANT_REASONS meaning_for_grants
    AssertionAudience => "the `aud` of the identity assertion is not this server alone",
        "have the identity provider write the issuer of this server as `aud`";
    AssertionClaims => "the identity assertion lacks `sub` or `jti`, or one of them is longer than 255 bytes, or it has \
        `authorization_details`, which this server does not know",
        "have the identity provider set both, and ask it for a `scope`";
    AssertionClient => "the `client_id` of the identity assertion is not the client that sent it",
        "tell the identity provider the `client_id` that the client has here";
    AssertionIssuer => "the `iss` of the identity assertion is no provider of `IDENTITY_ASSERTIONS`",
        "compare it with the `issuer` in `IDENTITY_PROVIDERS`, to the letter";
    AssertionKey => "the identity assertion is for the holder of a key (`cnf`), and the request does not prove that key",
        "send a `DPoP` proof with the same key, or come with the same certificate";
    AssertionLifetime => "the identity assertion has expired, is not valid yet, lacks `exp` or `iat`, or lives longer than an hour",
        "ask for the assertion just before it is exchanged; check the clock of the identity provider";
    AssertionMalformed => "`assertion` is no signed JWT with the `typ` `oauth-id-jag+jwt`, or is signed with a shared secret",
        "send the identity assertion, and not the ID token";
    AssertionReplayed => "the identity assertion was used before",
        "ask the identity provider for a new one; keep the access token as long as it lives";
    AssertionRule => "the `allow` of the provider does not permit the user of the identity assertion, or the assertion has \
        `tenant` and `allow` does not name it",
        "have the identity provider write the claims of the rule into its assertions";
    AssertionSignature => "the identity assertion is not signed with a key of the identity provider that could be had",
        "check that the metadata and the `jwks_uri` of the provider answer";
    AssertionUser => "the user of the identity assertion is disabled",
        "let the user in again with `enrol user enable`";
    CertificateWrong => "the refresh token is of a client without a secret, and came with another certificate than at first",
        "use the certificate of the code, or have the user sign in again";
    CodeExpired => "the code is older than 60 seconds",
        "redeem the code at once; look for a slow or a repeated request";
    CodeMalformed => "the code is not one of this server for this client, or its key is not in `MASTER_SECRET`",
        "send the code as it came, with the `client_id` of the authorization request";
    CodeRefused => "the code was redeemed before, the user has signed out or taken the access back since, or the user is disabled",
        "redeem a code once; a code that came twice may be stolen, so its tokens ended";
    DeviceCodeMalformed => "the device code is not one that this server gave to this client",
        "send the `device_code` as this server gave it, with the same client";
    DeviceCodeUsed => "the device code was used before, or the request is forgotten",
        "ask for a new device code";
    ProofWrong => "the authorization request names a key as `dpop_jkt`, and the token request has no proof of this key",
        "send a `DPoP` proof with the same key";
    RedirectUriGone => "the client has given up the redirection URI since the code was sent there",
        "begin a new authorization request with a registered `redirect_uri`";
    RedirectUriWrong => "`redirect_uri` is not the one of the authorization request",
        "send the same text in both requests";
    RefreshTokenMalformed => "the token is not a refresh token of this server for this client, or its key is not in `MASTER_SECRET`",
        "send the token as it came";
    RefreshTokenRefused => "the grant has ended, has expired, was idle too long, its user is disabled, or the key of a public client was not proven",
        "have the user sign in again; see `REFRESH_TOKEN_DAYS` and `REFRESH_TOKEN_IDLE_DAYS`";
    RefreshTokenReused => "the token was used before; the grant has ended now, since somebody may have stolen the token",
        "have the user sign in again; store each new refresh token before it is used";
    SecondFactorMissing => "the user must give a second factor since the sign-in, by `SECOND_FACTOR` or `SECOND_FACTOR_ROLES`",
        "have the user sign in again; the sign-in asks for the second factor";
    VerifierMissing => "the authorization request has `code_challenge`, and the token request has no `code_verifier`",
        "send the `code_verifier`";
    VerifierUnexpected => "the token request has `code_verifier`, and the authorization request had no `code_challenge`",
        "send `code_challenge` too; if the client did, somebody removed it on the way";
    VerifierWrong => "the `code_verifier` does not belong to the `code_challenge`, or has not 43 to 128 characters",
        "send the verifier of the same request; the method is `S256`";
}

reasons! { AuthenticationFailure REASONS meaning
    AssertionAlgorithm => "the client may not use the algorithm of the JWT",
        "use `token_endpoint_auth_signing_alg`, or an algorithm of discovery";
    AssertionAudience => "the `aud` of the JWT is not this server alone",
        "use the issuer as `aud`; see `ASSERTION_AUDIENCE`";
    AssertionClaims => "the JWT lacks `iss`, `sub` or `jti`, or these are not of this client, or its `typ` is wrong",
        "set `iss` and `sub` to the `client_id`, and a new `jti`";
    AssertionLifetime => "the JWT has expired, is not valid yet, has no `exp`, or lives longer than an hour",
        "set `exp` a few minutes ahead; check the clock of the client";
    AssertionMalformed => "`client_assertion` is no JWT, or `client_assertion_type` is missing or wrong",
        "send both parameters of RFC 7523 section 2.2";
    AssertionReplayed => "the `jti` was used before",
        "make a new JWT for each request";
    AssertionSignature => "the signature does not match the secret or a key of the client, or the keys could not be fetched",
        "check the `kid`, and that the `jwks_uri` answers";
    AttestationAttester => "the attestation names no server of `ATTESTERS`, or one that may not attest this `software_id`",
        "compare its `iss` with `ATTESTERS`, and the `software_id` of the client with `software_ids`";
    AttestationClaims => "the attestation has no `exp`",
        "set `exp` to when the attestation ends";
    AttestationMalformed => "the attestation or its proof is no JWT of its kind, is missing, or was sent twice, or `cnf` has no public key that fits",
        "send one `OAuth-Client-Attestation` and one proof, each with its `typ`";
    AttestationProof => "the proof is not signed with the attested key, is not for this server, or is older than 300 seconds",
        "make a new proof for each request, with the issuer as `aud`; check the clock of the device";
    AttestationReplayed => "the `jti` of the proof was used before",
        "make a new proof for each request";
    AttestationSignature => "the signature does not match a key of the attester, or its keys could not be fetched",
        "check the `kid`, and that the `jwks_uri` answers";
    CertificateWrong => "the certificate is missing, not verified, or has another subject",
        "compare the subject with `tls_client_auth_subject_dn`";
    ClientDeleted => "the client was deleted",
        "register again";
    ClientDisabled => "an operator has shut the client out",
        "ask the operator, who can let it in again at the admin API";
    ClientEnded => "an epoch refuses the client, or it was not used for too long",
        "register again; see `UNUSED_CLIENT_DAYS`, `IDLE_CLIENT_DAYS` and `enrol epoch list`";
    ClientPublic => "a public client asks the introspection endpoint",
        "use a client with a secret or a key";
    ClientUnknown => "no client has this `client_id`, or the key that sealed it is not in `MASTER_SECRET`",
        "check the `client_id`, `ISSUER`, `FORMER_ISSUERS` and `MASTER_SECRET`";
    HeaderMalformed => "the `authorization` header is not well-formed Basic authentication",
        "encode `client_id` and secret as in a form, then in Base64";
    MethodNotPermitted => "the client uses another method than it has registered",
        "use its `token_endpoint_auth_method`; see `CLIENT_SECRET_METHODS`";
    NoClientId => "the request does not name a client",
        "send the `client_id`, or a Basic header";
    SecretWrong => "the client secret is wrong or has expired",
        "check the secret; a new secret ends the old one after `SECRET_GRACE_SECONDS`";
    ; AuthenticationFailure::Document(failure) => document_meaning(failure);
}

/// The meaning of `document_member`, and the remedy: the reason has the broken rule with it.
pub const DOCUMENT_MEMBER: [&str; 2] = [
    "the document breaks a rule for client metadata, or has no `client_name`; `pointer` is the place",
    "the author mends the document; the description has the rule",
];

reasons! { DocumentFailure DOCUMENT_REASONS document_meaning
    Address => "the `client_id` leads to a host that is not public, to this server, or to another port than 443 and 8443",
        "publish the document on the internet; see `LOOPBACK_FETCH` for a development server";
    ClientId => "the document has no `client_id`, or another one than its address",
        "write the address into the document, character by character";
    Host => "the operator takes no clients from the host",
        "see `CLIENT_ID_HOSTS` and `CLIENT_ID_DOCUMENTS`";
    Length => "the document has more than 5,120 bytes",
        "make it shorter; put keys at a `jwks_uri`";
    Limited => "too many documents of the host were asked for",
        "wait a minute; see `FETCH_LIMIT`";
    Malformed => "the document is not a JSON object, or has a member twice",
        "check the JSON";
    MediaType => "the response is no JSON by its `content-type`",
        "serve `application/json`";
    Redirect => "the address leads to another address",
        "use the final address as the `client_id`";
    Status => "the response is not 200",
        "publish the document at this address";
    Unavailable => "the response is 429 or of the group 500, and no document of the last day is known",
        "try again later";
    Unreachable => "the host did not answer within four seconds, and no document of the last day is known",
        "check the host";
    Unresolved => "the host has no address, or one that is not public, or the resolver does not answer",
        "check the DNS records of the host; see `RESOLVER`";
    Url => "the `client_id` is no URL in its plainest form",
        "use an `https` URL with a path, in lower case, without port 443, user, fragment and dot segments";
    ; DocumentFailure::Invalid(_) => DOCUMENT_MEMBER[0];
}
