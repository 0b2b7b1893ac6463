//! Registration access tokens. RFC 7592 section 3.

use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::key_ring::{KeyId, KeyRing, Purpose, same_secret};
use crate::model::{ClientId, Generation};

/// A registration access token: the prefix `enrol_rat_`, the name of a key, a generation, and 256 bits in base64url,
/// separated by full stops. The token of a client that proves to hold a key has the thumbprint of that key besides.
///
/// The token is verified without the store; only its generation needs the row of the client. The proof covers the
/// thumbprint, so that nobody can remove it, and nothing is stored of it. RFC 7592 section 3, RFC 9449 section 6.
#[derive(Clone)]
pub struct RegistrationAccessToken {
    key: KeyId,
    generation: Generation,
    proof: String,
    thumbprint: Option<String>,
}

/// The prefix of every token, so that secret scanners find leaked tokens.
const PREFIX: &str = "enrol_rat_";

impl RegistrationAccessToken {
    /// Reads a token; `None` if the text does not have the form of a token.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix(PREFIX)?.splitn(3, '.');
        let key = KeyId::parse(parts.next()?)?;
        let number = parts.next()?;
        let generation = Generation(number.parse().ok()?);
        let rest = parts.next()?;
        let (proof, thumbprint) = rest.split_once('.').map_or((rest, None), |(proof, of_key)| (proof, Some(of_key)));
        let (proof, thumbprint) = (proof.to_owned(), thumbprint.map(str::to_owned));
        // `07` and `+7` also parse as numbers, but a token has one spelling.
        (generation.0.to_string() == number).then_some(Self { key, generation, proof, thumbprint })
    }

    /// Derives the token of a client, bound to a key of this thumbprint; `None` if the ring lacks the key that derives it.
    #[must_use]
    pub fn derive(
        id: &ClientId,
        key: &KeyId,
        generation: Generation,
        thumbprint: Option<&str>,
        keys: &KeyRing,
    ) -> Option<Self> {
        let proof = prove(id, key, generation, thumbprint, keys)?;
        Some(Self { key: key.clone(), generation, proof, thumbprint: thumbprint.map(str::to_owned) })
    }

    /// Returns the thumbprint of the key that the token is bound to; `None` for a bearer token.
    #[must_use]
    pub fn thumbprint(&self) -> Option<&str> {
        self.thumbprint.as_deref()
    }

    /// Returns the name of the key that derives the token.
    #[must_use]
    pub const fn key(&self) -> &KeyId {
        &self.key
    }

    /// Returns the generation of the token.
    #[must_use]
    pub const fn generation(&self) -> Generation {
        self.generation
    }

    /// Returns true if the token was minted for this client, in this or an earlier generation.
    #[must_use]
    pub fn belongs_to(&self, id: &ClientId, keys: &KeyRing) -> bool {
        let proof = prove(id, &self.key, self.generation, self.thumbprint(), keys);
        proof.is_some_and(|proof| same_secret(&proof, &self.proof))
    }

    /// Returns the token itself, for the response to its client.
    #[must_use]
    pub fn reveal(&self) -> String {
        let bearer = format!("{PREFIX}{}.{}.{}", self.key.as_str(), self.generation.0, self.proof);
        self.thumbprint().map_or_else(|| bearer.clone(), |thumbprint| format!("{bearer}.{thumbprint}"))
    }
}

fn prove(
    id: &ClientId,
    key: &KeyId,
    generation: Generation,
    thumbprint: Option<&str>,
    keys: &KeyRing,
) -> Option<String> {
    let generation = generation.0.to_be_bytes();
    let of_client: [&[u8]; 2] = [id.as_str().as_bytes(), &generation];
    let parts: Vec<&[u8]> = of_client.into_iter().chain(thumbprint.map(str::as_bytes)).collect();
    let proof = keys.derive_32(key, Purpose::RegistrationAccessToken, &parts)?;
    Some(Base64UrlUnpadded::encode_string(&proof))
}

impl fmt::Debug for RegistrationAccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RegistrationAccessToken")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Credentials;
    use crate::unit::Timestamp;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

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

    /// RFC 9449 section 6: the thumbprint is a part of the token, and cannot be taken off or replaced.
    #[test]
    fn a_bound_token_keeps_its_thumbprint() {
        let keys = KeyRing::parse(&format!("k1:{KEY}")).unwrap();
        let id = ClientId::parse("cAAAAAAAAAAAAAAAAAAAAAA").unwrap();
        let credentials = Credentials::first(keys.current(), Timestamp(0));
        let text = credentials.bound_token(&id, Some("thumb"), &keys).unwrap().reveal();
        let read = |text: &str| RegistrationAccessToken::parse(text).filter(|token| token.belongs_to(&id, &keys));
        assert_eq!(read(&text).unwrap().thumbprint(), Some("thumb"));
        assert_eq!(read(&credentials.token(&id, &keys).unwrap().reveal()).unwrap().thumbprint(), None);
        for changed in [
            text.replace(".thumb", ""),
            text.replace(".thumb", "."),
            text.replace(".thumb", ".other"),
            text.replace(".thumb", ".thumb.thumb"),
            format!("{}.thumb", credentials.token(&id, &keys).unwrap().reveal()),
        ] {
            assert!(read(&changed).is_none(), "{changed}");
        }
    }
}
