//! JSON Web Encryption: messages that only their recipient can read. RFC 7516, RFC 7518 sections 4 and 5.
//!
//! The platform encrypts. This room chooses keys, puts the parts together, and takes them apart. It knows neither `RSA1_5`,
//! whose padding is broken, nor algorithms with the client secret.

mod content;
mod recipient;

pub use recipient::Recipient;

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};

use crate::client_metadata::{EncryptionAlgorithm, Keyword};
use crate::encryption::content::{Content, key_length};
use crate::encryption::recipient::EncryptedKey;
use crate::error::Fault;
use crate::jose::EncryptedToken;
use crate::json;
use crate::key_ring::KeyRing;
use crate::model::SigningKeysVersion;
use crate::ports::{Clock, Encrypt, Random, SigningKeyStore};
use crate::signing;

/// The most keys of this server that a token without the name of a key is tried with.
const MAXIMUM_TRIALS: usize = 4;

/// The content of an encrypted message. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payload<'a> {
    /// Claims without a signature, as JSON.
    Claims(&'a str),
    /// A signed token. RFC 7519 section 5.2.
    Token(&'a str),
}

/// Encrypts to a recipient, and returns the token in compact form.
pub async fn encrypt(
    payload: Payload<'_>,
    recipient: &Recipient,
    ports: &(impl Encrypt + Random),
) -> Result<String, Fault> {
    let EncryptedKey { content_key, encrypted, ephemeral } = recipient.make_key(ports).await?;
    let (text, kind) = match payload {
        Payload::Claims(text) => (text, None),
        Payload::Token(text) => (text, Some(("cty", Value::from("JWT")))),
    };
    let name = recipient.key.text("kid").map(|kid| ("kid", Value::from(kid)));
    let own = [("alg", Value::from(recipient.algorithm.name())), ("enc", Value::from(recipient.content.name()))];
    let ephemeral = ephemeral.map(|key| ("epk", Value::Object(key)));
    let header: Map<String, Value> = json::object(own.into_iter().chain(kind).chain(name).chain(ephemeral));
    let header = Base64UrlUnpadded::encode_string(json::text(&header).as_bytes());
    let content = Content { algorithm: &recipient.content, key: &content_key, header: &header };
    let sealed = content.seal(text.as_bytes(), ports).await?;
    let encoded = [&encrypted, &sealed.iv, &sealed.encrypted, &sealed.tag];
    let encoded = encoded.map(|part| Base64UrlUnpadded::encode_string(part));
    Ok(format!("{header}.{}", encoded.join(".")))
}

/// Encrypts a signed token to its recipient; without one, returns the token as it is.
pub async fn protect(
    token: String,
    recipient: Option<&Recipient>,
    ports: &(impl Encrypt + Random),
) -> Result<String, Fault> {
    match recipient {
        Some(recipient) => encrypt(Payload::Token(&token), recipient, ports).await,
        None => Ok(token),
    }
}

/// Decrypts a token that somebody has encrypted to this server; `None` for any that cannot be decrypted, whatever the reason
/// is.
///
/// If the content key cannot be decrypted, a random one takes its place, so that the time does not tell either. RFC 7516
/// section 11.5.
pub async fn decrypt(
    token: &EncryptedToken,
    version: Option<&SigningKeysVersion>,
    keys: &KeyRing,
    ports: &(impl Clock + Encrypt + Random + SigningKeyStore),
) -> Result<Option<String>, Fault> {
    let is_known = matches!(token.algorithm, EncryptionAlgorithm::RsaOaep | EncryptionAlgorithm::RsaOaep256);
    let Some(length) = key_length(&token.content).filter(|_| is_known) else { return Ok(None) };
    let own = signing::decrypting(&token.algorithm, token.kid.as_deref(), version, keys, ports).await?;
    for (key, seal) in own.iter().take(MAXIMUM_TRIALS) {
        let mut other = vec![0; length];
        ports.fill(&mut other)?;
        let found = ports.decrypt_key(key, seal, &token.encrypted_key).await?;
        let content_key = found.filter(|key| key.len() == length).unwrap_or(other);
        let content = Content { algorithm: &token.content, key: &content_key, header: &token.header };
        if let Some(text) = content.open(token, ports).await? {
            return Ok(String::from_utf8(text).ok());
        }
    }
    Ok(None)
}
