//! The audit log: its journals, its entries, and the digests that chain its rows.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::json;
use crate::model::{Delivery, DeliveryKind, SERVER_EVENTS_MAXIMUM, SERVER_EVENTS_OF_OPERATORS_MAXIMUM, UserId};
use crate::unit::{Seconds, Timestamp};

/// A part of the audit log with a retention and a chain of its own. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Journal {
    /// The steps of operators, and of the server itself.
    Administration,
    /// The registrations of clients, and their changes.
    Clients,
    /// The sign-ins of users, and the changes of their accounts.
    Users,
}

impl Journal {
    /// All journals, in the order of the enum.
    pub const ALL: [Self; 3] = [Self::Administration, Self::Clients, Self::Users];

    /// Returns the name in the settings, the store and the admin API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Administration => "administration",
            Self::Clients => "clients",
            Self::Users => "users",
        }
    }

    /// Returns the journal of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|journal| journal.name() == name)
    }
}

/// How long each journal is kept, and how long it may become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRetention {
    /// How long the rows of each journal are kept, in the order of [`Journal::ALL`]; zero for a journal that is off.
    pub lives: [Seconds; Journal::ALL.len()],
    /// The most rows of a journal.
    pub rows: u32,
    /// Whether the addresses of callers are kept.
    pub addresses: AuditAddresses,
}

/// Whether the audit log keeps the addresses of callers. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditAddresses {
    /// It keeps the network of one subscriber.
    Kept,
    /// It has no addresses, as the log has none.
    Omitted,
}

impl AuditRetention {
    /// Returns how long the rows of a journal are kept.
    #[must_use]
    pub const fn life(&self, journal: Journal) -> Seconds {
        let [administration, clients, users] = self.lives;
        match journal {
            Journal::Administration => administration,
            Journal::Clients => clients,
            Journal::Users => users,
        }
    }

    /// Returns true if a journal is written.
    #[must_use]
    pub const fn has(&self, journal: Journal) -> bool {
        self.life(journal).0 > 0
    }

    /// Returns true if the addresses of callers are kept.
    #[must_use]
    pub fn keeps_addresses(&self) -> bool {
        self.addresses == AuditAddresses::Kept
    }
}

/// An event for the audit log. It has no secret, and of metadata the names alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// The journal.
    pub journal: Journal,
    /// When.
    pub at: Timestamp,
    /// The kind of the event, such as `client-disabled`.
    pub kind: &'static str,
    /// The one who acts: `client`, `operator`, `registrant`, `system` or `user`.
    pub actor: &'static str,
    /// The client that calls the admin API, or the digest of an initial access token. A user of the console is the user of the
    /// event.
    pub actor_id: Option<String>,
    /// How the actor was trusted.
    pub trust: Option<String>,
    /// The client that the event is about.
    pub client_id: Option<String>,
    /// More about the event.
    pub details: Map<String, Value>,
    /// The user who acts, or whom the event is about.
    pub user: Option<UserId>,
    /// The network that the request came from.
    pub address: Option<String>,
    /// A random text, which no other entry has.
    pub salt: String,
    /// True if the journal is on, so that the entry becomes a row.
    pub is_logged: bool,
    /// The name of the event for the receiver of events; `None` if the receiver does not want it.
    pub jti: Option<String>,
}

impl AuditEntry {
    /// Returns the message for the receiver of events; `None` if the receiver does not want it.
    #[must_use]
    pub fn message(&self) -> Option<Delivery> {
        let jti = self.jti.as_deref()?;
        let user = self.user.as_ref().map(UserId::as_str);
        let texts = [
            ("actor", Some(self.actor)),
            ("actor_id", self.actor_id.as_deref()),
            ("trust", self.trust.as_deref()),
            ("client_id", self.client_id.as_deref()),
            ("user_id", user),
        ];
        let mut event = json::object(texts.into_iter().filter_map(|(name, text)| Some((name, Value::from(text?)))));
        if !self.details.is_empty() {
            event.insert("details".to_owned(), Value::Object(self.details.clone()));
        }
        let contents = json::object([("event", Value::Object(event)), ("kind", Value::from(self.kind))]);
        let kind = DeliveryKind::ServerEvent;
        Some(Delivery {
            name: format!("{} {jti}", kind.name()),
            kind,
            recipient: self.client_id.clone().unwrap_or_default(),
            contents: json::text(&contents),
            created_at: self.at,
            due_at: self.at,
            attempts: 0,
        })
    }

    /// Returns the number of messages of the kind that may wait before this one.
    #[must_use]
    pub fn queue_limit(&self) -> u32 {
        match self.actor {
            "operator" | "system" => SERVER_EVENTS_OF_OPERATORS_MAXIMUM,
            _ => SERVER_EVENTS_MAXIMUM,
        }
    }
}

/// A row of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// The number in the journal, from 1.
    pub sequence: u32,
    /// When.
    pub at: Timestamp,
    /// The kind of the event.
    pub kind: String,
    /// The one who acts.
    pub actor: String,
    /// The client that calls the admin API, or the digest of an initial access token. A user of the console is the user of the
    /// event.
    pub actor_id: Option<String>,
    /// How the actor was trusted.
    pub trust: Option<String>,
    /// The client that the event is about.
    pub client_id: Option<String>,
    /// More about the event: the text of a JSON object.
    pub details: String,
    /// The user; `None` if there is none, or if the row was erased.
    pub user_id: Option<String>,
    /// The address; `None` if there is none, or if the row was erased.
    pub address: Option<String>,
    /// The salt; `None` if the row is about no person, or was erased.
    pub salt: Option<String>,
    /// The digest of what is about a person; `None` if nothing is.
    pub personal: Option<String>,
    /// The digest that chains the row to the one before; `None` until the row is chained.
    pub digest: Option<String>,
}

impl AuditRow {
    /// Returns the digest that chains the row to the row with the digest `previous`, which is empty for the first row.
    ///
    /// The digest is the SHA-256 of `previous` and of a JSON array of the columns. The array has a salted digest of the columns
    /// about a person instead of them, so that their erasure changes nothing.
    #[must_use]
    pub fn link(&self, journal: Journal, previous: &str) -> String {
        let columns = Value::from(vec![
            Value::from(journal.name()),
            Value::from(self.sequence),
            Value::from(self.at.0),
            Value::from(&*self.kind),
            Value::from(&*self.actor),
            Value::from(self.actor_id.as_deref()),
            Value::from(self.trust.as_deref()),
            Value::from(self.client_id.as_deref()),
            Value::from(&*self.details),
            Value::from(self.personal.as_deref()),
        ]);
        digest(&[previous, &json::text(&columns)])
    }
}

/// Returns the salted digest of what a row tells about a person; `None` if it tells nothing.
#[must_use]
pub fn personal_digest(salt: &str, user_id: Option<&str>, address: Option<&str>) -> Option<String> {
    let parts = Value::from(vec![Value::from(salt), Value::from(user_id), Value::from(address)]);
    (user_id.is_some() || address.is_some()).then(|| digest(&[&json::text(&parts)]))
}

fn digest(parts: &[&str]) -> String {
    let digest = parts.iter().fold(Sha256::new(), Sha256::chain_update);
    Base64UrlUnpadded::encode_string(&digest.finalize())
}

/// The rows of a journal that are not chained yet, and where its chain ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unchained {
    /// The end of the chain.
    pub end: ChainEnd,
    /// The rows that follow, in their order; not always all.
    pub rows: Vec<AuditRow>,
}

/// The end of a chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChainEnd {
    /// The number of the last row; 0 if there is none.
    pub sequence: u32,
    /// The digest of the last row; empty if there is none.
    pub digest: String,
}

/// The conditions of a list of a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditQuery {
    /// The journal.
    pub journal: Journal,
    /// The number of the row before which the page ends; `None` for the newest rows.
    pub before: Option<u32>,
    /// The greatest number of rows.
    pub limit: u32,
    /// Only events of this kind.
    pub kind: Option<String>,
    /// Only events about this client, or by it.
    pub client_id: Option<String>,
    /// Only events about this user.
    pub user_id: Option<String>,
    /// Only events at this time or later.
    pub since: Option<Timestamp>,
}

/// The most rows that a page of the audit log looks at.
pub const ROWS_LOOKED_AT: u32 = 2_000;

/// A page of the audit log, the newest row first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditPage {
    /// The rows.
    pub rows: Vec<AuditRow>,
    /// The number of the row before which the next page ends; `None` for the last page.
    pub next: Option<u32>,
}
