//! The audit log: what goes into it, and the chain of its rows.

mod chain;
mod verification;

pub use chain::{extend, forget};
pub use verification::{Flaw, Verified, verify};

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};

use crate::error::Fault;
use crate::http::Peer;
use crate::json;
use crate::model::{AuditEntry, ClientId, Config, Journal, Trust, UserId};
use crate::ports::{AuditLog, Clock, Random};

/// The number of random bytes in a salt and in the name of an event. The number of users is small, so a digest without a salt would tell the user.
const SALT_BYTES: usize = 16;

/// An event for the audit log.
#[derive(Clone, Debug)]
pub struct Event {
    journal: Journal,
    kind: &'static str,
    actor: &'static str,
    actor_id: Option<String>,
    trust: Option<String>,
    client_id: Option<String>,
    user: Option<UserId>,
    details: Map<String, Value>,
    is_logged: bool,
}

/// An operator who takes a step. In alphabetical order.
#[derive(Clone, Copy, Debug)]
pub enum Operator<'a> {
    /// A caller of the admin API whom Cloudflare Access has let in, by the name in the settings.
    Access(&'a str),
    /// A client that calls the admin API.
    Client(&'a str),
    /// A user, at the console or the admin API.
    User(&'a UserId, &'static str),
}

impl Event {
    /// Makes an event of a kind, with the kind of its actor.
    #[must_use]
    pub fn of(journal: Journal, kind: &'static str, actor: &'static str) -> Self {
        let (actor_id, trust, client_id, user) = (None, None, None, None);
        Self { journal, kind, actor, actor_id, trust, client_id, user, details: Map::new(), is_logged: true }
    }

    /// Makes the event of a step of an operator. A user is no `actor_id`, since the chain keeps that for ever.
    #[must_use]
    pub fn by_operator(kind: &'static str, operator: Operator<'_>) -> Self {
        let event = Self::of(Journal::Administration, kind, "operator");
        match operator {
            Operator::Access(name) => event.trusted_by(Some("access")).named(Some(name)),
            Operator::Client(id) => event.named(Some(id)),
            Operator::User(user, place) => event.trusted_by(Some(place)).about_user(user),
        }
    }

    /// Keeps the event out of the journal: the receiver of events alone learns of it.
    #[must_use]
    pub fn unlogged(self) -> Self {
        Self { is_logged: false, ..self }
    }

    /// Adds the name of the actor.
    #[must_use]
    pub fn named(self, actor_id: Option<&str>) -> Self {
        Self { actor_id: actor_id.map(str::to_owned), ..self }
    }

    /// Adds how the actor was trusted.
    #[must_use]
    pub fn trusted_by(self, trust: Option<&str>) -> Self {
        Self { trust: trust.map(str::to_owned), ..self }
    }

    /// Adds the client that the event is about, and its trust tier.
    #[must_use]
    pub fn about_client(self, client_id: &ClientId, tier: Trust) -> Self {
        Self { client_id: Some(client_id.as_str().to_owned()), ..self }.with("tier", tier.name())
    }

    /// Adds the user that the event is about.
    #[must_use]
    pub fn about_user(self, user: &UserId) -> Self {
        Self { user: Some(user.clone()), ..self }
    }

    /// Adds a detail.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.extend(json::object([(name, value.into())]));
        self
    }
}

/// Records events that have happened, as far as their journals are on.
pub async fn record(
    events: Vec<Event>,
    peer: Option<Peer>,
    config: &Config,
    ports: &(impl AuditLog + Clock + Random),
) -> Result<(), Fault> {
    let mut entries = Vec::new();
    for event in events {
        entries.extend(entry(Some(event), peer, config, ports)?);
    }
    if entries.is_empty() { Ok(()) } else { ports.record(entries).await }
}

/// Makes the entry of a change, for the method of the store that makes the change; `None` if there is no event, or if its
/// journal is off and the receiver of events does not want it.
pub fn entry(
    event: Option<Event>,
    peer: Option<Peer>,
    config: &Config,
    ports: &(impl Clock + Random),
) -> Result<Option<AuditEntry>, Fault> {
    let Some(event) = event else { return Ok(None) };
    let Event { journal, kind, actor, actor_id, trust, client_id, user, details, is_logged } = event;
    let is_logged = is_logged && config.audit.has(journal);
    let is_wanted = config.webhook.as_ref().is_some_and(|webhook| webhook.wants(kind));
    if !is_logged && !is_wanted {
        return Ok(None);
    }
    let salt = random_text(ports)?;
    // The salt of a row must be known to nobody once it is erased, so the receiver gets another text.
    let jti = if is_wanted { Some(random_text(ports)?) } else { None };
    let address = peer.filter(|_| config.audit.keeps_addresses()).map(Peer::network);
    let at = ports.now();
    Ok(Some(AuditEntry {
        journal,
        at,
        kind,
        actor,
        actor_id,
        trust,
        client_id,
        details,
        user,
        address,
        salt,
        is_logged,
        jti,
    }))
}

fn random_text(ports: &impl Random) -> Result<String, Fault> {
    let mut random = [0; SALT_BYTES];
    ports.fill(&mut random)?;
    Ok(Base64UrlUnpadded::encode_string(&random))
}
