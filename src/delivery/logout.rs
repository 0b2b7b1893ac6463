//! Tells clients that a session has ended. OpenID Connect Back-Channel Logout section 2.5.

use crate::client_lookup::resolve;
use crate::client_metadata::HttpsUri;
use crate::delivery::Outcome;
use crate::delivery::logout_token::logout_token;
use crate::error::{AuthenticationFailure, Fault};
use crate::http::{Peer, Status};
use crate::model::{Client, Config, SessionId, SigningKeysVersion, Telling};
use crate::outbound::{send, send_queued};
use crate::policy::ClientReads;
use crate::ports::{ClientPorts, Clock, Content, Fetch, Message, Random, Sign, SigningKeyStore, Throttle};

/// Finds the client that a message is for, with the version of the signing keys. `Err` inside is the outcome for a client
/// that cannot be told now, or never again.
///
/// `peer` is the sender of the request that causes the message, whose network has a limit; `None` for a message that has
/// waited.
pub async fn find_client(
    client_id: &str,
    peer: Option<Peer>,
    config: &Config,
    ports: &impl ClientPorts,
) -> Result<Result<(Client, Option<SigningKeysVersion>), Outcome>, Fault> {
    let found = resolve(client_id, ClientReads::Primary, peer.unwrap_or(Peer(None)), config, ports).await?;
    Ok(match found.client {
        Ok(client) => Ok((client, found.signing_keys)),
        Err(AuthenticationFailure::Document(failure)) if failure.may_pass() => {
            Err(Outcome::Failed("the document of the client cannot be fetched".into()))
        }
        // A client that has ended keeps no session of the user.
        Err(_) => Err(Outcome::Needless),
    })
}

/// Tells a client that a session has ended. The logout token is made now, so it never waits.
pub async fn tell(
    (client, signing_keys): &(Client, Option<SigningKeysVersion>),
    session: &SessionId,
    peer: Option<Peer>,
    config: &Config,
    ports: &(impl Clock + Fetch + Random + Sign + SigningKeyStore + Throttle),
) -> Result<Outcome, Fault> {
    let registered = client.metadata().backchannel_logout_uri.as_ref();
    let Some(HttpsUri(uri)) = registered.filter(|_| config.telling() == Telling::Queued) else {
        return Ok(Outcome::Needless);
    };
    let token = logout_token(session, client, signing_keys.as_ref(), config, ports).await?;
    let message = Message::post(Content::form(&[("logout_token", &token)]));
    let answer = match peer {
        Some(peer) => send(uri, &message, peer, &config.policy.guard, ports).await?,
        None => send_queued(uri, &message, &config.policy.guard, ports).await?,
    };
    // Some frameworks turn a 200 without a body into 204. OpenID Connect Back-Channel Logout section 2.8.
    Ok(Outcome::of(answer.map(|answer| answer.status), &[Status(200), Status(204)]))
}
