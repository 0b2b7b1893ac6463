//! The limits of the operator on sizes and counts. The readers of members have higher limits for everybody.

use crate::client_metadata::{ClientMetadata, List, RedirectUri};
use crate::error::Invalid;
use crate::json::Pointer;
use crate::policy::Policy;
use crate::rules::must;
use crate::unit::ByteCount;

pub fn check(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    let limits = &policy.limits;
    let uris = metadata.redirect_uris.as_ref().map_or(&[][..], List::as_slice);
    let after_logout = metadata.post_logout_redirect_uris.as_ref().map_or(&[][..], List::as_slice);
    let counts = [
        ("redirect_uris", distinct(uris), limits.redirect_uris),
        ("post_logout_redirect_uris", distinct(after_logout), limits.redirect_uris),
        ("contacts", metadata.contacts.as_ref().map_or(0, |contacts| contacts.as_slice().len()), limits.contacts),
    ];
    if let Some((member, _, limit)) = counts.into_iter().find(|(_, count, limit)| count > limit) {
        return Err(must(member, format!("not have more values than {limit}")));
    }
    let ByteCount(longest) = limits.redirect_uri;
    if let Some(index) = uris.iter().position(|RedirectUri(uri)| uri.as_str().len() > longest) {
        let at = Pointer::member("redirect_uris").element(index);
        return Err(Invalid::new(at, format!("not be longer than {longest} bytes")));
    }
    for (tag, name) in metadata.client_name.values() {
        if name.as_str().chars().count() > limits.client_name {
            let member = tag.map_or_else(|| "client_name".to_owned(), |tag| format!("client_name#{tag}"));
            return Err(must(&member, format!("not be longer than {} characters", limits.client_name)));
        }
    }
    check_keys(metadata, policy)
}

/// Counts the values without repetitions, which are registered once.
fn distinct(uris: &[RedirectUri]) -> usize {
    uris.iter().enumerate().filter(|(index, uri)| !uris.iter().take(*index).any(|earlier| earlier == *uri)).count()
}

fn check_keys(metadata: &ClientMetadata, policy: &Policy) -> Result<(), Invalid> {
    let limits = &policy.limits;
    let at = || Pointer::member("jwks").child("keys");
    let Some(jwks) = &metadata.jwks else { return Ok(()) };
    if jwks.count() > limits.jwks_keys {
        return Err(Invalid::new(at(), format!("not have more keys than {}", limits.jwks_keys)));
    }
    let range = limits.rsa_bits_from..=limits.rsa_bits_to;
    if jwks.rsa_bits().all(|bits| range.contains(&bits)) {
        Ok(())
    } else {
        Err(Invalid::new(at(), format!("have RSA keys of {} to {} bits", range.start(), range.end())))
    }
}
