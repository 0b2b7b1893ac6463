//! Secrets that are compared without the store: those of the settings, and those that the key ring derives.

use crate::authentication::presented_credentials::Proof;
use crate::jose::is_signed_with;
use crate::model::{ClientId, ClientSecret, Config, Credentials};

/// The longest signed part of an assertion that is compared with every secret, in bytes. Usual assertions have some
/// hundred bytes. Verifying a longer one would cost more time than the lock-out saves.
const LONGEST_SIGNED: usize = 2048;

/// Returns true if a proof was made with a current or former secret of this client.
///
/// Only the store knows the current secret, so a true result lets the request pass the lock-out and proves nothing.
pub fn is_proof(id: &str, proof: &Proof, config: &Config) -> bool {
    let fits = |secret: &ClientSecret| match proof {
        Proof::Assertion(token) => token.signed.len() <= LONGEST_SIGNED && is_signed_with(token, secret.reveal()),
        Proof::Basic(texts) => texts.iter().any(|text| secret.is(text)),
        Proof::None => false,
        Proof::Post(text) => secret.is(text),
    };
    if let Some(configured) = config.clients.iter().find(|client| client.id.as_str() == id) {
        return configured.secrets.iter().any(fits);
    }
    ClientId::parse(id).is_some_and(|id| Credentials::derivable(&id, &config.keys).any(|secret| fits(&secret)))
}
