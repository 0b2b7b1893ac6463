//! Credentials that are derived from the client's identifier and never stored, and secrets of imported clients.

use crate::key_ring::{KeyId, KeyRing};
use crate::model::{ClientId, ClientSecret, ImportedSecret, RegistrationAccessToken, SecretKey};
use crate::policy::{Policy, SecretLength};
use crate::unit::{Seconds, Timestamp};

/// The number of times that a credential was replaced. Earlier generations are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Generation(pub u32);

impl Generation {
    /// Returns the next generation; `None` after the last, so that no generation is used twice.
    fn next(self) -> Option<Self> {
        self.0.checked_add(1).map(Self)
    }
}

/// The generations of a client's current credentials. Without the key ring they reveal no credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The key that derives the client secret, or the secret of another server.
    pub secret_key: SecretKey,
    /// The generation of the current client secret.
    pub secret_generation: Generation,
    /// The time from which the secret is current.
    pub secret_since: Timestamp,
    /// The previous client secret, if it may still be accepted. Few clients have one.
    pub previous_secret: Option<Box<Previous<SecretKey>>>,
    /// The key that derives the registration access token.
    pub token_key: KeyId,
    /// The generation of the current registration access token.
    pub token_generation: Generation,
    /// The previous registration access token, if it may still be accepted.
    pub previous_token: Option<Previous>,
}

/// A replaced credential that is accepted for a grace period: the response with its successor can be lost, and a
/// credential can be deployed in many places. RFC 7592 appendix A.2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Previous<K = KeyId> {
    /// The key that derives the credential.
    pub key: K,
    /// The generation of the credential.
    pub generation: Generation,
    /// The time from which the credential is refused.
    pub until: Timestamp,
}

impl Credentials {
    /// Returns the credentials of a new client, derived with this key.
    #[must_use]
    pub fn first(key: &KeyId, at: Timestamp) -> Self {
        Self {
            secret_key: SecretKey::Derived(key.clone()),
            secret_generation: Generation(0),
            secret_since: at,
            previous_secret: None,
            token_key: key.clone(),
            token_generation: Generation(0),
            previous_token: None,
        }
    }

    /// Returns the credentials of a client whose identifier an earlier client may have had: they begin with a random
    /// generation, so that credentials of the earlier client stay refused.
    #[must_use]
    pub fn first_again(key: &KeyId, at: Timestamp, random: [u8; 4]) -> Self {
        // Half of the generations are left for those that follow.
        let generation = Generation(u32::from_be_bytes(random) >> 1);
        Self { secret_generation: generation, token_generation: generation, ..Self::first(key, at) }
    }

    /// Returns the credentials with a new client secret that this key derives. The previous secret is accepted for the
    /// grace period, but not beyond its own expiry.
    ///
    /// `None` if the generations are used up.
    #[must_use]
    pub fn with_new_secret(&self, key: &KeyId, now: Timestamp, grace: Seconds, life: Option<Seconds>) -> Option<Self> {
        let until = self.secret_end(life).map_or(now.after(grace), |end| end.min(now.after(grace)));
        let replaced = Previous { key: self.secret_key.clone(), generation: self.secret_generation, until };
        Some(Self {
            secret_key: SecretKey::Derived(key.clone()),
            secret_generation: self.secret_generation.next()?,
            secret_since: now,
            previous_secret: Some(Box::new(replaced)).filter(|_| now < until),
            ..self.clone()
        })
    }

    /// Returns the credentials with a new registration access token that this key derives. The token before it is
    /// accepted until the given time.
    ///
    /// A client that still presents the previous token has not received the current one. Its token then keeps its own
    /// end, so that lost responses never lock a client out. `None` if the generations are used up.
    #[must_use]
    pub fn with_new_token(&self, shown: &RegistrationAccessToken, key: &KeyId, until: Timestamp) -> Option<Self> {
        let shown_before = self.previous_token.clone().filter(|old| old.generation == shown.generation());
        let current = Previous { key: self.token_key.clone(), generation: self.token_generation, until };
        let previous = shown_before.unwrap_or(current);
        Some(Self {
            token_key: key.clone(),
            token_generation: self.token_generation.next()?,
            previous_token: Some(previous),
            ..self.clone()
        })
    }

    /// Returns the current registration access token; `None` if its key has left the key ring.
    #[must_use]
    pub fn token(&self, id: &ClientId, keys: &KeyRing) -> Option<RegistrationAccessToken> {
        self.bound_token(id, None, keys)
    }

    /// Returns the current registration access token, bound to a key of this thumbprint; `None` as above.
    #[must_use]
    pub fn bound_token(
        &self,
        id: &ClientId,
        thumbprint: Option<&str>,
        keys: &KeyRing,
    ) -> Option<RegistrationAccessToken> {
        RegistrationAccessToken::derive(id, &self.token_key, self.token_generation, thumbprint, keys)
    }

    /// Returns true if a token of this client is the current one, or the previous one within its grace period. The key
    /// must match as well as the generation, so that no other key of the ring can forge a token.
    #[must_use]
    pub fn accept(&self, token: &RegistrationAccessToken, now: Timestamp) -> bool {
        let previous = self.previous_token.as_ref().filter(|previous| now < previous.until);
        let is_previous = previous.is_some_and(|old| old.generation == token.generation() && old.key == *token.key());
        is_previous || (self.token_generation == token.generation() && self.token_key == *token.key())
    }

    /// Returns the current client secret; `None` if its key has left the key ring, and for a secret of another server.
    #[must_use]
    pub fn secret(&self, id: &ClientId, length: SecretLength, keys: &KeyRing) -> Option<ClientSecret> {
        let SecretKey::Derived(key) = &self.secret_key else { return None };
        ClientSecret::derive(id, key, self.secret_generation, length, keys)
    }

    /// Returns true if no secret is accepted because a key has left the key ring.
    #[must_use]
    pub fn has_lost_secret(&self, id: &ClientId, length: SecretLength, keys: &KeyRing) -> bool {
        match &self.secret_key {
            SecretKey::Derived(_) => self.secret(id, length, keys).is_none(),
            SecretKey::Imported(secret) => secret.is_lost(id, keys),
        }
    }

    /// Returns the secrets of another server that are accepted now.
    #[must_use]
    pub fn imported_secrets(&self, now: Timestamp, policy: &Policy) -> Vec<&ImportedSecret> {
        let accepted = self.accepted_keys(now, policy).map(|(key, _)| key);
        accepted.filter_map(|key| if let SecretKey::Imported(secret) = key { Some(&**secret) } else { None }).collect()
    }

    /// Returns the keys of the secrets that are accepted now: the current one, and the previous one within its grace period.
    fn accepted_keys(&self, now: Timestamp, policy: &Policy) -> impl Iterator<Item = (&SecretKey, Generation)> {
        let is_alive = self.secret_end(policy.secret_life).is_none_or(|end| now < end);
        let current = is_alive.then_some((&self.secret_key, self.secret_generation));
        let previous = self.previous_secret.as_ref().filter(|previous| now < previous.until);
        current.into_iter().chain(previous.map(|it| (&it.key, it.generation)))
    }

    /// Returns the time when the client secret expires; `None` if secrets do not expire.
    #[must_use]
    pub fn secret_end(&self, life: Option<Seconds>) -> Option<Timestamp> {
        life.map(|life| self.secret_since.after(life))
    }

    /// Returns the client secrets that are accepted now, as far as their texts are known.
    #[must_use]
    pub fn secrets(&self, id: &ClientId, now: Timestamp, policy: &Policy, keys: &KeyRing) -> Vec<ClientSecret> {
        let length = policy.client_secret_length;
        let secret = |(key, generation): (&SecretKey, Generation)| match key {
            SecretKey::Derived(key) => ClientSecret::derive(id, key, generation, length, keys),
            SecretKey::Imported(secret) => secret.reveal(id, keys),
        };
        self.accepted_keys(now, policy).filter_map(secret).collect()
    }

    /// Returns the first client secrets that each key of the ring derives for an identifier.
    pub fn derivable(id: &ClientId, length: SecretLength, keys: &KeyRing) -> impl Iterator<Item = ClientSecret> {
        keys.ids().flat_map(move |key| {
            (0..DERIVABLE).filter_map(move |number| ClientSecret::derive(id, key, Generation(number), length, keys))
        })
    }
}

/// The number of generations to try if the current generation is not known. Few clients rotate more often.
const DERIVABLE: u32 = 32;
