//! Subject identifiers. OpenID Connect Core section 8.

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::client_metadata::{ClientMetadata, HttpsUri, List, RedirectUri, SubjectType};
use crate::key_ring::{KeyRing, Purpose};
use crate::rules::ValidatedClient;

/// Returns the `sub` of a user for a client: the user's own identifier, or for a pairwise client an identifier of its
/// sector, base64url, 43 characters.
///
/// `None` for a pairwise client without a sector, or a server without a salt: then nobody can sign in. The same user,
/// sector and salt always give the same identifier. The master secret plays no part, so that a new master secret
/// changes no identifier.
#[must_use]
pub fn subject(user: &str, client: &ValidatedClient, salt: Option<&KeyRing>) -> Option<String> {
    let metadata = client.metadata();
    match metadata.subject_type {
        Some(SubjectType::Pairwise) => {
            let (sector, salt) = (sector(metadata)?, salt?);
            let parts: [&[u8]; 2] = [sector.as_bytes(), user.as_bytes()];
            let digest = salt.derive_32(salt.current(), Purpose::PairwiseSubject, &parts)?;
            Some(Base64UrlUnpadded::encode_string(&digest))
        }
        Some(SubjectType::Public) | None => Some(user.to_owned()),
        Some(SubjectType::Unknown(_)) => None,
    }
}

/// Returns the host of the sector identifier, or the only host of the redirection URIs. OpenID Connect Core section
/// 8.1.
fn sector(metadata: &ClientMetadata) -> Option<String> {
    if let Some(HttpsUri(uri)) = &metadata.sector_identifier_uri {
        return uri.host().map(ToString::to_string);
    }
    let uris = metadata.redirect_uris.as_ref().map_or(&[][..], List::as_slice);
    let mut hosts = uris.iter().map(|RedirectUri(uri)| uri.host());
    // A URI without a host, such as that of a private-use scheme, belongs to no sector.
    let first = hosts.next()??;
    hosts.all(|host| host == Some(first)).then(|| first.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn salt(byte: char) -> KeyRing {
        KeyRing::parse(&format!("s1:{byte}AECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")).unwrap()
    }

    fn client(members: &Value) -> ValidatedClient {
        ValidatedClient::restore(members.as_object().unwrap().clone())
    }

    fn pairwise(sector_identifier_uri: &str, redirect_uris: &[&str]) -> Option<String> {
        let client = client(&json!({"subject_type": "pairwise", "redirect_uris": redirect_uris,
            "sector_identifier_uri": sector_identifier_uri}));
        subject("alice", &client, Some(&salt('A')))
    }

    /// Requirement C61.
    #[test]
    fn clients_of_one_sector_know_a_user_by_the_same_name() {
        let name = pairwise("", &["https://a.example/cb"]).unwrap();
        assert_eq!(name.len(), 43);
        for same in [
            pairwise("", &["https://A.example:8443/other", "https://a.example/cb"]),
            pairwise("https://a.example/uris.json", &["https://b.example/cb", "https://c.example/cb"]),
            pairwise("https://a.example/moved.json", &["https://d.example/cb"]),
        ] {
            assert_eq!(same.as_ref(), Some(&name));
        }
        for other in [
            pairwise("", &["https://b.example/cb"]),
            pairwise("https://b.example/uris.json", &["https://a.example/cb"]),
            pairwise("https://sub.a.example/uris.json", &["https://a.example/cb"]),
        ] {
            assert!(other.is_some_and(|other| other != name));
        }
    }

    /// Requirement C61.
    #[test]
    fn nobody_else_can_tell_the_name() {
        let client = client(&json!({"subject_type": "pairwise", "redirect_uris": ["https://a.example/cb"]}));
        let name = subject("alice", &client, Some(&salt('A')));
        assert_ne!(name, subject("bob", &client, Some(&salt('A'))));
        assert_ne!(name, subject("alice", &client, Some(&salt('B'))));
        assert_eq!(subject("alice", &client, None), None);
    }

    /// Requirements C60, C62.
    #[test]
    fn a_pairwise_client_without_a_sector_has_no_users() {
        for uris in [vec!["https://a.example/cb", "https://b.example/cb"], vec!["com.example.app:/cb"], vec![]] {
            assert_eq!(pairwise("", &uris), None, "{uris:?}");
        }
        let unknown = client(&json!({"subject_type": "ephemeral", "redirect_uris": ["https://a.example/cb"]}));
        assert_eq!(subject("alice", &unknown, Some(&salt('A'))), None);
    }

    #[test]
    fn a_public_client_knows_users_as_they_are() {
        for client in [client(&json!({"subject_type": "public"})), client(&json!({}))] {
            assert_eq!(subject("alice", &client, None).as_deref(), Some("alice"));
        }
    }
}
