//! Clients that a document at their identifier describes. Draft `draft-ietf-oauth-client-id-metadata-document`.

use std::sync::OnceLock;

use crate::client_metadata::{AbsoluteUri, Host, List, RedirectUri, TokenEndpointAuthMethod};
use crate::error::DocumentFailure;
use crate::model::ClientId;
use crate::policy::Policy;
use crate::rules::ValidatedClient;
use crate::unit::Timestamp;

/// The rules for clients that a document describes.
#[derive(Clone, Debug)]
pub struct ClientDocuments {
    /// The authentication methods that they may have: none needs a shared secret.
    pub methods: Vec<TokenEndpointAuthMethod>,
    /// The hosts with a rule of their own. A rule is also for the hosts below, unless they have one.
    pub hosts: Vec<(String, HostRule)>,
    /// The rule of all other hosts.
    pub others: HostRule,
    /// Made for the first document: a server that never gets one starts sooner.
    pub policy: OnceLock<Policy>,
}

/// The rule of the operator for the clients of a host. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostRule {
    /// The clients of the host may be used.
    Allowed,
    /// They may not.
    Refused,
    /// They may be used, and the operator vouches for them.
    Trusted,
}

impl ClientDocuments {
    /// Returns the policy for the metadata of these clients: that of registrations, with the methods of documents.
    #[must_use]
    pub fn policy(&self, of_registrations: &Policy) -> &Policy {
        self.policy.get_or_init(|| Policy {
            token_endpoint_auth_methods_supported: self.methods.clone(),
            default_token_endpoint_auth_method: TokenEndpointAuthMethod::None,
            ..of_registrations.clone()
        })
    }

    /// Returns the rule for a host: that of the longest name that is the host or is above it.
    #[must_use]
    pub fn rule(&self, host: &Host) -> HostRule {
        let above = self.hosts.iter().filter(|(name, _)| host.is_at_or_below(name));
        above.max_by_key(|(name, _)| name.len()).map_or(self.others, |(_, rule)| *rule)
    }
}

/// A client that a document at its identifier describes. It is stored nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentClient {
    /// The identifier: the address of the document.
    pub id: ClientId,
    /// The host of the address. It is the name that counts, since the document can say any.
    pub host: String,
    /// The accepted metadata.
    pub metadata: ValidatedClient,
    /// The rule of the operator for the host.
    pub rule: HostRule,
    /// When the document was fetched.
    pub fetched_at: Timestamp,
}

impl DocumentClient {
    /// Returns true if the operator vouches for the client: its host is trusted, and it sends users to websites alone.
    ///
    /// Any program on the device of a user can name the address of a document, and wait there for the code. RFC 8252
    /// section 8.6.
    #[must_use]
    pub fn is_trusted(&self) -> bool {
        let uris = self.metadata.metadata().redirect_uris.as_ref().map_or(&[][..], List::as_slice);
        let is_site =
            |RedirectUri(uri): &RedirectUri| uri.scheme() == "https" && !uri.host().is_some_and(Host::is_loopback);
        self.rule == HostRule::Trusted && uris.iter().all(is_site)
    }
}

/// The longest identifier, as for sealed clients.
const LONGEST_ID: usize = 1024;

/// The scheme of such identifiers. No identifier that this server makes begins with it.
pub const SCHEME: &str = "https://";

/// Reads the identifier of such a client, which is the address of its document.
///
/// Identifiers are compared as text, so only the form is read that URL parsers leave as it is: otherwise another address
/// would be fetched than the one that was compared.
pub fn document_uri(id: &str) -> Result<AbsoluteUri, DocumentFailure> {
    let uri = AbsoluteUri::parse(id).map_err(|_| DocumentFailure::Url)?;
    let authority = uri.authority().unwrap_or_default();
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    let is_plain_port = |port: &str| port != "443" && !port.starts_with('0');
    let is_plain = id.starts_with(SCHEME)
        && id.len() <= LONGEST_ID
        && uri.path().starts_with('/')
        && !host.bytes().any(|byte| byte.is_ascii_uppercase())
        && port.is_none_or(is_plain_port)
        // URL parsers encode an apostrophe in a query.
        && !id.contains('\'');
    if is_plain { Ok(uri) } else { Err(DocumentFailure::Url) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draft section 2; requirements N1, N3, N4.
    #[test]
    fn an_identifier_is_an_address_as_url_parsers_leave_it() {
        let of_length = |length: usize| format!("https://app.example/{}", "a".repeat(length - 20));
        for good in [
            "https://app.example/client.json",
            "https://app.example/",
            "https://app.example:8443/a/b?c=d",
            "https://app.example/a?",
            "https://app.example/a%20b",
            "https://app.example/a//b",
            &of_length(1024),
        ] {
            assert_eq!(document_uri(good).as_ref().map(AbsoluteUri::as_str), Ok(good));
        }
        for bad in [
            "https://app.example",
            "https://app.example?x",
            "http://app.example/client.json",
            "HTTPS://app.example/client.json",
            "https:///client.json",
            "https:app.example/client.json",
            "https://App.example/client.json",
            "https://app.example:443/client.json",
            "https://app.example:08443/client.json",
            "https://app.example:/client.json",
            "https://user@app.example/client.json",
            "https://user:secret@app.example/client.json",
            "https://app.example/client.json#",
            "https://app.example/client.json#x",
            "https://app.example/./client.json",
            "https://app.example/a/../client.json",
            "https://app.example/..",
            "https://app.example/%2e%2E/client.json",
            "https://app.example/.%2e/client.json",
            "https://app.example/a\\b",
            "https://app.example\\@evil.example/",
            "https://app.example/a\tb",
            "https://app.example/a b",
            "https://app.example/a?b='c'",
            "https://app.example/\u{e9}",
            "https://b\u{fc}cher.example/",
            "https://app.example./%0a",
            &of_length(1025),
        ] {
            assert_eq!(document_uri(bad), Err(DocumentFailure::Url), "{bad}");
        }
    }
}
