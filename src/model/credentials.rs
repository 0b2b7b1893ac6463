//! Credentials that are derived from the client's identifier and never stored.

use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::Deserialize;

use crate::key_ring::{KeyId, KeyRing, Purpose, same_secret};
use crate::model::ClientId;
use crate::model::client_id::is_unreserved;
use crate::unit::{Seconds, Timestamp};

/// Counts how often a credential was replaced; an earlier generation is worth nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Generation(pub u32);

impl Generation {
    /// The one after it; `None` after the last, so that none ever comes back.
    fn next(self) -> Option<Self> {
        self.0.checked_add(1).map(Self)
    }
}

/// Which credentials of a client are current; none of them can be told from it without the key ring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The key that the client secret is derived with.
    pub secret_key: KeyId,
    /// The current client secret.
    pub secret_generation: Generation,
    /// Since when it is the current one.
    pub secret_since: Timestamp,
    /// The client secret before it, while it is still accepted.
    pub previous_secret: Option<Previous>,
    /// The key that the registration access token is derived with.
    pub token_key: KeyId,
    /// The current registration access token.
    pub token_generation: Generation,
    /// The registration access token before it, while it is still accepted.
    pub previous_token: Option<Previous>,
}

/// A credential that was replaced, and is accepted for a while: the answer that replaced it may be lost, and what has it may
/// be in many places. RFC 7592 appendix A.2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Previous {
    /// The key that it is derived with.
    pub key: KeyId,
    /// Its generation.
    pub generation: Generation,
    /// When it is no longer accepted.
    pub until: Timestamp,
}

impl Credentials {
    /// Those of a new client, made with this key at this time.
    #[must_use]
    pub fn first(key: &KeyId, at: Timestamp) -> Self {
        Self {
            secret_key: key.clone(),
            secret_generation: Generation(0),
            secret_since: at,
            previous_secret: None,
            token_key: key.clone(),
            token_generation: Generation(0),
            previous_token: None,
        }
    }

    /// Returns the credentials with a new client secret that this key derives. The secret before it is accepted for the
    /// grace, but not beyond its life.
    ///
    /// `None` if there have been too many.
    #[must_use]
    pub fn with_new_secret(&self, key: &KeyId, now: Timestamp, grace: Seconds, life: Option<Seconds>) -> Option<Self> {
        let until = self.secret_end(life).map_or(now.after(grace), |end| end.min(now.after(grace)));
        let replaced = Previous { key: self.secret_key.clone(), generation: self.secret_generation, until };
        Some(Self {
            secret_key: key.clone(),
            secret_generation: self.secret_generation.next()?,
            secret_since: now,
            previous_secret: Some(replaced).filter(|_| now < until),
            ..self.clone()
        })
    }

    /// Returns the credentials with a new registration access token that this key derives. The token before it is
    /// accepted until the given time.
    ///
    /// Who still shows the one before that has not seen the current one: it stays accepted for its time, so that no number
    /// of lost answers locks a client out. `None` if there have been too many.
    #[must_use]
    pub fn with_new_token(&self, shown: &RegistrationAccessToken, key: &KeyId, until: Timestamp) -> Option<Self> {
        let shown_before = self.previous_token.clone().filter(|old| old.generation == shown.generation);
        let current = Previous { key: self.token_key.clone(), generation: self.token_generation, until };
        let previous = shown_before.unwrap_or(current);
        Some(Self {
            token_key: key.clone(),
            token_generation: self.token_generation.next()?,
            previous_token: Some(previous),
            ..self.clone()
        })
    }

    /// The registration access token of a client that has these; `None` if its key has left the ring.
    #[must_use]
    pub fn token(&self, id: &ClientId, keys: &KeyRing) -> Option<RegistrationAccessToken> {
        let proof = prove(id, &self.token_key, self.token_generation, keys)?;
        Some(RegistrationAccessToken { key: self.token_key.clone(), generation: self.token_generation, proof })
    }

    /// Whether a token that belongs to the client is its current one, or the one before it that is still accepted: of
    /// that generation, and derived with the key that the client was given, so that no other key of the ring can stand
    /// in for it.
    #[must_use]
    pub fn accept(&self, token: &RegistrationAccessToken, now: Timestamp) -> bool {
        let previous = self.previous_token.as_ref().filter(|previous| now < previous.until);
        let is_previous = previous.is_some_and(|old| old.generation == token.generation && old.key == token.key);
        is_previous || (self.token_generation == token.generation && self.token_key == token.key)
    }

    /// The client secret of a client that has these; `None` if its key has left the ring.
    #[must_use]
    pub fn secret(&self, id: &ClientId, keys: &KeyRing) -> Option<ClientSecret> {
        derive_secret(id, &self.secret_key, self.secret_generation, keys)
    }

    /// When the client secret expires, where secrets live for so long; `None` for never.
    #[must_use]
    pub fn secret_end(&self, life: Option<Seconds>) -> Option<Timestamp> {
        life.map(|life| self.secret_since.after(life))
    }

    /// The client secrets that are accepted now: the current one, and the one before it for a while.
    #[must_use]
    pub fn secrets(&self, id: &ClientId, life: Option<Seconds>, now: Timestamp, keys: &KeyRing) -> Vec<ClientSecret> {
        let current = self.secret(id, keys).filter(|_| self.secret_end(life).is_none_or(|end| now < end));
        let previous = self.previous_secret.as_ref().filter(|previous| now < previous.until);
        let previous = previous.and_then(|it| derive_secret(id, &it.key, it.generation, keys));
        current.into_iter().chain(previous).collect()
    }

    /// Returns the first client secrets that each key of the ring derives for an identifier.
    pub fn derivable(id: &ClientId, keys: &KeyRing) -> impl Iterator<Item = ClientSecret> {
        keys.ids().flat_map(move |key| {
            (0..DERIVABLE).filter_map(move |number| derive_secret(id, key, Generation(number), keys))
        })
    }
}

/// How many generations of a secret are derived where the current one is not known. Few clients replace theirs as often.
const DERIVABLE: u32 = 32;

fn derive_secret(id: &ClientId, key: &KeyId, generation: Generation, keys: &KeyRing) -> Option<ClientSecret> {
    let parts: [&[u8]; 2] = [id.as_str().as_bytes(), &generation.0.to_be_bytes()];
    let secret = keys.derive_64(key, Purpose::ClientSecret, &parts)?;
    Some(ClientSecret(Base64UrlUnpadded::encode_string(&secret)))
}

/// A client secret: 512 bits, base64url, 86 characters, long enough for HS512. RFC 7591 section 3.2.1.
#[derive(Clone)]
pub struct ClientSecret(String);

/// The shortest secret that an operator may choose: as long as the hash of HS512.
const SHORTEST_SECRET: usize = 64;

impl ClientSecret {
    /// A secret that the operator has chosen; `None` if it is too short, or has characters that a form would encode.
    #[must_use]
    pub fn chosen(text: &str) -> Option<Self> {
        let is_good = text.len() >= SHORTEST_SECRET && text.bytes().all(is_unreserved);
        is_good.then(|| Self(text.to_owned()))
    }

    /// Whether a text is this secret, compared in constant time.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        same_secret(&self.0, text)
    }

    /// The secret itself, for the answer to its client.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// A registration access token: the prefix `enrol_rat_`, the name of a key, a generation, and 256 bits in base64url,
/// separated by full stops.
///
/// It can be checked without a look at the store, all but its generation. RFC 7592 section 3.
#[derive(Clone)]
pub struct RegistrationAccessToken {
    key: KeyId,
    generation: Generation,
    proof: String,
}

/// A prefix that scanners for leaked secrets can look for.
const PREFIX: &str = "enrol_rat_";

impl RegistrationAccessToken {
    /// Reads a token; `None` if it does not have the form of one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix(PREFIX)?.splitn(3, '.');
        let key = KeyId::parse(parts.next()?)?;
        let number = parts.next()?;
        let generation = Generation(number.parse().ok()?);
        let proof = parts.next()?.to_owned();
        (generation.0.to_string() == number).then_some(Self { key, generation, proof })
    }

    /// The key that it is derived with.
    #[must_use]
    pub const fn key(&self) -> &KeyId {
        &self.key
    }

    /// Its generation.
    #[must_use]
    pub const fn generation(&self) -> Generation {
        self.generation
    }

    /// Whether it was minted for this client, now or in an earlier generation.
    #[must_use]
    pub fn belongs_to(&self, id: &ClientId, keys: &KeyRing) -> bool {
        prove(id, &self.key, self.generation, keys).is_some_and(|proof| same_secret(&proof, &self.proof))
    }

    /// The token itself, for the answer to its client.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}.{}.{}", self.key.as_str(), self.generation.0, self.proof)
    }
}

fn prove(id: &ClientId, key: &KeyId, generation: Generation, keys: &KeyRing) -> Option<String> {
    let parts: [&[u8]; 2] = [id.as_str().as_bytes(), &generation.0.to_be_bytes()];
    let proof = keys.derive_32(key, Purpose::RegistrationAccessToken, &parts)?;
    Some(Base64UrlUnpadded::encode_string(&proof))
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret")
    }
}

impl fmt::Debug for RegistrationAccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RegistrationAccessToken")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    /// OpenID Connect Core section 16.19; requirement G5.
    #[test]
    fn a_secret_is_long_enough_for_hs512_and_shows_nothing_in_debug() {
        let keys = KeyRing::parse(&format!("k1:{KEY}")).unwrap();
        let id = ClientId::parse("cAAAAAAAAAAAAAAAAAAAAAA").unwrap();
        let secret = Credentials::first(keys.current(), Timestamp(0)).secret(&id, &keys).unwrap();
        assert!(secret.reveal().len() >= 64);
        assert_eq!(format!("{secret:?}"), "ClientSecret");
    }

    #[test]
    fn a_token_has_one_spelling_and_belongs_to_one_client_and_generation() {
        let keys = KeyRing::parse(&format!("k1:{KEY}")).unwrap();
        let id = ClientId::parse("cAAAAAAAAAAAAAAAAAAAAAA").unwrap();
        let other = ClientId::parse("cAAAAAAAAAAAAAAAAAAAAAQ").unwrap();
        let credentials =
            Credentials { token_generation: Generation(7), ..Credentials::first(keys.current(), Timestamp(0)) };
        let text = credentials.token(&id, &keys).unwrap().reveal();
        let belongs =
            |text: &str, id| RegistrationAccessToken::parse(text).is_some_and(|token| token.belongs_to(id, &keys));
        assert!(belongs(&text, &id));
        assert!(!belongs(&text, &other));
        for changed in [
            text.replace(".7.", ".8."),
            text.replace(".7.", ".07."),
            text.replace(".7.", ".+7."),
            text.replace("k1", "k2"),
            format!("{text}="),
            text.replace(PREFIX, ""),
        ] {
            assert!(!belongs(&changed, &id), "{changed}");
        }
    }
}
