//! The features of this server's authorization endpoint, which discovery shows and clients may register for.

use serde_json::Value;

use crate::client_metadata::{GrantType, Keyword, ResponseType, SigningAlgorithm, SubjectType};
use crate::config::settings::{Settings, distinct, owned};
use crate::key_ring::KeyRing;
use crate::model::{Issuer, standard_claims};
use crate::policy::{AuthorizationResponses, AuthorizationServer, OPENID_SCOPES, Policy, PushedRequests};

/// Adds the features of the authorization endpoint to the policy, if users sign in at this server. RFC 8414 section 2,
/// OpenID Connect Discovery section 3.
///
/// A feature that this server lacks is refused: clients would rely on it.
pub fn complete(settings: &Settings<'_>, policy: &mut Policy, issuer: &Issuer, salt: Option<&KeyRing>) {
    if !policy.has_own_sign_in() {
        return;
    }
    check_flows(settings, policy);
    check_responses(settings, policy);
    check_members(settings, policy);
    support_lists(settings, policy, salt);
    let has_devices = policy.has_devices();
    let server = &mut policy.authorization_server;
    server.add("authorization_endpoint", Value::from(issuer.authorization_endpoint()));
    server.add("end_session_endpoint", Value::from(issuer.end_session_endpoint()));
    server.add("pushed_authorization_request_endpoint", Value::from(issuer.pushed_authorization_request_endpoint()));
    server.add("userinfo_endpoint", Value::from(issuer.userinfo_endpoint()));
    if has_devices {
        server.add("device_authorization_endpoint", Value::from(issuer.device_authorization_endpoint()));
    }
    for member in FLAGS {
        server.add(member, Value::Bool(true));
    }
    // Each frame has the session: OpenID Connect Front-Channel Logout section 3.
    if policy.has_frontchannel_logout() {
        policy.authorization_server.add(FRAMES_HAVE_SESSIONS, Value::Bool(true));
    }
    if policy.pushed_requests == PushedRequests::Required {
        policy.authorization_server.add(MUST_PUSH, Value::Bool(true));
    }
    // Every client may request these values of its users.
    if let Some(others) = policy.scopes.supported.take() {
        let mut supported = owned(&OPENID_SCOPES);
        supported.extend(others);
        policy.scopes.supported = Some(distinct(supported));
    }
}

/// Adds the authentication context classes that users can reach at this server, unless the operator names others, such as
/// those of an identity provider. OpenID Connect Discovery section 3.
pub fn add_contexts(policy: &mut Policy, contexts: &[&str]) {
    if policy.has_own_sign_in() && !contexts.is_empty() {
        policy.authorization_server.add("acr_values_supported", Value::from(contexts.to_vec()));
    }
}

/// Features that every sign-in has. The operator cannot turn off those of `ALWAYS`.
const FLAGS: [&str; 7] = [
    "authorization_response_iss_parameter_supported",
    "backchannel_logout_session_supported",
    "backchannel_logout_supported",
    "claims_parameter_supported",
    "request_parameter_supported",
    "request_uri_parameter_supported",
    "require_request_uri_registration",
];

/// Features that cannot be turned off.
const ALWAYS: [&str; 4] = [
    "authorization_response_iss_parameter_supported",
    "backchannel_logout_session_supported",
    "claims_parameter_supported",
    "require_request_uri_registration",
];

/// The member that follows from `frontchannel_logout_supported`.
const FRAMES_HAVE_SESSIONS: &str = "frontchannel_logout_session_supported";

/// The member that the setting `PUSHED_REQUESTS` decides.
const MUST_PUSH: &str = "require_pushed_authorization_requests";

/// The member with the algorithms of signed responses. The operator turns them on with it.
const SIGNED_RESPONSES: &str = "authorization_signing_alg_values_supported";

/// The modes of signed responses. JWT Secured Authorization Response Mode section 2.3.
const SIGNED_MODES: [&str; 4] = ["jwt", "query.jwt", "fragment.jwt", "form_post.jwt"];

/// The claims of ID tokens in authorization responses. OpenID Connect Core section 3.3.2.11, FAPI 1.0 Advanced section
/// 5.1.1.
const OF_RESPONSES: [&str; 2] = ["c_hash", "s_hash"];

/// The claims of ID tokens. OpenID Connect Core sections 2 and 3.1.3.6.
const OF_ID_TOKENS: [&str; 12] =
    ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "azp", "at_hash", "sid"];

/// Adds the lists of values that this server supports, and checks those that the operator names instead. Without a salt there
/// are no pairwise subjects.
fn support_lists(settings: &Settings<'_>, policy: &mut Policy, salt: Option<&KeyRing>) {
    let length = policy.client_secret_length;
    let of_requests: Vec<&str> = SigningAlgorithm::ALL.iter().filter(|it| length.fits(it)).map(Keyword::name).collect();
    let mut claims = OF_ID_TOKENS.to_vec();
    if policy.response_types_supported.contains(&ResponseType::CodeIdToken) {
        claims.extend(OF_RESPONSES);
    }
    claims.extend(standard_claims());
    let server = &mut policy.authorization_server;
    let mut modes = vec!["query", "fragment", "form_post"];
    if server.has(SIGNED_RESPONSES) {
        modes.extend(SIGNED_MODES);
    }
    let mut subject_types = vec![SubjectType::Public.name()];
    if salt.is_some() {
        subject_types.push(SubjectType::Pairwise.name());
    }
    for (member, further) in CHOSEN {
        support(settings, server, member, &[], further);
    }
    support(settings, server, "claims_supported", &claims, &[]);
    support(settings, server, "code_challenge_methods_supported", &["S256"], &[]);
    support(settings, server, "id_token_signing_alg_values_supported", &["RS256", "ES256"], &["PS256"]);
    let prompts = ["none", "login", "consent", "select_account"];
    support(settings, server, "prompt_values_supported", &prompts, &[]);
    support(settings, server, "request_object_signing_alg_values_supported", &of_requests, &[]);
    support(settings, server, "response_modes_supported", &modes, &[]);
    support(settings, server, SUBJECT_TYPES, &subject_types, &[]);
    support(settings, server, "userinfo_signing_alg_values_supported", &["RS256", "ES256"], &["PS256"]);
}

/// Adds the usual values of a list unless the operator chooses. The operator can choose the usual values and further ones.
fn support(
    settings: &Settings<'_>,
    server: &mut AuthorizationServer,
    member: &'static str,
    usual: &[&'static str],
    further: &[&'static str],
) {
    let Some(named) = server.named(member) else {
        if !usual.is_empty() {
            server.add(member, Value::from(usual.to_vec()));
        }
        return;
    };
    for value in named.as_array().into_iter().flatten().filter_map(Value::as_str) {
        if usual.contains(&value) || further.contains(&value) {
            continue;
        }
        if member == SUBJECT_TYPES && value == SubjectType::Pairwise.name() {
            let must = format_args!("be set if AUTHORIZATION_SERVER has pairwise in {member}");
            settings.refuse("PAIRWISE_SALT", must);
        } else {
            settings.refuse(SERVER, format_args!("not have {value} in {member}, {WAY_OUT}"));
        }
    }
}

/// The lists of features that are off unless the operator names a list, with the values that it can have.
const CHOSEN: [(&str, &[&str]); 9] = [
    (SIGNED_RESPONSES, &["ES256", "PS256", "RS256"]),
    ("authorization_encryption_alg_values_supported", TO_CLIENTS),
    ("authorization_encryption_enc_values_supported", CONTENTS),
    ("id_token_encryption_alg_values_supported", TO_CLIENTS),
    ("id_token_encryption_enc_values_supported", CONTENTS),
    // This server has keys of RSA alone.
    ("request_object_encryption_alg_values_supported", &["RSA-OAEP", "RSA-OAEP-256"]),
    ("request_object_encryption_enc_values_supported", CONTENTS),
    ("userinfo_encryption_alg_values_supported", TO_CLIENTS),
    ("userinfo_encryption_enc_values_supported", CONTENTS),
];

/// The algorithms that encrypt the content keys of messages to clients.
const TO_CLIENTS: &[&str] = &["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW", "RSA-OAEP", "RSA-OAEP-256"];

/// The algorithms that encrypt the content of messages.
const CONTENTS: &[&str] = &["A128CBC-HS256", "A128GCM", "A256CBC-HS512", "A256GCM"];

const SUBJECT_TYPES: &str = "subject_types_supported";

/// Checks that clients can have signed responses where the operator demands them.
fn check_responses(settings: &Settings<'_>, policy: &Policy) {
    let can_sign = policy.authorization_server.has(SIGNED_RESPONSES)
        || policy.response_types_supported.contains(&ResponseType::CodeIdToken);
    if !can_sign && policy.authorization_responses == AuthorizationResponses::Signed {
        let must = format_args!(
            "be any without {SIGNED_RESPONSES} in AUTHORIZATION_SERVER and code id_token in RESPONSE_TYPES_SUPPORTED"
        );
        settings.refuse("AUTHORIZATION_RESPONSES", must);
    }
}

/// The response types of this server.
const OWN_RESPONSE_TYPES: [ResponseType; 2] = [ResponseType::Code, ResponseType::CodeIdToken];

/// The grants of this server.
const OWN_GRANTS: [GrantType; 4] =
    [GrantType::AuthorizationCode, GrantType::RefreshToken, GrantType::ClientCredentials, GrantType::DeviceCode];

/// Says how the operator keeps a feature of another server.
const WAY_OUT: &str = "unless AUTHORIZATION_SERVER names the authorization_endpoint and the token_endpoint of another \
    server where users sign in";

const SERVER: &str = "AUTHORIZATION_SERVER";

/// Checks that users sign in with the code flow, with an ID token beside the code or without it, and that clients get
/// tokens by the grants of this server.
fn check_flows(settings: &Settings<'_>, policy: &Policy) {
    for grant in &policy.grant_types_supported {
        if !OWN_GRANTS.contains(grant) {
            settings.refuse("GRANT_TYPES_SUPPORTED", format_args!("not have {}, {WAY_OUT}", grant.name()));
        }
    }
    for response_type in &policy.response_types_supported {
        if !OWN_RESPONSE_TYPES.contains(response_type) {
            settings.refuse("RESPONSE_TYPES_SUPPORTED", format_args!("not have {}, {WAY_OUT}", response_type.name()));
        }
    }
}

/// Members of features that this server lacks, and URLs of endpoints that it has itself.
const OF_OTHER_SIGN_IN: [&str; 12] = [
    "authorization_details_types_supported",
    "backchannel_authentication_endpoint",
    "backchannel_authentication_request_signing_alg_values_supported",
    "backchannel_token_delivery_modes_supported",
    "backchannel_user_code_parameter_supported",
    "check_session_iframe",
    "client_id_metadata_document_supported",
    "device_authorization_endpoint",
    "end_session_endpoint",
    "grant_management_endpoint",
    "pushed_authorization_request_endpoint",
    "userinfo_endpoint",
];

/// Checks that the operator names no feature that this server lacks, and turns off none that it always has.
fn check_members(settings: &Settings<'_>, policy: &Policy) {
    let server = &policy.authorization_server;
    for member in server.members().keys() {
        if server.is_elsewhere(member) && (OF_OTHER_SIGN_IN.contains(&&**member) || is_foreign_encryption(member)) {
            settings.refuse(SERVER, format_args!("not have the member {member}, {WAY_OUT}"));
        }
    }
    for member in ALWAYS {
        if server.named(member) == Some(&Value::Bool(false)) {
            settings.refuse(SERVER, format_args!("not have false as its member {member}, {WAY_OUT}"));
        }
    }
    if server.named(FRAMES_HAVE_SESSIONS).is_some_and(|value| *value != Value::Bool(policy.has_frontchannel_logout())) {
        let must = format_args!("have one value in {FRAMES_HAVE_SESSIONS} and frontchannel_logout_supported");
        settings.refuse(SERVER, must);
    }
    if server.named(MUST_PUSH).is_some() {
        settings.refuse(SERVER, format_args!("not have {MUST_PUSH}: set PUSHED_REQUESTS to required"));
    }
}

/// Returns true for a list of algorithms of an encryption that this server lacks.
fn is_foreign_encryption(member: &str) -> bool {
    let ends = ["_encryption_alg_values_supported", "_encryption_enc_values_supported"];
    ends.iter().any(|end| member.ends_with(end)) && !CHOSEN.iter().any(|(own, _)| *own == member)
}

/// Reads the salt of pairwise subject identifiers. It is one key, not a ring: a new key would give every user another
/// identifier.
pub fn pairwise_salt(settings: &Settings<'_>) -> Option<KeyRing> {
    const SETTING: &str = "PAIRWISE_SALT";
    let text = settings.text(SETTING);
    if text.is_empty() {
        return None;
    }
    if text.contains(char::is_whitespace) {
        settings.refuse(SETTING, format_args!("be a single entry of the form name:key"));
    }
    KeyRing::parse(&text).map_err(|must| settings.refuse(SETTING, format_args!("{must}"))).ok()
}
