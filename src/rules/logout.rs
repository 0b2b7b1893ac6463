//! Logout. OpenID Connect RP-Initiated Logout, Front-Channel Logout and Back-Channel Logout.

use crate::client_metadata::{ClientMetadata, Host, List, RedirectUri};
use crate::error::Invalid;
use crate::json::Pointer;
use crate::policy::Policy;
use crate::rules::{must, redirect_uris};

/// Removes URIs that the server never uses: clients send them to every server.
pub fn complete(metadata: &mut ClientMetadata, policy: &Policy) {
    let server = &policy.authorization_server;
    if !server.has("end_session_endpoint") {
        metadata.post_logout_redirect_uris = None;
    }
    if server.has("frontchannel_logout_supported") {
        metadata.frontchannel_logout_session_required.get_or_insert(false);
    } else {
        metadata.frontchannel_logout_uri = None;
        // A client that requires sessions must learn that there are none, so `true` stays for the rules to refuse.
        metadata.frontchannel_logout_session_required.take_if(|is_required| !*is_required);
    }
    if server.has("backchannel_logout_supported") {
        metadata.backchannel_logout_session_required.get_or_insert(false);
    } else {
        metadata.backchannel_logout_uri = None;
        metadata.backchannel_logout_session_required.take_if(|is_required| !*is_required);
    }
}

pub fn check(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    let uris = metadata.post_logout_redirect_uris.as_ref().map_or(&[][..], List::as_slice);
    for (index, RedirectUri(uri)) in uris.iter().enumerate() {
        let at = || Pointer::member("post_logout_redirect_uris").element(index);
        redirect_uris::check_one(uri, metadata, policy).map_err(|must| Invalid::new(at(), must))?;
        // OpenID Connect RP-Initiated Logout section 3.1 permits http for confidential clients alone.
        if uri.scheme() == "http" && metadata.is_public() {
            return Err(Invalid::new(at(), "not be an http URI for a client without a secret or a key"));
        }
    }
    check_frontchannel(metadata, policy)?;
    let server = &policy.authorization_server;
    let sessions = [
        ("frontchannel_logout_session_required", metadata.frontchannel_logout_session_required),
        ("backchannel_logout_session_required", metadata.backchannel_logout_session_required),
    ];
    for (member, is_required) in sessions {
        if is_required == Some(true) && !server.has(&member.replace("required", "supported")) {
            return Err(must(member, "be false: this server does not tell sessions apart"));
        }
    }
    Ok(())
}

/// Checks the front-channel logout URI, which the server loads in a page of its own. So the URI must share the origin of
/// a redirection URI, and use TLS except on the loopback host.
fn check_frontchannel(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    const MEMBER: &str = "frontchannel_logout_uri";
    let Some(uri) = &metadata.frontchannel_logout_uri else { return Ok(()) };
    let redirects = metadata.redirect_uris.as_ref().map_or(&[][..], List::as_slice);
    if !redirects.iter().any(|RedirectUri(redirect)| redirect.origin() == uri.0.origin()) {
        return Err(must(MEMBER, "have the scheme, host and port of one of the redirect_uris"));
    }
    if policy.own_endpoints.have(&uri.0) {
        return Err(must(MEMBER, "not lead to an endpoint of this server"));
    }
    let is_public = metadata.is_public();
    let is_local = uri.0.host().is_some_and(Host::is_loopback);
    if uri.0.scheme() == "http" && (is_public || !is_local) {
        return Err(must(MEMBER, "be an https URI"));
    }
    Ok(())
}
