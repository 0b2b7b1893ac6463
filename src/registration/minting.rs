//! New clients: sealed into their identifiers, or stored.

use std::borrow::Cow;

use crate::error::{Error, Fault, Refusal};
use crate::http::Peer;
use crate::model::client_id::RANDOM_BYTES;
use crate::model::{ClientId, Config, Credentials, InitialAccessToken, RegisteredClient, Revision, Unused};
use crate::policy::{Bounds, ClientStorage};
use crate::ports::{Clock, Inserted, Random, Spent, Store, Throttle};
use crate::registration::admission;
use crate::rules::ValidatedClient;
use crate::sealed_client::{self, Sealed};

/// Registers a client: seals it into its identifier, or stores it where the policy wants that, or where it is too much for an
/// identifier.
pub async fn register(
    metadata: ValidatedClient,
    bounds: Option<Bounds>,
    spends: &[&InitialAccessToken],
    peer: Peer,
    config: &Config,
    ports: &(impl Clock + Random + Store + Throttle),
) -> Result<RegisteredClient, Error> {
    let now = ports.now();
    let mut random = [0; RANDOM_BYTES];
    ports.fill(&mut random)?;
    let client = RegisteredClient {
        id: ClientId::new(&random),
        metadata,
        issued_at: now,
        credentials: Credentials::first(config.keys.current(), now),
        bounds,
        last_used_at: None,
        unused: None,
        revision: Revision(0),
    };
    let stored = client.stored(&config.policy);
    if let Some(id) = seal(&stored, &random, config) {
        if !spends.is_empty() && ports.use_tokens(spends, client.issued_at).await? == Spent::Again {
            return Err(Refusal::InvalidToken.into());
        }
        return Ok(RegisteredClient { id, ..client });
    }
    let stored = stored.kept(&config.policy);
    if stored.needs_admission(&config.policy) {
        admission::admit_storage(peer, ports).await?;
    }
    // To count clients costs more than to store one: the limit may be exceeded by some hundreds.
    if stored.unused.is_some_and(Unused::is_limited) && random.first() == Some(&0) {
        ports.evict(config.policy.stored_client_limit, now).await?;
    }
    match ports.insert(&stored, spends, config.policy.idle_since(now)).await? {
        Inserted::New => Ok(client),
        Inserted::SpentUp => Err(Refusal::InvalidToken.into()),
        Inserted::Duplicate => Err(Refusal::DuplicateSoftware.into()),
        // 128 random bits repeat only where randomness has failed: stop rather than hand out a second identifier.
        Inserted::Taken => Err(Fault::Broken("a new client identifier was taken already".to_owned()).into()),
    }
}

/// The identifier that holds a client; `None` where it is to be stored.
fn seal(client: &RegisteredClient, random: &[u8; RANDOM_BYTES], config: &Config) -> Option<ClientId> {
    let ClientStorage::Sealed { limit, limit_with_statement } = config.policy.client_storage else { return None };
    // That there is no second one can be told of what is stored alone.
    if client.bounds.as_ref().is_some_and(Bounds::is_unique) {
        return None;
    }
    let limit = if client.has_statement() { limit_with_statement } else { limit };
    let sealed = Sealed {
        members: Cow::Borrowed(client.metadata.members()),
        issued_at: client.issued_at,
        bounds: client.bounds.as_ref().map(|bounds| Cow::Borrowed(bounds.lists())),
        nonce: *random.first_chunk()?,
    };
    sealed_client::seal(&sealed, config.issuer.as_str(), &config.keys, limit).map(ClientId::of_sealed)
}
