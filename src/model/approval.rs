//! The approval of clients by an operator.

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

use crate::client_metadata::member_of;
use crate::json;
use crate::model::{Client, Config, RegisteredClient};
use crate::policy::Policy;

/// The approval of a client. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approval {
    /// The client waits for an operator, and the store lists it.
    Awaited,
    /// An operator has approved the client, or need not.
    Given,
    /// The client needs an operator, and the store does not list it.
    Missing,
}

/// The greatest number of sealed clients that wait. Above it, the one that has waited longest leaves the list.
pub const WAITING_MAXIMUM: u32 = 1_000;

impl RegisteredClient {
    /// Returns the approval of a client. `approved` is the stored digest of what an operator has approved: empty while the
    /// client waits, and `None` where nothing is stored.
    #[must_use]
    pub fn approval_of(&self, approved: Option<&str>, config: &Config) -> Approval {
        if !config.approval.contains(&self.trust()) {
            return Approval::Given;
        }
        match approved {
            // Nothing is noted of a client that waits, so this one was used before the operator asked for approvals.
            None if self.last_used_at.is_some() => Approval::Given,
            Some("") => Approval::Awaited,
            Some(approved) if approved == self.approvable(&config.policy) => Approval::Given,
            None | Some(_) => Approval::Missing,
        }
    }

    /// Returns the digest of what an operator approves: the names and the redirection URIs, without those of a template. SHA-256,
    /// base64url.
    ///
    /// Without it, a client could be approved under one name, and take another.
    #[must_use]
    pub fn approvable(&self, policy: &Policy) -> String {
        let client = self.stored(policy);
        let is_seen = |name: &str| matches!(member_of(name), "client_name" | "redirect_uris");
        let seen: Vec<_> = client.metadata.members().iter().filter(|(name, _)| is_seen(name)).collect();
        Base64UrlUnpadded::encode_string(&Sha256::digest(json::text(&seen)))
    }
}

impl Client {
    /// Returns true if no user can let the client in, and it gets no tokens, until an operator approves it.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        matches!(self, Self::Registered(client) if client.approval != Approval::Given)
    }
}
