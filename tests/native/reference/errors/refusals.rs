//! Every refusal with an example, when it comes, and the remedy.

use enrol::error::{
    AuthenticationFailure, AuthorizationRefusal, DeviceRefusal, GrantFailure, HookRefusal, Invalid, ProofPlace, Refusal,
};
use enrol::json::Pointer;
use enrol::unit::{ByteCount, Seconds};

/// A refusal as its reader needs it.
pub struct Entry {
    pub example: Refusal,
    pub when: &'static str,
    pub remedy: &'static str,
    is_of: fn(&Refusal) -> bool,
}

impl Entry {
    /// Returns true if the example has the variant of the entry.
    pub fn has_own_example(&self) -> bool {
        (self.is_of)(&self.example)
    }
}

/// Yields the entries, and a match without a rest: a variant without an entry does not compile.
macro_rules! entries {
    ($($pattern:pat => $example:expr, $when:literal, $remedy:literal;)*) => {
        /// All of them, in the order of the variants.
        pub fn all() -> Vec<Entry> {
            vec![$(Entry {
                example: $example,
                when: $when,
                remedy: $remedy,
                is_of: |refusal| matches!(refusal, $pattern),
            }),*]
        }

        /// When a refusal comes.
        pub const fn when(refusal: &Refusal) -> &'static str {
            match refusal {
                $($pattern => $when,)*
            }
        }
    };
}

fn invalid(pointer: Pointer, must: &'static str) -> Invalid {
    Invalid::new(pointer, must)
}

entries! {
    Refusal::Authorization(AuthorizationRefusal::AccessDenied) =>
        Refusal::Authorization(AuthorizationRefusal::AccessDenied),
        "The user did not allow the request on the consent page.",
        "Tell the user what the app needs, and ask again when the user wants it.";
    Refusal::Authorization(AuthorizationRefusal::ConsentRequired) =>
        Refusal::Authorization(AuthorizationRefusal::ConsentRequired),
        "The request has `prompt=none`, and the user has not consented to all of it.",
        "Repeat the request without `prompt`.";
    Refusal::Authorization(AuthorizationRefusal::InteractionRequired) =>
        Refusal::Authorization(AuthorizationRefusal::InteractionRequired),
        "The request has `prompt=none`, and the user must see another page.",
        "Repeat the request without `prompt`.";
    Refusal::Authorization(AuthorizationRefusal::InvalidRequestObject(_)) =>
        Refusal::Authorization(AuthorizationRefusal::InvalidRequestObject(
            "be signed with a key and the algorithm that the client has registered",
        )),
        "The request object is not signed as the client has registered, has expired, or is for another client or server.",
        "Compare its header and claims with the registration: `request_object_signing_alg`, the keys, `client_id`, `aud`, `exp`.";
    Refusal::Authorization(AuthorizationRefusal::InvalidRequestUri(_)) =>
        Refusal::Authorization(AuthorizationRefusal::InvalidRequestUri("not be used again")),
        "The `request_uri` has expired, was used, or is of another client; or its request object cannot be fetched.",
        "Push the request again. Register the `request_uris` of request objects.";
    Refusal::Authorization(AuthorizationRefusal::LoginRequired) =>
        Refusal::Authorization(AuthorizationRefusal::LoginRequired),
        "The request has `prompt=none`, and the user must sign in; or another user signed in than the request demands.",
        "Repeat the request without `prompt`.";
    Refusal::Authorization(AuthorizationRefusal::RegistrationNotSupported) =>
        Refusal::Authorization(AuthorizationRefusal::RegistrationNotSupported),
        "The request has the parameter `registration`.",
        "Register the client.";
    Refusal::Authorization(AuthorizationRefusal::RequestNotSupported) =>
        Refusal::Authorization(AuthorizationRefusal::RequestNotSupported),
        "The request object has the algorithm `none`.",
        "Sign the request object, or send its parameters without it.";
    Refusal::Authorization(AuthorizationRefusal::RequestUriNotSupported) =>
        Refusal::Authorization(AuthorizationRefusal::RequestUriNotSupported),
        "The request object at the `request_uri` has the algorithm `none`.",
        "Sign the request object.";
    Refusal::Authorization(AuthorizationRefusal::RoleMissing) => Refusal::Authorization(AuthorizationRefusal::RoleMissing),
        "An app asks for a right to administer, and the user has no role of `CONSOLE_ROLES`.",
        "Give the user the role, or ask for another scope.";
    Refusal::Authorization(AuthorizationRefusal::UnmetAuthenticationRequirements) =>
        Refusal::Authorization(AuthorizationRefusal::UnmetAuthenticationRequirements),
        "The request demands an `acr`, and the sign-in of the user has none of its values.",
        "Request the `acr` as voluntary, or take a value of `acr_values_supported`.";
    Refusal::Authorization(AuthorizationRefusal::UnsupportedResponseType) =>
        Refusal::Authorization(AuthorizationRefusal::UnsupportedResponseType),
        "The `response_type` is none of `RESPONSE_TYPES_SUPPORTED`.",
        "Use the code flow: `code`.";
    Refusal::Device(DeviceRefusal::AccessDenied) =>
        Refusal::Device(DeviceRefusal::AccessDenied),
        "The user refused on the page that names the device.",
        "Nothing. Ask again only if the user wants to.";
    Refusal::Device(DeviceRefusal::AuthorizationPending) =>
        Refusal::Device(DeviceRefusal::AuthorizationPending),
        "The user has not answered yet.",
        "Ask again after `interval` seconds.";
    Refusal::Device(DeviceRefusal::ExpiredToken) =>
        Refusal::Device(DeviceRefusal::ExpiredToken),
        "The user did not answer within ten minutes.",
        "Ask for a new `device_code`, and show the new `user_code`.";
    Refusal::Device(DeviceRefusal::SlowDown) =>
        Refusal::Device(DeviceRefusal::SlowDown),
        "The device asked before `interval` seconds were over.",
        "Add five seconds to the interval, and ask again after it.";
    Refusal::DuplicateSoftware => Refusal::DuplicateSoftware,
        "The trusted issuer has `unique`, and a client with this `software_id` exists.",
        "Update or delete the existing client. A client that is deleted, refused by an epoch or idle makes room.";
    Refusal::Hook(_) => Refusal::Hook(
            HookRefusal::new("invalid_client_metadata", "scope must fit the roles of the organisation", Some("/scope")).unwrap(),
        ),
        "`REGISTRATION_HOOK` refuses the request: code, description and place are those of the operator's own check, and the \
            code can be any other.",
        "Do what the description says, or ask the operator.";
    Refusal::InsufficientScope(_) => Refusal::InsufficientScope("dcr:grant:authorization_code".to_owned()),
        "The access token does not have the right to register this client.",
        "Get a token with the scope that `www-authenticate` names, or register less.";
    Refusal::InvalidClient(_) => Refusal::InvalidClient(AuthenticationFailure::SecretWrong),
        "The client is unknown, or it has not proven its identity. The answer is the same in all cases.",
        "Look up the `reason` in the [log](#reasons-in-the-log).";
    Refusal::InvalidClientMetadata(_) => Refusal::InvalidClientMetadata(invalid(
            Pointer::member("contacts").element(0),
            "be an e-mail address",
        )),
        "A member other than `redirect_uris` cannot be accepted, or the body is not a JSON object.",
        "Correct the value at `pointer`. A dry run, `POST /register?dry_run=true`, shows all faults at once.";
    Refusal::InvalidGrant(_) => Refusal::InvalidGrant(GrantFailure::CodeExpired),
        "The code or the refresh token does not count: expired, used before, or of another client. The answer is the same in \
            all cases.",
        "Look up the `reason` in the [log](#reasons-in-the-log). The client sends the user to sign in again.";
    Refusal::InvalidRedirectUri(_) => Refusal::InvalidRedirectUri(invalid(
            Pointer::member("redirect_uris").element(1),
            "be an https URI unless its host is 127.0.0.1, [::1] or localhost",
        )),
        "`redirect_uris` is missing, or one of the URIs cannot be accepted. Then none is registered.",
        "Correct the URI at `pointer`. The operator chooses the forms with `REDIRECT_URI_FORMS`.";
    Refusal::InvalidProof => Refusal::InvalidProof,
        "The access token is bound to a key, and the `DPoP` header has no good proof of that key.",
        "Make a proof for this request with the key of the token.";
    Refusal::InvalidTokenProof(_) => Refusal::InvalidTokenProof("have the address of the endpoint as htu"),
        "A token request or a pushed request has a `DPoP` header that is no good proof, or the client has registered \
            `dpop_bound_access_tokens` and sends none.",
        "Make a new proof for each request, as the description says.";
    Refusal::AttestationChallenge(_) => Refusal::AttestationChallenge("AZ5gPwCkhJvyC-2kJQjOXIbV5w".to_owned()),
        "`ATTESTATION_CHALLENGES` is `required`, and the proof beside the attestation has no challenge of this server, or an old one.",
        "Make a new proof with the challenge of the header `OAuth-Client-Attestation-Challenge`, and send the request again.";
    Refusal::AttestationStale => Refusal::AttestationStale,
        "The attestation of the installation has expired, or its time has not come.",
        "Get a new attestation from the server of the app's vendor, and send the request again.";
    Refusal::NonceMissing(..) => Refusal::NonceMissing("AZ5gPwCkhJvyC-2kJQjOXIbV5w".to_owned(), ProofPlace::TokenRequest),
        "`DPOP_NONCES` is `required`, and the proof has no nonce of this server, or an old one.",
        "Make a new proof with the nonce of the header `DPoP-Nonce`, and send the request again.";
    Refusal::InvalidSoftwareStatement(_) => Refusal::InvalidSoftwareStatement("expired".into()),
        "The software statement is not signed, has expired, was used before, is for another server, or has a wrong `typ`.",
        "Get a new statement from its issuer. The log has the reason.";
    Refusal::InvalidScope(_) => Refusal::InvalidScope("be within the one that the client has registered"),
        "A client asks for a token with scope values that it has not registered, or that no `resource` of the request offers.",
        "Ask for less, register the values, or name another `resource`. If the client has no scope at all, see \
            `SCOPES_SUPPORTED`.";
    Refusal::InvalidTarget => Refusal::InvalidTarget,
        "A client asks for a token for a `resource` that is not in `RESOURCES`.",
        "Use a URI of `RESOURCES`, or add the API there.";
    Refusal::InvalidRequest(_) => Refusal::InvalidRequest(invalid(
            Pointer::member("registration_access_token"),
            "be absent: only the server sets it",
        )),
        "An update is about another client, or has members that only the server sets. A form lacks a parameter or repeats \
            one. A query parameter has a wrong value.",
        "Correct the value at `pointer`. Leave the members of the server out of an update, or set `SERVER_MEMBERS_IN_UPDATE` \
            to `ignore`.";
    Refusal::InvalidAccessJwt(_) => Refusal::InvalidAccessJwt("its iss is not the team"),
        "The JWT of Cloudflare Access is wrong, has expired, is of another team or application, or came from a page of a browser.",
        "Look up the `reason` in the [log](#reasons-in-the-log), and compare it with `ACCESS`.";
    Refusal::InvalidToken => Refusal::InvalidToken,
        "The bearer token is wrong, expired, revoked or used up, or its client is gone. A client that is gone is never a 404.",
        "Get a new token. A client whose registration access token is refused must register again.";
    Refusal::MethodNotAllowed(..) => Refusal::MethodNotAllowed(
            "POST, OPTIONS",
            "POST parameters as application/x-www-form-urlencoded",
        ),
        "The endpoint does not have this method, or `CLIENT_CHANGES` does not permit it.",
        "Use a method of `Allow`.";
    Refusal::MissingAttestation => Refusal::MissingAttestation,
        "`REGISTRATION_MODE` demands an attestation, and none came.",
        "Send the headers `OAuth-Client-Attestation` and `OAuth-Client-Attestation-PoP`.";
    Refusal::MissingCertificate => Refusal::MissingCertificate,
        "`REGISTRATION_MODE` or the issuer of the software statement needs a certificate, and the request came with none of \
            `CERTIFICATE_ISSUERS`.",
        "Connect with the certificate. Check that Cloudflare asks for client certificates at this host.";
    Refusal::MissingSoftwareStatement => Refusal::MissingSoftwareStatement,
        "`SOFTWARE_STATEMENTS` or `REGISTRATION_MODE` needs a software statement, or the issuer has `required_in_updates`.",
        "Send a `software_statement`.";
    Refusal::MissingToken => Refusal::MissingToken,
        "The request needs a bearer token: in `REGISTRATION_MODE` `token`, for a client of a template, and at the client \
            configuration endpoint.",
        "Send `authorization: Bearer TOKEN`.";
    Refusal::MissingTokenOrStatement => Refusal::MissingTokenOrStatement,
        "`REGISTRATION_MODE` needs a token or a software statement.",
        "Send one of them.";
    Refusal::NoSuchClient(_) => Refusal::NoSuchClient(AuthenticationFailure::ClientUnknown),
        "A page: the `client_id` of an authorization request is unknown, deleted or over.",
        "Register again. The log has the `reason`.";
    Refusal::NotFound => Refusal::NotFound,
        "No endpoint has this path, another server issues the tokens, or WebFinger is asked about another host.",
        "Take the address from discovery.";
    Refusal::NotFoundBySlash => Refusal::NotFoundBySlash,
        "The path has a slash at its end, or two slashes.",
        "Remove the slash.";
    Refusal::PayloadTooLarge(_) => Refusal::PayloadTooLarge(ByteCount(65_536)),
        "The body is longer than `BODY_LIMIT_BYTES`.",
        "Send less; put keys at a `jwks_uri`.";
    Refusal::PreconditionFailed(_) => Refusal::PreconditionFailed("client"),
        "The client, the user or the policy is not the one of `If-Match`, because somebody has changed it, or the client exists although the request has \
            `If-None-Match: *`.",
        "Read it again, and repeat the change with its new `ETag`.";
    Refusal::RegistrationOff => Refusal::RegistrationOff,
        "`REGISTRATION_MODE` is `off` or not set.",
        "The operator sets `REGISTRATION_MODE`.";
    Refusal::TooManyRequests(_) => Refusal::TooManyRequests(Seconds(60)),
        "One address has sent too many requests, has failed too often to prove the identity of a client, or has caused too \
            many requests to other servers.",
        "Wait for the time of `Retry-After`. The operator changes the [limits](settings.md#limits-against-floods).";
    Refusal::TooManyStored(_) => Refusal::TooManyStored(Seconds(60)),
        "Anonymous clients, without a token, a certificate, a statement or a template, have stored too much from one address.",
        "Wait, or register less, so that the client fits into its `client_id`.";
    Refusal::UnapprovedSoftwareStatement(_) => Refusal::UnapprovedSoftwareStatement("untrusted".into()),
        "The server does not trust the issuer of the software statement, or `approved` of the issuer does not have the value.",
        "The operator trusts the issuer: see [software statements](statements.md). The log has the reason.";
    Refusal::UnauthorizedClient(_) => Refusal::UnauthorizedClient("have registered the grant type client_credentials"),
        "The client has not registered the grant type, or has registered tokens bound to a key, which Enrol does not issue. Or \
            the client waits for the approval of an operator: see `APPROVAL`.",
        "Update the registration of the client, or ask the operator: `enrol client approve`.";
    Refusal::Unencrypted => Refusal::Unencrypted,
        "The request came over `http`, and the `ISSUER` is `https`.",
        "Use `https`.";
    Refusal::UnknownClient => Refusal::UnknownClient,
        "Another authorization server asks about a client that is unknown, deleted or ended, or an operator about one that is \
            unknown or deleted.",
        "Treat the client as unknown.";
    Refusal::UnknownEpoch => Refusal::UnknownEpoch,
        "An operator lifts an epoch that was never begun, or is lifted already.",
        "Look for it in the list.";
    Refusal::UnknownIdentityProvider => Refusal::UnknownIdentityProvider,
        "An operator names an identity provider that is not in `IDENTITY_PROVIDERS`.",
        "Look for it in the list.";
    Refusal::UnknownInitialAccessToken => Refusal::UnknownInitialAccessToken,
        "An operator names a token that was never stored, or that expired and was swept.",
        "Look for it in the list. A signed access token is there from its first use on.";
    Refusal::UnknownPolicy => Refusal::UnknownPolicy,
        "An operator names a version of a policy that was never made.",
        "Look for it in the list.";
    Refusal::UnknownUser => Refusal::UnknownUser,
        "An operator names a user who has never signed in here, or who was deleted.",
        "Look for the user in the list.";
    Refusal::Unsigned(_) => Refusal::Unsigned("the content-type application/json was sent".to_owned()),
        "`SIGNED_REQUESTS` is `required`, and the body is no JWT.",
        "Send a signed request.";
    Refusal::UnsupportedGrantType => Refusal::UnsupportedGrantType,
        "The `grant_type` of a token request is not `client_credentials`.",
        "Use `client_credentials`; Enrol issues no other tokens.";
    Refusal::UnsupportedMediaType(_) => Refusal::UnsupportedMediaType("no content-type was sent".to_owned()),
        "The body is not JSON in UTF-8, or it is compressed.",
        "Send `content-type: application/json`.";
    Refusal::UserDisabled => Refusal::UserDisabled,
        "A user has signed in at an identity provider, and an operator has disabled the user here.",
        "The operator lets the user in again: `enrol user enable`.";
    Refusal::WrongCertificate => Refusal::WrongCertificate,
        "The client has registered with a certificate, and its token comes with none, or with one of another subject or issuer.",
        "Connect with a certificate of the same subject. A renewed one is as good as the first.";
}
