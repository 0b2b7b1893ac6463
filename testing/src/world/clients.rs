//! Clients, tombstones and initial access tokens in memory.

use enrol::error::Fault;
use enrol::json;
use enrol::model::{
    Bounds, ChangeBasis, ClientId, FirstUse, InitialAccessToken, Origin, RegisteredClient, Revision, SingleUse,
    UnusedRetention,
};
use enrol::rules::ValidatedClient;
use enrol::unit::Timestamp;
use serde_json::{Map, Value};

use super::{Down, World};
use crate::give_way;

/// The row of a client that was deleted.
#[derive(Clone, Copy)]
pub struct Tombstone {
    pub issued_at: Timestamp,
    pub deleted_at: Timestamp,
    pub unused: Option<UnusedRetention>,
}

impl World {
    /// Stores a client in place of an earlier one. The database stores text, so the client is read back from text.
    pub fn put(&self, client: RegisteredClient) {
        let metadata = ValidatedClient::restore(through_text(client.metadata.members()));
        let bounds =
            client.bounds.as_ref().map(|bounds| Bounds::restore(through_text(&bounds.write())).expect("bounds"));
        self.clients.borrow_mut().insert(client.id.clone(), RegisteredClient { metadata, bounds, ..client });
    }

    /// Returns the client that a change is stored on top of: of a sealed client that was never changed there is no row.
    pub(super) fn beneath(&self, basis: &ChangeBasis<'_>) -> Option<RegisteredClient> {
        let id = &basis.client.id;
        let stored = self.clients.borrow().get(id).cloned();
        if !id.is_sealed() || basis.client.revision != Revision(0) {
            return stored;
        }
        let is_untouched = stored.is_none() && !self.tombstones.borrow().contains_key(id);
        is_untouched.then(|| basis.client.clone())
    }

    /// Returns true if another client of the same software exists and only one is permitted.
    pub(super) fn has_double(&self, client: &RegisteredClient, idle_since: Option<Timestamp>) -> bool {
        let unique = |client: &RegisteredClient| client.bounds.as_ref()?.unique_software().map(str::to_owned);
        let clients = self.clients.borrow();
        let epoch = |name: Option<&str>| Some(*self.epochs.borrow().get(&format!("statement_issuer {}", name?))?);
        let is_idle = |other: &RegisteredClient| {
            let last = self.uses.borrow().get(&other.id).copied().unwrap_or(other.issued_at);
            idle_since.is_some_and(|since| last.max(other.credentials.secret_since) <= since)
        };
        let is_refused = |other: &RegisteredClient| {
            is_idle(other) || epoch(other.statement_issuer()).is_some_and(|it| other.issued_at < it)
        };
        let mut others = clients.values().filter(|other| other.id != client.id && !is_refused(other));
        unique(client).is_some_and(|one| others.any(|other| unique(other).as_ref() == Some(&one)))
    }

    /// Returns the newest epoch that covers a client: as it is stored, as it is sealed, or as it registered.
    pub(super) fn epoch(&self, id: &ClientId, forms: [Option<&RegisteredClient>; 2]) -> Option<Timestamp> {
        let is_of = |name: &str, wanted: fn(&RegisteredClient) -> Option<&str>| {
            forms.iter().flatten().any(|form| wanted(form) == Some(name))
        };
        let registered_as = self.software.borrow().get(id).cloned();
        let covers = |epoch: &str| match epoch.split_once(' ') {
            Some(("software_id", name)) => {
                registered_as.as_deref() == Some(name) || is_of(name, RegisteredClient::software_id)
            }
            Some(("statement_issuer", name)) => is_of(name, RegisteredClient::statement_issuer),
            Some(("template", name)) => is_of(name, RegisteredClient::template_name),
            _ => epoch == "all",
        };
        let epochs = self.epochs.borrow();
        epochs.iter().filter(|(name, _)| covers(name)).map(|(_, since)| *since).max()
    }

    /// Takes all uses if one of each is left; returns true if so.
    pub(super) fn take_uses(&self, single_uses: &[SingleUse], at: Timestamp) -> bool {
        let mut tokens = self.initial_access_tokens.borrow_mut();
        for SingleUse { digest, first, .. } in single_uses {
            if let Some(FirstUse { label, uses_left, expires_at, bounds }) = first.clone()
                && tokens.iter().all(|token| token.digest != *digest)
            {
                let (digest, origin) = (digest.clone(), Origin::Issuer { label, right: String::new() });
                tokens.push(InitialAccessToken { digest, uses_left, expires_at, bounds, origin });
            }
        }
        let is_wanted = |token: &&mut InitialAccessToken| single_uses.iter().any(|it| it.digest == token.digest);
        let is_usable = |token: &&mut InitialAccessToken| token.uses_left > 0 && at < token.expires_at;
        let mut usable: Vec<_> = tokens.iter_mut().filter(is_wanted).filter(is_usable).collect();
        let are_all = usable.len() == single_uses.len();
        usable.iter_mut().filter(|_| are_all).for_each(|token| token.uses_left -= 1);
        are_all
    }

    /// Leaves a tombstone of a client.
    pub(super) fn bury(&self, client: &RegisteredClient, at: Timestamp) {
        let was_capped = client.unused.is_some_and(UnusedRetention::is_capped);
        let unused = if client.id.is_sealed() {
            Some(UnusedRetention::Normal)
        } else {
            Some(UnusedRetention::OneDay).filter(|_| was_capped)
        };
        let tombstone = Tombstone { issued_at: client.issued_at, deleted_at: at, unused };
        self.tombstones.borrow_mut().insert(client.id.clone(), tombstone);
    }

    /// Counts a call of the store, which may be down. Requests that take turns let others continue first.
    pub(super) async fn use_store(&self) -> Result<(), Fault> {
        if self.takes_turns.get() {
            give_way().await;
        }
        self.store_calls.set(self.store_calls.get() + 1);
        match self.down.get() {
            _ if self.store_fails_at.get() == Some(self.store_calls.get()) => {
                Err(Fault::Unavailable("D1_ERROR: network connection lost".to_owned()))
            }
            Down::Store => Err(Fault::Unavailable("D1_ERROR: no such table: clients".to_owned())),
            _ => Ok(()),
        }
    }
}

fn through_text(members: &Map<String, Value>) -> Map<String, Value> {
    json::parse_trusted_object(&Value::Object(members.clone()).to_string()).expect("an object")
}
