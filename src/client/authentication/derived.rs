//! Secrets that are verified without a look at the store: those of the settings, and those that the key ring makes.

use crate::client::authentication::presented::Proof;
use crate::client::{ClientId, ClientSecret, Credentials};
use crate::config::Config;
use crate::jose::is_signed_with;

/// Checks whether a proof is made with a secret that a client of this identifier has, or had.
///
/// The store alone knows which secret is the current one, so this lets a request go on and proves nothing.
pub fn is_proof(id: &str, proof: &Proof, config: &Config) -> bool {
    let fits = |secret: &ClientSecret| match proof {
        Proof::Assertion(token) => is_signed_with(token, secret.reveal()),
        Proof::Basic(texts) => texts.iter().any(|text| secret.is(text)),
        Proof::None => false,
        Proof::Post(text) => secret.is(text),
    };
    if let Some(configured) = config.clients.iter().find(|client| client.id.as_str() == id) {
        return configured.secrets.iter().any(fits);
    }
    ClientId::parse(id).is_some_and(|id| Credentials::derivable(&id, &config.keys).any(|secret| fits(&secret)))
}
