//! Clients that wait for the approval of an operator.

use crate::audit::{self, Event};
use crate::error::{Fault, Refusal};
use crate::http::Peer;
use crate::model::{Approval, Client, Config, Journal};
use crate::ports::{Admission, ApprovalStore, Clock, Limit, Random, Throttle};

/// The refusal of a client that waits. RFC 6749 sections 4.1.2.1 and 5.2.
pub const UNAPPROVED: Refusal = Refusal::UnauthorizedClient("be approved by the operator of this server");

/// Lists a client as one that waits, because a user tries it who is signed in. The client of a network that tries too many is not
/// listed.
pub async fn await_approval(
    client: &Client,
    peer: Peer,
    config: &Config,
    ports: &(impl ApprovalStore + Clock + Random + Throttle),
) -> Result<(), Fault> {
    match client {
        Client::Registered(client) if client.approval == Approval::Missing => {
            if ports.count(Limit::Use, &peer.network()).await? == Admission::Refused {
                return Ok(());
            }
            let event = Event::of(Journal::Clients, "client-waiting", "user");
            let event = event.about_client(&client.id, client.trust());
            let entry = audit::entry(Some(event), Some(peer), config, ports)?;
            ports.await_approval(client, &client.approvable(&config.policy), ports.now(), entry).await
        }
        _ => Ok(()),
    }
}
