//! Initial access tokens as operators see them.

use crate::error::Fault;
use crate::model::{AuditEntry, Bounds, TokenDigest};
use crate::unit::Timestamp;

/// Lists, stores and revokes initial access tokens.
pub trait TokenAdministration {
    /// Returns tokens in the order of their digests, after this one.
    async fn list_tokens(&self, after: Option<&str>, limit: u32) -> Result<Vec<ListedToken>, Fault>;

    /// Stores a new token.
    async fn store_token(&self, token: &ListedToken, entry: Option<AuditEntry>) -> Result<(), Fault>;

    /// Takes all uses of a token away; returns false if there is none of this digest. Its row stays until it has expired: without
    /// it, a signed token would have all its uses again.
    async fn revoke_token(&self, digest: &str, entry: Option<AuditEntry>) -> Result<bool, Fault>;
}

/// An initial access token in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedToken {
    /// The digest that finds the token.
    pub digest: TokenDigest,
    /// The words that operators know it by: of a signed token its issuer and its subject.
    pub label: String,
    /// The number of clients that can still be registered with the token.
    pub uses_left: u32,
    /// When the token was made, or first used.
    pub created_at: Timestamp,
    /// The time from which the token is refused.
    pub expires_at: Timestamp,
    /// The bounds of every client that is registered with the token.
    pub bounds: Bounds,
}
