//! Clients that are named after the organisation in their certificate.

use crate::client_lookup::registered;
use crate::client_metadata::DirectoryName;
use crate::error::{Error, Invalid, Refusal};
use crate::json::Pointer;
use crate::model::{AcceptedRevisions, ChangeBasis, ClientId, Config};
use crate::policy::{ClientIdSource, ClientReads};
use crate::ports::{ClientStore, Clock, DeleteOutcome, Found};
use crate::registration::{Draft, Registrant};

/// Returns the identifier of a new client, if it is that of the organisation in the certificate; `None` for a random one.
///
/// `Err` for a certificate with another number of organisations than one, and for an organisation whose identifier is not
/// fit for a client, or is that of a client of the settings.
pub fn client_id(draft: &Draft<'_>, registrant: &Registrant, config: &Config) -> Result<Option<ClientId>, Refusal> {
    let is_bound = draft.bounds.as_ref().is_some_and(|bounds| bounds.certificate.is_some());
    let is_certified = is_bound || registrant.is_certified(&config.policy);
    if config.policy.client_id_source == ClientIdSource::Random || !is_certified {
        return Ok(None);
    }
    let subject = draft.request.certificate.as_ref().and_then(|certificate| certificate.subject.as_deref());
    let subject = subject.and_then(DirectoryName::parse);
    let id = match subject.as_ref().map(|subject| subject.values("organizationIdentifier")).as_deref() {
        Some([one]) => ClientId::of_organization(one),
        _ => None,
    };
    let must = "come with a certificate that has one organizationIdentifier such as PSDDE-BAFIN-123456";
    let id = id.ok_or_else(|| Refusal::InvalidRequest(Invalid::new(Pointer::root(), must)))?;
    if config.client(id.as_str()).is_some() { Err(duplicate()) } else { Ok(Some(id)) }
}

/// Makes room for a new client of an organisation, if the client that it has is over; returns false if that client lives.
pub async fn make_room(id: &ClientId, config: &Config, store: &(impl ClientStore + Clock)) -> Result<bool, Error> {
    if registered(id, ClientReads::Primary, config, store).await?.0.is_ok() {
        return Ok(false);
    }
    let Found::Client(client) = store.find(id, None, ClientReads::Primary).await?.found else { return Ok(true) };
    let Some(token) = client.credentials.token(id, &config.keys) else { return Ok(false) };
    let basis = ChangeBasis { client: &client, presented: &token, revisions: AcceptedRevisions::Read, at: store.now() };
    Ok(store.delete(&basis, None).await? == DeleteOutcome::Deleted)
}

/// Refuses a second client of an organisation.
pub fn duplicate() -> Refusal {
    let must = "come with the certificate of an organisation that has no client here";
    Refusal::InvalidRequest(Invalid::new(Pointer::root(), must))
}
