//! A change that a client makes of itself, and the revisions that it can be stored on top of. RFC 7592 section 2.

use crate::client_metadata;
use crate::key_ring::KeyId;
use crate::model::{Config, Generation, RegisteredClient, RegistrationAccessToken, Revision, UnusedRetention};
use crate::policy::{Bounds, Rotation};
use crate::rules::ValidatedClient;
use crate::unit::{Seconds, Timestamp};

/// The client that a change is made from, and the request that asks for it.
///
/// Other changes may be stored between the read and the write. A change is stored on top of them as long as nothing
/// changed that it was decided on, so that any number of changes at once are stored one after the other. Otherwise it
/// must be made again from the client that is stored by then.
#[derive(Clone, Copy, Debug)]
pub struct ChangeBasis<'a> {
    /// The client as it was read, as it is stored.
    pub client: &'a RegisteredClient,
    /// The registration access token that the request shows.
    pub presented: &'a RegistrationAccessToken,
    /// The revisions that the change can be stored on top of.
    pub revisions: AcceptedRevisions,
    /// The time of the change.
    pub at: Timestamp,
}

/// The revisions that a change can be stored on top of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptedRevisions {
    /// Any that still accepts the token.
    Any,
    /// The one that was read alone.
    Read,
}

impl ChangeBasis<'_> {
    /// Whether the change can be stored on top of a client, as far as the request decides that.
    #[must_use]
    pub fn applies_to(&self, stored: &RegisteredClient) -> bool {
        self.is_same_revision(stored)
            || (self.revisions == AcceptedRevisions::Any && stored.credentials.accept(self.presented, self.at))
    }

    fn is_same_revision(&self, stored: &RegisteredClient) -> bool {
        stored.revision == self.client.revision
    }
}

/// A change of a client: an update, or another secret.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// The client that the change is made from.
    pub basis: ChangeBasis<'a>,
    /// The metadata and the bounds that replace those of the client; `None` leaves them.
    pub registration: Option<Registration>,
    /// A new client secret; `None` leaves the current one.
    pub secret: Option<NewSecret>,
    /// The current secret, where the change depends on it.
    pub secret_generation: Option<Generation>,
    /// A new registration access token; `None` leaves the current one.
    pub token: Option<NewToken>,
    /// The software that the client was sealed with; `None` for none, and where it is not known.
    pub software: Option<String>,
    /// How long the changed client is stored if it was never used.
    pub unused: Option<UnusedRetention>,
}

/// The metadata of a client, and its bounds.
#[derive(Clone, Debug)]
pub struct Registration {
    /// The metadata, without what a template says.
    pub metadata: ValidatedClient,
    /// The bounds.
    pub bounds: Option<Bounds>,
}

/// How a client gets another secret.
#[derive(Clone, Debug)]
pub struct NewSecret {
    /// The key that it is derived with.
    pub key: KeyId,
    /// How long the one before it is still accepted.
    pub grace: Seconds,
    /// How long a secret lives; `None` for ever.
    pub life: Option<Seconds>,
}

/// How a client gets another registration access token.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// The key that it is derived with.
    pub key: KeyId,
    /// When the one before it is no longer accepted.
    pub until: Timestamp,
}

impl Change<'_> {
    /// The client after the change, on top of what is stored; `None` where it must be made again.
    ///
    /// The statements `REPLACE` and `RENEW_SECRET` do the same in the database. A client whose secret or bounds are others by
    /// now was decided on with those before: the rules, and whether it gets another secret, may come out differently.
    #[must_use]
    pub fn applied_to(&self, stored: &RegisteredClient) -> Option<RegisteredClient> {
        let ChangeBasis { client, presented, at, .. } = self.basis;
        let is_current = self.secret_generation.is_none_or(|it| it == stored.credentials.secret_generation);
        let is_bound_alike = stored.bounds == client.bounds && held_statement(stored) == held_statement(client);
        let fits = is_current && (self.registration.is_none() || is_bound_alike);
        if !self.basis.applies_to(stored) || !(self.basis.is_same_revision(stored) || fits) {
            return None;
        }
        let mut credentials = stored.credentials.clone();
        if let Some(NewSecret { key, grace, life }) = &self.secret {
            credentials = credentials.with_new_secret(key, at, *grace, *life)?;
        }
        if let Some(NewToken { key, until }) = &self.token {
            credentials = credentials.with_new_token(presented, key, *until)?;
        }
        let revision = Revision(stored.revision.0.checked_add(1)?);
        let changed = RegisteredClient { credentials, unused: self.unused, revision, ..stored.clone() };
        Some(match self.registration.clone() {
            Some(Registration { metadata, bounds }) => RegisteredClient { metadata, bounds, ..changed },
            None => changed,
        })
    }
}

impl NewSecret {
    /// Another secret; the one before it is accepted for the grace.
    #[must_use]
    pub fn after(grace: Seconds, config: &Config) -> Self {
        Self { key: config.keys.current().clone(), grace, life: config.policy.secret_life }
    }

    /// The new secret of an update, if there is one, and whether that depends on the current secret.
    ///
    /// A secret that the client no longer needs is worth nothing from then on: when it needs one again it gets a new one,
    /// and so does a client whose secret has expired, or left the ring with its key. What else is replaced is a policy.
    #[must_use]
    pub fn on_update(
        current: &RegisteredClient,
        metadata: &ValidatedClient,
        config: &Config,
        now: Timestamp,
    ) -> (Option<Self>, bool) {
        let rotates = config.policy.rotation_on_update.contains(&Rotation::Secret);
        match (current.metadata.needs_secret(), metadata.needs_secret()) {
            (true, false) => (Some(Self::after(Seconds(0), config)), false),
            (false, true) => (Some(Self::after(Seconds(0), config)), true),
            (true, true) if current.has_dead_secret(config, now) => (Some(Self::after(Seconds(0), config)), true),
            (true, true) if rotates => (Some(Self::after(config.policy.secret_grace, config)), false),
            (true, true) | (false, false) => (None, true),
        }
    }
}

impl NewToken {
    /// The new registration access token of an update, where the policy replaces it with every update.
    #[must_use]
    pub fn on_update(config: &Config, now: Timestamp) -> Option<Self> {
        let rotates = config.policy.rotation_on_update.contains(&Rotation::Token);
        let until = now.after(config.policy.rotation_grace);
        rotates.then(|| Self { key: config.keys.current().clone(), until })
    }
}

impl RegisteredClient {
    /// The client as a change stores it, but for its credentials.
    #[must_use]
    pub fn after_change(&self, accepted: &ValidatedClient, bounds: Option<Bounds>, config: &Config) -> Self {
        let revision = Revision(self.revision.0.saturating_add(1));
        let changed = Self { metadata: accepted.clone(), bounds, revision, ..self.clone() };
        changed.stored(&config.policy).kept(&config.policy)
    }

    /// The software that the client was sealed with, so that an epoch of it holds when its identifier no longer opens.
    #[must_use]
    pub fn sealed_software(&self, config: &Config) -> Option<String> {
        let sealed = self.id.is_sealed().then(|| Self::open(&self.id, config)).flatten();
        sealed.as_ref().and_then(Self::software_id).map(str::to_owned)
    }
}

/// The software statement that a client holds.
#[must_use]
pub fn held_statement(client: &RegisteredClient) -> Option<&str> {
    client.metadata.members().get(client_metadata::SOFTWARE_STATEMENT)?.as_str()
}
