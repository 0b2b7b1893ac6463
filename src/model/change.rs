//! Changes that a client makes to its own registration, and the revisions that a change can be stored on. RFC 7592
//! section 2.

use crate::client_metadata;
use crate::key_ring::KeyId;
use crate::model::{Bounds, Config, Generation, RegisteredClient, RegistrationAccessToken, Revision, UnusedRetention};
use crate::policy::Rotation;
use crate::rules::ValidatedClient;
use crate::unit::{Seconds, Timestamp};

/// The state that a change was decided on: the client as it was read, and the request.
///
/// Other requests may change the client between the read and the write. The change is stored on top of the newer
/// revision if nothing changed that the decision depends on, so parallel requests succeed one after the other.
/// Otherwise the caller reads the client again and decides again.
#[derive(Clone, Copy, Debug)]
pub struct ChangeBasis<'a> {
    /// The client as it was read, without the members that its template fills in.
    pub client: &'a RegisteredClient,
    /// The registration access token that the request presents.
    pub presented: &'a RegistrationAccessToken,
    /// The revisions that the change can be stored on.
    pub revisions: AcceptedRevisions,
    /// The time of the change.
    pub at: Timestamp,
}

/// The revisions that a change can be stored on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptedRevisions {
    /// Any revision that still accepts the token.
    Any,
    /// Only the revision that was read.
    Read,
}

impl ChangeBasis<'_> {
    /// Returns true if the request permits to store the change on this revision of the client.
    #[must_use]
    pub fn applies_to(&self, stored: &RegisteredClient) -> bool {
        self.is_same_revision(stored)
            || (self.revisions == AcceptedRevisions::Any && stored.credentials.accept(self.presented, self.at))
    }

    fn is_same_revision(&self, stored: &RegisteredClient) -> bool {
        stored.revision == self.client.revision
    }
}

/// A change of a client: an update, or a new secret.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// The state that the change was decided on.
    pub basis: ChangeBasis<'a>,
    /// The new metadata and bounds; `None` keeps the current ones.
    pub registration: Option<Registration>,
    /// The new client secret; `None` keeps the current one.
    pub secret: Option<NewSecret>,
    /// The generation that the client secret must still have; `None` if the change does not depend on the secret.
    pub secret_generation: Option<Generation>,
    /// The new registration access token; `None` keeps the current one.
    pub token: Option<NewToken>,
    /// The `software_id` that the client was sealed with; `None` if it has none, or if the identifier no longer opens.
    pub software: Option<String>,
    /// How long the changed client is stored while it is unused.
    pub unused: Option<UnusedRetention>,
}

/// The metadata of a client and its bounds.
#[derive(Clone, Debug)]
pub struct Registration {
    /// The metadata, without the members that a template fills in.
    pub metadata: ValidatedClient,
    /// The bounds.
    pub bounds: Option<Bounds>,
}

/// The derivation of a new client secret.
#[derive(Clone, Debug)]
pub struct NewSecret {
    /// The key that derives the credential.
    pub key: KeyId,
    /// How long the previous secret is still accepted.
    pub grace: Seconds,
    /// The lifetime of a secret; `None` if it does not expire.
    pub life: Option<Seconds>,
}

/// The derivation of a new registration access token.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// The key that derives the credential.
    pub key: KeyId,
    /// The time from which the previous token is refused.
    pub until: Timestamp,
}

impl Change<'_> {
    /// Applies the change to the stored client. `None` if the caller must read the client again and decide again.
    ///
    /// The SQL statements `REPLACE` and `RENEW_SECRET` do the same in the database. If the secret or the bounds have
    /// changed since the read, the rules might decide differently now, so the change does not apply.
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
    /// Returns a new secret; the previous secret is accepted for the grace period.
    #[must_use]
    pub fn after(grace: Seconds, config: &Config) -> Self {
        Self { key: config.keys.current().clone(), grace, life: config.policy.secret_life }
    }

    /// Returns the new secret of an update, if the update needs one, and true if the decision depends on the current
    /// secret.
    ///
    /// If the client no longer needs a secret, its secret is replaced at once, so that the old one never works again. A
    /// client gets a new secret if it needs one again, if its secret has expired, or if the secret's key has left the
    /// key ring. The policy can also replace the secret with every update.
    #[must_use]
    pub fn on_update(
        current: &RegisteredClient,
        metadata: &ValidatedClient,
        config: &Config,
        now: Timestamp,
    ) -> (Option<Self>, bool) {
        let rotates = config.policy.rotation_on_update.contains(&Rotation::Secret);
        // The second value is false where the new secret is right whichever secret the client has at that time.
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
    /// Returns the new registration access token of an update, if the policy replaces the token with every update.
    #[must_use]
    pub fn on_update(config: &Config, now: Timestamp) -> Option<Self> {
        let rotates = config.policy.rotation_on_update.contains(&Rotation::Token);
        let until = now.after(config.policy.rotation_grace);
        rotates.then(|| Self { key: config.keys.current().clone(), until })
    }
}

impl RegisteredClient {
    /// Returns the client as a change stores it, with its current credentials.
    #[must_use]
    pub fn after_change(&self, accepted: &ValidatedClient, bounds: Option<Bounds>, config: &Config) -> Self {
        let revision = Revision(self.revision.0.saturating_add(1));
        let changed = Self { metadata: accepted.clone(), bounds, revision, ..self.clone() };
        changed.stored(&config.policy).with_unused_retention(&config.policy)
    }

    /// Returns the `software_id` that the client was sealed with. It is stored in the row, so that an epoch of this
    /// software still applies when the identifier no longer opens.
    #[must_use]
    pub fn sealed_software(&self, config: &Config) -> Option<String> {
        let sealed = self.id.is_sealed().then(|| Self::open(&self.id, config)).flatten();
        sealed.as_ref().and_then(Self::software_id).map(str::to_owned)
    }
}

/// Returns the software statement that a client holds.
#[must_use]
pub fn held_statement(client: &RegisteredClient) -> Option<&str> {
    client.metadata.members().get(client_metadata::SOFTWARE_STATEMENT)?.as_str()
}
