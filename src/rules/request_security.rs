//! Protections that a client requires for every request in its name. RFC 8705, RFC 9101, RFC 9126, RFC 9396, RFC 9449.

use crate::client_metadata::{ClientMetadata, Keyword, List, SigningAlgorithm};
use crate::error::Invalid;
use crate::json::Pointer;
use crate::policy::Policy;
use crate::rules::authentication::{uses_secret, verifies};
use crate::rules::must;

/// Required protections, each with the member of the server's metadata that shows support for it.
///
/// `complete` and `check` list the members in this order.
const FEATURES: [(&str, &str); 4] = [
    ("tls_client_certificate_bound_access_tokens", "tls_client_certificate_bound_access_tokens"),
    ("dpop_bound_access_tokens", "dpop_signing_alg_values_supported"),
    ("require_pushed_authorization_requests", "pushed_authorization_request_endpoint"),
    ("require_signed_request_object", REQUEST_OBJECT_ALGORITHMS),
];

/// Fills in false for protections that the server supports.
pub fn complete(metadata: &mut ClientMetadata, policy: &Policy) {
    let demands = [
        &mut metadata.tls_client_certificate_bound_access_tokens,
        &mut metadata.dpop_bound_access_tokens,
        &mut metadata.require_pushed_authorization_requests,
        &mut metadata.require_signed_request_object,
    ];
    for (demand, (_, feature)) in demands.into_iter().zip(FEATURES) {
        if policy.authorization_server.has(feature) {
            demand.get_or_insert(false);
        }
    }
}

/// Refuses a protection that the server does not enforce: to register it would give false safety.
pub fn check(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    let demands = [
        metadata.tls_client_certificate_bound_access_tokens,
        metadata.dpop_bound_access_tokens,
        metadata.require_pushed_authorization_requests,
        metadata.require_signed_request_object,
    ];
    for (demand, (member, feature)) in demands.into_iter().zip(FEATURES) {
        if demand == Some(true) && !policy.authorization_server.has(feature) {
            return Err(must(member, "be false: this server cannot enforce it"));
        }
    }
    if metadata.require_signed_request_object == Some(true) && !can_sign(metadata, policy) {
        return Err(must(
            "require_signed_request_object",
            "come with a key or a secret that request objects are signed with",
        ));
    }
    let types = metadata.authorization_details_types.as_ref().map_or(&[][..], List::as_slice);
    let supported = |value: &str| policy.authorization_server.supports("authorization_details_types_supported", value);
    match types.iter().position(|value| !supported(value.as_str())) {
        None => Ok(()),
        Some(index) => {
            let at = Pointer::member("authorization_details_types").element(index);
            Err(Invalid::new(at, "be a type that this server supports"))
        }
    }
}

/// Returns true if the client can sign a request object with a supported algorithm.
fn can_sign(metadata: &ClientMetadata, policy: &Policy) -> bool {
    let mut algorithms = policy.authorization_server.values(REQUEST_OBJECT_ALGORITHMS).map(SigningAlgorithm::of);
    metadata.request_object_signing_alg.is_some()
        || algorithms.any(
            |algorithm| {
                if algorithm.is_symmetric() { uses_secret(metadata) } else { verifies(&algorithm, metadata) }
            },
        )
}

const REQUEST_OBJECT_ALGORITHMS: &str = "request_object_signing_alg_values_supported";
