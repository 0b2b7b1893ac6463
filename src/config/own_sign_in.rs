//! The features of this server's authorization endpoint, which discovery shows and clients may register for.

use serde_json::Value;

use crate::client_metadata::{GrantType, Keyword, ResponseType, SigningAlgorithm, SubjectType};
use crate::config::Misconfigured;
use crate::key_ring::KeyRing;
use crate::model::{Issuer, standard_claims};
use crate::policy::{AuthorizationResponses, OPENID_SCOPES, Policy, PushedRequests};

/// Adds the features of the authorization endpoint to the policy, if users sign in at this server. RFC 8414 section 2,
/// OpenID Connect Discovery section 3.
///
/// `Err` is for a feature that this server lacks: clients would rely on it.
pub fn complete(mut policy: Policy, issuer: &Issuer, salt: Option<&KeyRing>) -> Result<Policy, Misconfigured> {
    if !policy.has_own_sign_in() {
        return Ok(policy);
    }
    check_flows(&policy)?;
    check_responses(&policy)?;
    let lists = own_lists(&policy, salt);
    check_members(&policy, &lists)?;
    check_lists(&policy, &lists)?;
    let members = [
        ("authorization_endpoint", Value::from(issuer.authorization_endpoint())),
        ("end_session_endpoint", Value::from(issuer.end_session_endpoint())),
        ("pushed_authorization_request_endpoint", Value::from(issuer.pushed_authorization_request_endpoint())),
        ("userinfo_endpoint", Value::from(issuer.userinfo_endpoint())),
    ];
    let of_devices = policy.has_devices().then(|| issuer.device_authorization_endpoint());
    let members = members.into_iter().chain(of_devices.map(|it| ("device_authorization_endpoint", Value::from(it))));
    let flags = ALWAYS.iter().chain(&USUALLY).map(|member| (*member, Value::Bool(true)));
    let lists = lists.into_iter().filter(|list| !list.usual.is_empty());
    let lists = lists.map(|OwnList { member, usual, .. }| (member, Value::from(usual)));
    for (member, value) in members.chain(flags).chain(lists) {
        policy.authorization_server.add(member, value);
    }
    // Each frame has the session: OpenID Connect Front-Channel Logout section 3.
    if policy.has_frontchannel_logout() {
        policy.authorization_server.add(FRAMES_HAVE_SESSIONS, Value::Bool(true));
    }
    if policy.pushed_requests == PushedRequests::Required {
        policy.authorization_server.add(MUST_PUSH, Value::Bool(true));
    }
    // Every client may request these values of its users.
    if let Some(supported) = policy.scopes.supported.take() {
        let own = OPENID_SCOPES.map(str::to_owned).into_iter();
        let others = supported.into_iter().filter(|value| !OPENID_SCOPES.contains(&&**value));
        policy.scopes.supported = Some(own.chain(others).collect());
    }
    Ok(policy)
}

/// Adds the authentication context classes that users can reach at this server, unless the operator names others, such as
/// those of an identity provider. OpenID Connect Discovery section 3.
pub fn add_contexts(policy: &mut Policy, contexts: &[&str]) {
    if policy.has_own_sign_in() && !contexts.is_empty() {
        policy.authorization_server.add("acr_values_supported", Value::from(contexts.to_vec()));
    }
}

/// Features that cannot be turned off.
const ALWAYS: [&str; 4] = [
    "authorization_response_iss_parameter_supported",
    "backchannel_logout_session_supported",
    "claims_parameter_supported",
    "require_request_uri_registration",
];

/// Features that the operator can turn off.
const USUALLY: [&str; 3] =
    ["backchannel_logout_supported", "request_parameter_supported", "request_uri_parameter_supported"];

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

/// A list of values that this server supports.
struct OwnList {
    member: &'static str,
    /// The values that discovery shows unless the operator chooses.
    usual: Vec<&'static str>,
    /// Values that the operator can choose as well.
    further: &'static [&'static str],
}

impl OwnList {
    const fn of(member: &'static str, usual: Vec<&'static str>) -> Self {
        Self { member, usual, further: &[] }
    }

    /// Lists the algorithms of a message that this server signs.
    fn of_signatures(member: &'static str) -> Self {
        Self { member, usual: vec!["RS256", "ES256"], further: &["PS256"] }
    }
}

/// Returns the values that this server supports in each list. Without a salt there are no pairwise subjects.
fn own_lists(policy: &Policy, salt: Option<&KeyRing>) -> Vec<OwnList> {
    let subject_types: &[SubjectType] = match salt {
        Some(_) => &[SubjectType::Public, SubjectType::Pairwise],
        None => &[SubjectType::Public],
    };
    let length = policy.client_secret_length;
    let of_requests = SigningAlgorithm::ALL.iter().filter(|it| length.fits(it)).map(Keyword::name).collect();
    let has_hybrid = policy.response_types_supported.contains(&ResponseType::CodeIdToken);
    let of_responses = OF_RESPONSES.into_iter().filter(|_| has_hybrid);
    let claims = OF_ID_TOKENS.into_iter().chain(of_responses).chain(standard_claims()).collect();
    let signed_modes = SIGNED_MODES.into_iter().filter(|_| policy.authorization_server.has(SIGNED_RESPONSES));
    let modes = ["query", "fragment", "form_post"].into_iter().chain(signed_modes).collect();
    let chosen = CHOSEN.map(|(member, further)| OwnList { member, usual: Vec::new(), further });
    let usual = [
        OwnList::of("claims_supported", claims),
        OwnList::of("code_challenge_methods_supported", vec!["S256"]),
        OwnList::of_signatures("id_token_signing_alg_values_supported"),
        OwnList::of("prompt_values_supported", vec!["none", "login", "consent", "select_account"]),
        OwnList::of("request_object_signing_alg_values_supported", of_requests),
        OwnList::of("response_modes_supported", modes),
        OwnList::of(SUBJECT_TYPES, subject_types.iter().map(Keyword::name).collect()),
        OwnList::of_signatures("userinfo_signing_alg_values_supported"),
    ];
    chosen.into_iter().chain(usual).collect()
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
fn check_responses(policy: &Policy) -> Result<(), Misconfigured> {
    let can_sign = policy.authorization_server.has(SIGNED_RESPONSES)
        || policy.response_types_supported.contains(&ResponseType::CodeIdToken);
    if can_sign || policy.authorization_responses == AuthorizationResponses::Any {
        return Ok(());
    }
    let must = format!(
        "be any without {SIGNED_RESPONSES} in AUTHORIZATION_SERVER and code id_token in RESPONSE_TYPES_SUPPORTED"
    );
    refuse("AUTHORIZATION_RESPONSES", must)
}

/// The response types of this server.
const OWN_RESPONSE_TYPES: [ResponseType; 2] = [ResponseType::Code, ResponseType::CodeIdToken];

/// The grants of this server.
const OWN_GRANTS: [GrantType; 4] =
    [GrantType::AuthorizationCode, GrantType::RefreshToken, GrantType::ClientCredentials, GrantType::DeviceCode];

/// Says how the operator keeps a feature of another server.
const WAY_OUT: &str = "unless AUTHORIZATION_SERVER names the authorization_endpoint and the token_endpoint of another \
    server where users sign in";

fn refuse<T>(setting: &'static str, must: String) -> Result<T, Misconfigured> {
    Err(Misconfigured { setting, must })
}

/// Checks that users sign in with the code flow, with an ID token beside the code or without it, and that clients get
/// tokens by the grants of this server.
fn check_flows(policy: &Policy) -> Result<(), Misconfigured> {
    if let Some(grant) = policy.grant_types_supported.iter().find(|grant| !OWN_GRANTS.contains(grant)) {
        return refuse("GRANT_TYPES_SUPPORTED", format!("not have {}, {WAY_OUT}", grant.name()));
    }
    match policy.response_types_supported.iter().find(|response_type| !OWN_RESPONSE_TYPES.contains(response_type)) {
        None => Ok(()),
        Some(other) => refuse("RESPONSE_TYPES_SUPPORTED", format!("not have {}, {WAY_OUT}", other.name())),
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
fn check_members(policy: &Policy, lists: &[OwnList]) -> Result<(), Misconfigured> {
    const SETTING: &str = "AUTHORIZATION_SERVER";
    let server = &policy.authorization_server;
    let encrypts = |member: &&str| {
        let ends = ["_encryption_alg_values_supported", "_encryption_enc_values_supported"];
        ends.iter().any(|end| member.ends_with(end)) && !lists.iter().any(|list| list.member == *member)
    };
    let named = server.members().keys().map(String::as_str);
    let lacks = |member: &&str| OF_OTHER_SIGN_IN.contains(member) || encrypts(member);
    if let Some(member) = named.into_iter().find(|member| server.is_elsewhere(member) && lacks(member)) {
        return refuse(SETTING, format!("not have the member {member}, {WAY_OUT}"));
    }
    let is_off = |member: &str| server.named(member) == Some(&Value::Bool(false));
    if let Some(member) = ALWAYS.iter().find(|member| is_off(member)) {
        return refuse(SETTING, format!("not have false as its member {member}, {WAY_OUT}"));
    }
    if server.named(FRAMES_HAVE_SESSIONS).is_some_and(|value| *value != Value::Bool(policy.has_frontchannel_logout())) {
        return refuse(SETTING, format!("have one value in {FRAMES_HAVE_SESSIONS} and frontchannel_logout_supported"));
    }
    if server.named(MUST_PUSH).is_some() {
        return refuse(SETTING, format!("not have {MUST_PUSH}: set PUSHED_REQUESTS to required"));
    }
    Ok(())
}

/// Checks that the operator lists only values that this server supports.
fn check_lists(policy: &Policy, lists: &[OwnList]) -> Result<(), Misconfigured> {
    for OwnList { member, usual, further } in lists {
        let Some(named) = policy.authorization_server.named(member) else { continue };
        let named = named.as_array().into_iter().flatten().filter_map(Value::as_str);
        match named.into_iter().find(|value| !usual.contains(value) && !further.contains(value)) {
            None => {}
            Some("pairwise") if *member == SUBJECT_TYPES => {
                let must = format!("be set if AUTHORIZATION_SERVER has pairwise in {member}");
                return refuse("PAIRWISE_SALT", must);
            }
            Some(value) => {
                return refuse("AUTHORIZATION_SERVER", format!("not have {value} in {member}, {WAY_OUT}"));
            }
        }
    }
    Ok(())
}
