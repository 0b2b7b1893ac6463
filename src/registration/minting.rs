//! New clients: sealed into their identifiers, or stored.

use std::borrow::Cow;

use crate::audit::{self, Event};
use crate::error::{Error, Fault, Refusal};
use crate::http::Peer;
use crate::model::client_id::RANDOM_BYTES;
use crate::model::{
    Approval, Bounds, ClientId, Config, Credentials, RegisteredClient, Revision, SingleUse, Trust, UnusedRetention,
    is_anonymous,
};
use crate::policy::ClientStorage;
use crate::ports::{AuditLog, ClientStore, Clock, InsertOutcome, Random, SingleUseStore, Sweep, Throttle, UseOutcome};
use crate::registration::{Draft, Registrant, admit_storage, events, organization};
use crate::rules::ValidatedClient;
use crate::sealed_client::{self, Sealed};
use crate::software_statement::spent;

/// Makes the new client: seals it into its identifier, or stores it where the policy or its size wants that.
pub async fn mint(
    client: ValidatedClient,
    draft: &Draft<'_>,
    registrant: &Registrant,
    peer: Peer,
    config: &Config,
    ports: &(impl AuditLog + ClientStore + Clock + Random + SingleUseStore + Sweep + Throttle),
) -> Result<RegisteredClient, Error> {
    let own = draft.request.single_uses(ports.now())?;
    let single_uses: Vec<SingleUse> = registrant.token().map(SingleUse::from).into_iter().chain(own.clone()).collect();
    let id = organization::client_id(draft, registrant, config)?;
    let events = |id: &ClientId, tier: Trust| {
        let is_vouched_for = !is_anonymous(draft.bounds.as_ref());
        is_vouched_for.then(|| events::registered((id, tier), registrant, draft.request.label()))
    };
    let minted = seal_or_store((id, client), draft.bounds.clone(), &single_uses, &events, peer, config, ports).await;
    match minted {
        Err(Error::Refusal(Refusal::InvalidToken)) if !own.is_empty() => {
            // Another request used one of them first.
            draft.request.check_unused(ports).await?;
            Err(if registrant.token().is_some() { Refusal::InvalidToken } else { spent() }.into())
        }
        minted => minted,
    }
}

async fn seal_or_store(
    (id, metadata): (Option<ClientId>, ValidatedClient),
    bounds: Option<Bounds>,
    single_uses: &[SingleUse],
    events: &impl Fn(&ClientId, Trust) -> Option<Event>,
    peer: Peer,
    config: &Config,
    ports: &(impl AuditLog + ClientStore + Clock + Random + SingleUseStore + Sweep + Throttle),
) -> Result<RegisteredClient, Error> {
    let now = ports.now();
    let mut random = [0; RANDOM_BYTES];
    ports.fill(&mut random)?;
    let credentials = match (&id, random.first_chunk()) {
        (Some(_), Some(random)) => Credentials::first_again(config.keys.current(), now, *random),
        _ => Credentials::first(config.keys.current(), now),
    };
    let client = RegisteredClient {
        id: id.unwrap_or_else(|| ClientId::new(&random)),
        metadata,
        issued_at: now,
        credentials,
        bounds,
        last_used_at: None,
        approval: Approval::Given,
        unused: None,
        revision: Revision(0),
    };
    let client = RegisteredClient { approval: client.approval_of(None, config), ..client };
    let stored = client.stored(&config.policy);
    // A sealed client without a token leaves no row at all: nor one in the audit log.
    let (waits, tier) = (client.approval != Approval::Given, client.trust());
    let entry = |id: &ClientId| {
        let event = match (events(id, tier), waits) {
            (Some(event), true) => Some(event.with("state", "waiting")),
            (None, true) => Some(events::waiting(id, tier)),
            (event, false) => event,
        };
        audit::entry(event, Some(peer), config, ports)
    };
    if let Some(id) = seal(&stored, &random, config) {
        if !single_uses.is_empty()
            && ports.use_up(single_uses, client.issued_at, entry(&id)?).await? == UseOutcome::AlreadyUsed
        {
            return Err(Refusal::InvalidToken.into());
        }
        return Ok(RegisteredClient { id, ..client });
    }
    let stored = stored.with_unused_retention(&config.policy);
    if stored.needs_admission(&config.policy) {
        admit_storage(peer, ports).await?;
    }
    // Counting clients costs more than storing one. One registration in 256 counts, so the limit may be exceeded by some
    // hundreds.
    if stored.unused.is_some_and(UnusedRetention::is_capped) && random.first() == Some(&0) {
        ports.evict(config.policy.stored_client_limit, now).await?;
    }
    let idle_since = config.policy.idle_since(now);
    let mut outcome = ports.insert(&stored, single_uses, idle_since, entry(&stored.id)?).await?;
    let is_taken = outcome == InsertOutcome::IdentifierTaken && client.id.is_of_organization();
    if is_taken && organization::make_room(&client.id, config, ports).await? {
        outcome = ports.insert(&stored, single_uses, idle_since, entry(&stored.id)?).await?;
    }
    match outcome {
        InsertOutcome::Stored => Ok(client),
        InsertOutcome::UsedUp => Err(Refusal::InvalidToken.into()),
        InsertOutcome::Duplicate => Err(Refusal::DuplicateSoftware.into()),
        InsertOutcome::IdentifierTaken if client.id.is_of_organization() => Err(organization::duplicate().into()),
        // 128 random bits repeat only where randomness has failed. Two clients must not share an identifier.
        InsertOutcome::IdentifierTaken => {
            Err(Fault::Broken("a new client identifier was taken already".to_owned()).into())
        }
    }
}

/// Seals a client into its identifier; `None` where it must be stored.
fn seal(client: &RegisteredClient, random: &[u8; RANDOM_BYTES], config: &Config) -> Option<ClientId> {
    let ClientStorage::Sealed { limit, limit_with_statement } = config.policy.client_storage else { return None };
    // Only the database knows that there is no second client of the software, and which clients a user owns.
    let is_unique = client.bounds.as_ref().and_then(Bounds::unique_software).is_some();
    if is_unique || client.owner().is_some() || client.id.is_of_organization() {
        return None;
    }
    let limit = if client.has_statement() { limit_with_statement } else { limit };
    let sealed = Sealed {
        members: Cow::Borrowed(client.metadata.members()),
        issued_at: client.issued_at,
        bounds: client.bounds.as_ref().map(|bounds| Cow::Owned(bounds.write())),
        nonce: *random.first_chunk()?,
    };
    sealed_client::seal(&sealed, config.issuer.as_str(), &config.keys, limit).map(ClientId::of_sealed)
}
