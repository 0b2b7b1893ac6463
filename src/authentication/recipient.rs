//! The key of a client that messages are encrypted to. OpenID Connect Core section 10.2.

use std::cell::RefCell;

use crate::authentication::keys::has_client_keys;
use crate::client_metadata::{ContentEncryption, Jwks, PublicKey};
use crate::encryption::Recipient;
use crate::error::{Error, Refusal};
use crate::http::Peer;
use crate::model::{Client, Config};
use crate::ports::{Cache, Clock, Fetch, Throttle};

/// A message to a client. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// An authorization response.
    AuthorizationResponse,
    /// An ID token.
    IdToken,
    /// A response of the `UserInfo` endpoint.
    UserInfo,
}

/// Returns the recipient of a message; `None` if the client has registered no encryption for it.
///
/// `Err` if no key of the client fits, or if its keys cannot be fetched: then the message is not sent at all.
pub async fn recipient(
    message: Message,
    client: &Client,
    peer: Peer,
    config: &Config,
    ports: &(impl Cache + Clock + Fetch + Throttle),
) -> Result<Option<Recipient>, Error> {
    let metadata = client.metadata();
    let (algorithm, content) = match message {
        Message::AuthorizationResponse => {
            (&metadata.authorization_encrypted_response_alg, &metadata.authorization_encrypted_response_enc)
        }
        Message::IdToken => (&metadata.id_token_encrypted_response_alg, &metadata.id_token_encrypted_response_enc),
        Message::UserInfo => (&metadata.userinfo_encrypted_response_alg, &metadata.userinfo_encrypted_response_enc),
    };
    let Some(algorithm) = algorithm.clone() else { return Ok(None) };
    let found: RefCell<Option<PublicKey>> = RefCell::default();
    let fits = async |jwks: &Jwks| {
        // The platform has no X448.
        let key = jwks.encrypting(&algorithm).filter(|key| key.text("crv") != Some("X448"));
        found.replace(key.cloned());
        Ok(key.is_some())
    };
    has_client_keys(metadata, fits, peer, &config.policy.guard, ports).await?;
    let content = content.clone().unwrap_or(ContentEncryption::A128CbcHs256);
    let recipient = found.into_inner().map(|key| Recipient { key, algorithm, content });
    match recipient.filter(Recipient::is_supported) {
        Some(recipient) => Ok(Some(recipient)),
        None => Err(Refusal::UnauthorizedClient("have a key that its messages can be encrypted to").into()),
    }
}
