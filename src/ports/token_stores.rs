//! Initial access tokens, single uses, and issuers of software statements.

use serde_json::{Map, Value};

use crate::error::Fault;
use crate::model::{AuditEntry, InitialAccessToken, SingleUse, TokenDigest};
use crate::unit::Timestamp;

/// Stores initial access tokens.
pub trait InitialAccessTokenStore {
    /// Returns the stored token of a digest.
    async fn initial_access_token(&self, digest: &TokenDigest) -> Result<Option<InitialAccessToken>, Fault>;
}

/// Remembers what was used up, so that it cannot be used again.
pub trait SingleUseStore {
    /// Returns true if no use is left of what is counted under a digest.
    async fn is_used_up(&self, digest: &TokenDigest) -> Result<bool, Fault>;

    /// Takes the uses for a client that is not stored, all or none.
    async fn use_up(
        &self,
        single_uses: &[SingleUse],
        at: Timestamp,
        entry: Option<AuditEntry>,
    ) -> Result<UseOutcome, Fault>;

    /// Uses up a name, and remembers it at least until this time.
    async fn use_name(&self, name: &str, until: Timestamp) -> Result<UseOutcome, Fault>;

    /// Returns true if a name was used up, as far as the store remembers it.
    async fn was_name_used(&self, name: &str) -> Result<bool, Fault>;
}

/// The outcome of a use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UseOutcome {
    /// There was no use left; nothing changed.
    AlreadyUsed,
    /// The use is taken.
    Used,
}

/// Stores the issuers of software statements that the operator trusts.
pub trait StatementIssuerStore {
    /// Returns the stored entry of an issuer, in the form of the setting `STATEMENT_ISSUERS`.
    async fn statement_issuer(&self, name: &str) -> Result<Option<Map<String, Value>>, Fault>;

    /// Returns the names of the stored issuers in alphabetical order, at most 1,000.
    async fn statement_issuers(&self) -> Result<Vec<String>, Fault>;
}
