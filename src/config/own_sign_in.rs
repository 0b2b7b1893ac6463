//! The features of this server's authorization endpoint, which discovery shows and clients may register for.

use serde_json::Value;

use crate::client_metadata::{Keyword, SigningAlgorithm};
use crate::model::{Issuer, standard_claims};
use crate::policy::{Policy, PushedRequests};

/// Adds the features of the authorization endpoint to the policy, if users sign in at this server. RFC 8414 section 2,
/// OpenID Connect Discovery section 3.
pub fn complete(mut policy: Policy, issuer: &Issuer) -> Policy {
    if !policy.has_own_sign_in() {
        return policy;
    }
    let must_push = policy.pushed_requests == PushedRequests::Required;
    let texts = |values: &[&str]| Value::from(values.to_vec());
    let algorithms: Vec<&str> = SigningAlgorithm::ALL.iter().map(Keyword::name).collect();
    let claims: Vec<&str> = ["sub", "auth_time", "acr", "amr"].into_iter().chain(standard_claims()).collect();
    let members = [
        ("authorization_endpoint", Value::from(issuer.authorization_endpoint())),
        ("authorization_response_iss_parameter_supported", Value::Bool(true)),
        ("backchannel_logout_session_supported", Value::Bool(true)),
        ("backchannel_logout_supported", Value::Bool(true)),
        ("claims_parameter_supported", Value::Bool(true)),
        ("claims_supported", Value::from(claims)),
        ("code_challenge_methods_supported", texts(&["S256"])),
        ("end_session_endpoint", Value::from(issuer.end_session_endpoint())),
        ("id_token_signing_alg_values_supported", texts(&["RS256", "ES256"])),
        ("prompt_values_supported", texts(&["none", "login", "consent", "select_account"])),
        ("pushed_authorization_request_endpoint", Value::from(issuer.pushed_authorization_request_endpoint())),
        ("request_object_signing_alg_values_supported", Value::from(algorithms)),
        ("request_parameter_supported", Value::Bool(true)),
        ("request_uri_parameter_supported", Value::Bool(true)),
        ("require_request_uri_registration", Value::Bool(true)),
        ("response_modes_supported", texts(&["query", "fragment", "form_post"])),
        ("userinfo_endpoint", Value::from(issuer.userinfo_endpoint())),
        ("userinfo_signing_alg_values_supported", texts(&["RS256", "ES256"])),
    ];
    for (member, value) in members {
        policy.authorization_server.add(member, value);
    }
    if must_push {
        policy.authorization_server.add("require_pushed_authorization_requests", Value::Bool(true));
    }
    policy
}
