//! The reasons why the document of a client does not count.

use crate::error::Invalid;

/// The reason why a client ID metadata document does not count. In alphabetical order.
///
/// Draft `draft-ietf-oauth-client-id-metadata-document`, sections 3 to 5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentFailure {
    /// The guard of outbound requests refuses the address.
    Address,
    /// The document has no `client_id`, or that of another address.
    ClientId,
    /// The operator takes no clients from the host.
    Host,
    /// The document breaks this rule.
    Invalid(Invalid),
    /// The document is longer than the limit.
    Length,
    /// The host has had too many requests.
    Limited,
    /// The document is not a JSON object.
    Malformed,
    /// The response has another media type than JSON.
    MediaType,
    /// The response is a redirection.
    Redirect,
    /// The response has another status than 200.
    Status,
    /// The host is overloaded or out of order.
    Unavailable,
    /// The host does not answer in time.
    Unreachable,
    /// The host has no addresses, or addresses that are not public.
    Unresolved,
    /// The identifier is not a URL that can name a document.
    Url,
}

impl DocumentFailure {
    /// Returns the word for the log.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Address => "document_address",
            Self::ClientId => "document_client_id",
            Self::Host => "document_host",
            Self::Invalid(_) => "document_member",
            Self::Length => "document_length",
            Self::Limited => "document_limited",
            Self::Malformed => "document_malformed",
            Self::MediaType => "document_media_type",
            Self::Redirect => "document_redirect",
            Self::Status => "document_status",
            Self::Unavailable => "document_unavailable",
            Self::Unreachable => "document_unreachable",
            Self::Unresolved => "document_unresolved",
            Self::Url => "document_url",
        }
    }

    /// Returns the description for the caller.
    ///
    /// All failures of a fetch have one text, so that nobody can scan networks through this server. A document that names
    /// its own address is meant to be read, so a broken rule in it is told.
    #[must_use]
    pub fn description(&self) -> String {
        match self {
            Self::Host => "the host of client_id must be one that this server takes clients from".to_owned(),
            Self::Invalid(invalid) => format!("the document at client_id is refused: {}", invalid.description()),
            Self::Url => "client_id must be an https URL as browsers write it, with a path, without user information, \
                fragment and dot segments, of at most 1024 characters"
                .to_owned(),
            _ => {
                "client_id must lead to its document: a JSON object of at most 5120 bytes with this client_id, served \
                by a public host with status 200 and without a redirection"
                    .to_owned()
            }
        }
    }

    /// Returns true if a later fetch can succeed without a change of the document. A document that was fetched before
    /// counts a while longer then.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        matches!(self, Self::Limited | Self::Unavailable | Self::Unreachable | Self::Unresolved)
    }
}
