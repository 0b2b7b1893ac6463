//! Members of OpenID Connect for users and their sign-in. OpenID Connect Registration section 2.

use crate::client_metadata::{
    AbsoluteUri, ApplicationType, ClientMetadata, GrantType, Host, HttpsUri, Keyword, List, RedirectUri, SubjectType,
};
use crate::error::Invalid;
use crate::json::Pointer;
use crate::policy::{MobileClients, Policy};
use crate::rules::{must, one_of};

/// Fills in the default subject type, and no `auth_time` in ID tokens. Removes request URIs that the server does not
/// support.
pub fn complete(metadata: &mut ClientMetadata, policy: &Policy) {
    let server = &policy.authorization_server;
    if metadata.subject_type.is_none() {
        let is_usable = |subject_type: &SubjectType| *subject_type != SubjectType::Pairwise || has_users(metadata);
        metadata.subject_type = server.preferred("subject_types_supported", &SubjectType::Public, is_usable);
    }
    metadata.require_auth_time.get_or_insert(false);
    if !server.has("request_uri_parameter_supported") {
        metadata.request_uris = None;
    }
}

pub fn check(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    let server = &policy.authorization_server;
    // A type that the authorization server lists but this code does not know is refused: no rule covers it.
    let is_supported = |subject_type: &SubjectType| {
        SubjectType::ALL.contains(subject_type) && server.supports("subject_types_supported", subject_type.name())
    };
    if metadata.subject_type.as_ref().is_some_and(|subject_type| !is_supported(subject_type)) {
        return Err(one_of("subject_type", server.values("subject_types_supported")));
    }
    let login = metadata.initiate_login_uri.as_ref();
    if login.is_some_and(|HttpsUri(uri)| policy.own_endpoints.have(uri) || policy.redirects.refuse(uri)) {
        return Err(must(
            "initiate_login_uri",
            "not lead to an endpoint of this server, or where this server refuses to",
        ));
    }
    check_sector(metadata)?;
    let acr_values = metadata.default_acr_values.as_ref().map_or(&[][..], List::as_slice);
    let unsupported = |value: &str| !server.supports("acr_values_supported", value);
    match acr_values.iter().position(|value| server.has("acr_values_supported") && unsupported(value.as_str())) {
        None => Ok(()),
        Some(index) => {
            let supported: Vec<&str> = server.values("acr_values_supported").collect();
            let at = Pointer::member("default_acr_values").element(index);
            Err(Invalid::new(at, format!("be one of {}", supported.join(", "))))
        }
    }
}

/// Returns true if users sign in at the client. A client that gets tokens only for itself needs no subject identifiers.
fn has_users(metadata: &ClientMetadata) -> bool {
    let grants = metadata.grant_types.as_ref().map_or(&[][..], List::as_slice);
    !grants.iter().all(|grant| matches!(grant, GrantType::ClientCredentials | GrantType::RefreshToken))
}

/// Checks that a pairwise client has one host as its sector. OpenID Connect Core section 8.1.
fn check_sector(metadata: &ClientMetadata) -> Result<(), Invalid> {
    if metadata.subject_type != Some(SubjectType::Pairwise) || metadata.sector_identifier_uri.is_some() {
        return Ok(());
    }
    let uris = metadata.redirect_uris.as_ref().map_or(&[][..], List::as_slice);
    // The loopback host belongs to everybody, and a private-use scheme has no real host: neither can be a sector.
    let is_owned = |uri: &AbsoluteUri| uri.scheme() == "https" && !uri.host().is_some_and(Host::is_loopback);
    let mut hosts: Vec<Option<&Host>> =
        uris.iter().map(|RedirectUri(uri)| uri.host().filter(|_| is_owned(uri))).collect();
    // Neighbours are enough: every second host leaves a second element.
    hosts.dedup();
    match &*hosts {
        [Some(_)] => Ok(()),
        _ => Err(Invalid::missing(
            Pointer::member("sector_identifier_uri"),
            "when subject_type is pairwise and the redirect_uris do not share one host",
        )),
    }
}

/// Fills in the default: a web client, or a native client if a redirection URI has a private-use scheme. Such a URI
/// belongs to an app, and apps seldom send the application type.
pub fn complete_application_type(metadata: &mut ClientMetadata, policy: &Policy) {
    let uris = metadata.redirect_uris.as_ref().map_or(&[][..], List::as_slice);
    let is_app = uris.iter().any(|RedirectUri(uri)| !matches!(uri.scheme(), "http" | "https"));
    let is_mobile = |it: &ApplicationType| it.name() == "mobile" && policy.mobile_clients == MobileClients::Native;
    if metadata.application_type.as_ref().is_some_and(is_mobile) {
        metadata.application_type = Some(ApplicationType::Native);
    }
    let default = if is_app { ApplicationType::Native } else { ApplicationType::Web };
    metadata.application_type.get_or_insert(default);
}

pub fn check_application_type(metadata: &ClientMetadata, _policy: &Policy) -> Result<(), Invalid> {
    match &metadata.application_type {
        Some(ApplicationType::Unknown(_)) => {
            Err(one_of("application_type", ApplicationType::ALL.iter().map(Keyword::name)))
        }
        _ => Ok(()),
    }
}
