//! The receiver of events.

use crate::client_metadata::AbsoluteUri;
use crate::model::SharedSecret;

/// The server of the operator that gets events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// The address.
    pub uri: AbsoluteUri,
    /// The secret with which this server proves itself there, beside the signature of each event.
    pub secret: Option<SharedSecret>,
    /// The events that the receiver wants: names of groups and of kinds.
    pub events: Vec<String>,
}

/// The group of the events of accounts.
pub const EVENTS_OF_USERS: &str = "users";

/// The groups of the other events, each with its kinds in alphabetical order.
pub const EVENT_GROUPS: [(&str, &[&str]); 2] = [
    (
        "clients",
        &[
            "client-approved",
            "client-deleted",
            "client-disabled",
            "client-enabled",
            "client-imported",
            "client-registered",
            "client-updated",
            "client-waiting",
            "secret-renewed",
        ],
    ),
    (
        "operations",
        &[
            "epoch-begun",
            "epoch-lifted",
            "initial-access-token-created",
            "initial-access-token-revoked",
            "policy-activated",
            "policy-retired",
            "signing-key-made",
            "statement-issuer-activated",
            "statement-issuer-retired",
            "template-activated",
            "template-retired",
        ],
    ),
];

/// The most events of clients and of the server that wait: above this number those that registrants and clients cause are not
/// queued.
pub const SERVER_EVENTS_MAXIMUM: u32 = 1_000;

/// The most events of clients and of the server that wait when an operator or the server causes one. A flood of registrations
/// keeps no step of an operator out.
pub const SERVER_EVENTS_OF_OPERATORS_MAXIMUM: u32 = 2_000;

impl Webhook {
    /// Returns true if the receiver wants the events of accounts.
    #[must_use]
    pub fn wants_users(&self) -> bool {
        self.lists(EVENTS_OF_USERS)
    }

    /// Returns true if the receiver wants events of a client or of the server that have this kind.
    #[must_use]
    pub fn wants(&self, kind: &str) -> bool {
        let group = EVENT_GROUPS.iter().find(|(_, kinds)| kinds.contains(&kind));
        group.is_some_and(|(group, _)| self.lists(group) || self.lists(kind))
    }

    fn lists(&self, word: &str) -> bool {
        self.events.iter().any(|listed| listed == word)
    }
}
