//! The authentication method of the client and its keys. RFC 7591 section 2, RFC 8705 section 2.

use crate::client_metadata::{
    ClientMetadata, GrantType, Keyword, List, SigningAlgorithm, TokenEndpointAuthMethod, Use,
};
use crate::error::Invalid;
use crate::json::Pointer;
use crate::policy::{CertificateNames, Policy};
use crate::rules::{must, names};

/// Fills in the default method. Removes an algorithm that the method does not use: some clients send an algorithm with
/// every method.
pub fn complete(metadata: &mut ClientMetadata, policy: &Policy) {
    let default = || default_method(metadata.grant_types.as_ref(), policy);
    let method = metadata.token_endpoint_auth_method.get_or_insert_with(default);
    let signs = method.signs();
    let supported = &policy.token_endpoint_auth_signing_alg_values_supported;
    // An unsupported algorithm stays, so that the client is told of it.
    metadata.token_endpoint_auth_signing_alg.take_if(|algorithm| !signs && supported.contains(algorithm));
}

/// Returns the default method. If a grant needs client authentication and the default is `none`, returns the first
/// method with a secret.
fn default_method(grants: Option<&List<GrantType>>, policy: &Policy) -> TokenEndpointAuthMethod {
    let default = &policy.default_token_endpoint_auth_method;
    let needs_proof = grants.is_some_and(|grants| grants.as_slice().iter().any(GrantType::needs_proof));
    let secret = |method: &&TokenEndpointAuthMethod| method.needs_secret();
    let first = policy.token_endpoint_auth_methods_supported.iter().find(secret);
    match first {
        Some(first) if needs_proof && *default == TokenEndpointAuthMethod::None => first.clone(),
        _ => default.clone(),
    }
}

/// Returns true if the client authenticates with a client secret.
pub fn uses_secret(metadata: &ClientMetadata) -> bool {
    metadata.token_endpoint_auth_method.as_ref().is_some_and(TokenEndpointAuthMethod::needs_secret)
}

pub fn check(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    const MEMBER: &str = "token_endpoint_auth_method";
    let supported = &policy.token_endpoint_auth_methods_supported;
    let method = metadata.token_endpoint_auth_method.as_ref().filter(|method| supported.contains(method));
    let method = method.ok_or_else(|| must(MEMBER, format!("be one of {}", names(supported))))?;
    // With both, it would be a guess which keys count. RFC 7591 section 2.
    if metadata.jwks.is_some() && metadata.jwks_uri.is_some() {
        return Err(must("jwks", "not be sent together with jwks_uri"));
    }
    check_signing_algorithm(metadata, method, policy)?;
    check_keys(metadata, method, policy)?;
    check_certificate(metadata, method)?;
    check_certificate_name(metadata, policy.certificate_names)
}

/// Checks that the client has a key that verifies its assertions or its certificate.
fn check_keys(metadata: &ClientMetadata, method: &TokenEndpointAuthMethod, policy: &Policy) -> Result<(), Invalid> {
    let registered = &metadata.token_endpoint_auth_signing_alg;
    let mut algorithms = policy.token_endpoint_auth_signing_alg_values_supported.iter();
    let has_key = match method {
        TokenEndpointAuthMethod::PrivateKeyJwt => algorithms.any(|algorithm| {
            registered.as_ref().is_none_or(|registered| registered == algorithm) && verifies(algorithm, metadata)
        }),
        TokenEndpointAuthMethod::SelfSignedTlsClientAuth => {
            metadata.jwks_uri.is_some() || metadata.jwks.as_ref().is_some_and(|jwks| jwks.has_key_for(Use::Signature))
        }
        _ => true,
    };
    if has_key {
        return Ok(());
    }
    let (name, alg) = (method.name(), registered.as_ref().map_or("a supported algorithm", Keyword::name));
    let must_have = format!("come with jwks_uri or a key in jwks that verifies {alg} when it is {name}");
    // A method that the server has filled in need not be sent.
    let case = format!("when token_endpoint_auth_method is {name}, or jwks with a key that verifies {alg}");
    let keys = Invalid::missing(Pointer::member("jwks_uri"), &case);
    Err(must("token_endpoint_auth_method", must_have).unless_sent(keys))
}

/// Returns true if a key in `jwks` verifies the algorithm, or if `jwks_uri` may have such a key.
pub fn verifies(algorithm: &SigningAlgorithm, metadata: &ClientMetadata) -> bool {
    metadata.jwks_uri.is_some()
        || metadata.jwks.as_ref().is_some_and(|jwks| jwks.verifying(None, algorithm).next().is_some())
}

/// Checks that the method signs, and that it signs with the kind of algorithm that the client chose.
fn check_signing_algorithm(
    metadata: &ClientMetadata,
    method: &TokenEndpointAuthMethod,
    policy: &Policy,
) -> Result<(), Invalid> {
    const MEMBER: &str = "token_endpoint_auth_signing_alg";
    let Some(algorithm) = &metadata.token_endpoint_auth_signing_alg else { return Ok(()) };
    let supported = &policy.token_endpoint_auth_signing_alg_values_supported;
    let fitting = supported.iter().filter(|algorithm| method.signs_with(algorithm));
    let fitting: Vec<&str> = fitting.map(Keyword::name).collect();
    if fitting.contains(&algorithm.name()) {
        return Ok(());
    }
    let method = method.name();
    Err(match &*fitting {
        [] => must(MEMBER, format!("be absent when token_endpoint_auth_method is {method}")),
        _ => must(MEMBER, format!("be one of {} when token_endpoint_auth_method is {method}", fitting.join(", "))),
    })
}

/// Checks that a client has exactly one certificate name with `tls_client_auth`, and none with another method.
fn check_certificate(metadata: &ClientMetadata, method: &TokenEndpointAuthMethod) -> Result<(), Invalid> {
    // With two names, a certificate for either would do. RFC 8705 section 2.1.2 requires exactly one.
    let names = [
        ("tls_client_auth_subject_dn", metadata.tls_client_auth_subject_dn.is_some()),
        ("tls_client_auth_san_dns", metadata.tls_client_auth_san_dns.is_some()),
        ("tls_client_auth_san_uri", metadata.tls_client_auth_san_uri.is_some()),
        ("tls_client_auth_san_ip", metadata.tls_client_auth_san_ip.is_some()),
        ("tls_client_auth_san_email", metadata.tls_client_auth_san_email.is_some()),
    ];
    let mut sent = names.iter().filter(|(_, is_sent)| *is_sent).map(|(name, _)| *name);
    match (sent.next(), sent.next()) {
        (None, _) if *method == TokenEndpointAuthMethod::TlsClientAuth => {
            Err(must("token_endpoint_auth_method", "come with one tls_client_auth name when it is tls_client_auth"))
        }
        (Some(name), _) if *method != TokenEndpointAuthMethod::TlsClientAuth => {
            Err(must(name, "be absent unless token_endpoint_auth_method is tls_client_auth"))
        }
        (_, Some(second)) => Err(must(second, "be the only name of the certificate")),
        _ => Ok(()),
    }
}

/// Checks that the name is one of those that the operator permits.
fn check_certificate_name(metadata: &ClientMetadata, permitted: CertificateNames) -> Result<(), Invalid> {
    if permitted == CertificateNames::Any {
        return Ok(());
    }
    let others = [
        ("tls_client_auth_san_dns", metadata.tls_client_auth_san_dns.is_some()),
        ("tls_client_auth_san_uri", metadata.tls_client_auth_san_uri.is_some()),
        ("tls_client_auth_san_ip", metadata.tls_client_auth_san_ip.is_some()),
        ("tls_client_auth_san_email", metadata.tls_client_auth_san_email.is_some()),
    ];
    if let Some((name, _)) = others.iter().find(|(_, is_sent)| *is_sent) {
        return Err(must(name, "be absent: clients register tls_client_auth_subject_dn here"));
    }
    match &metadata.tls_client_auth_subject_dn {
        Some(name) if permitted == CertificateNames::EncodedSubject && !name.is_encoded() => {
            let form = "have CN, L, ST, O, OU, C, STREET, DC and UID as text, and other types as 2.5.4.97=#0c03414243";
            Err(must("tls_client_auth_subject_dn", form))
        }
        _ => Ok(()),
    }
}
