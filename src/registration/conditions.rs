//! The conditions of a change: its entity tags, and the members that identify its client. RFC 7592 section 2.2, RFC 9110
//! section 13.

use serde_json::{Map, Value};

use crate::client_metadata::is_present;
use crate::error::{Invalid, Refusal};
use crate::http::{Field, Request};
use crate::json::Pointer;
use crate::model::{AcceptedRevisions, Config, RegisteredClient, RegistrationAccessToken};
use crate::policy::ServerMembers;
use crate::registration::{ClientInformation, client_information};

/// Members that only the server sets. A client that sends them in an update expects a change that will not happen.
const SERVER_MEMBERS: [&str; 4] =
    ["client_id_issued_at", "client_secret_expires_at", "registration_access_token", "registration_client_uri"];

/// Refuses a dry run of anything but a registration: its sender must not find the change done.
pub fn refuse_dry_run(request: &Request) -> Result<(), Refusal> {
    match request.parameter("dry_run") {
        None => Ok(()),
        Some(_) => Err(Refusal::InvalidRequest(Invalid::new(Pointer::member("dry_run"), "be absent here"))),
    }
}

/// Returns the revisions that a change can be stored on top of: the one that was read, if the request has a precondition.
#[must_use]
pub fn revisions(request: &Request) -> AcceptedRevisions {
    if is_conditional(request) { AcceptedRevisions::Read } else { AcceptedRevisions::Any }
}

fn is_conditional(request: &Request) -> bool {
    [Field::IfMatch, Field::IfNoneMatch].iter().any(|field| request.headers.value(*field).is_some())
}

/// Checks `If-Match` and `If-None-Match` against the entity tag of the client. RFC 9110 section 13.1.
pub fn check_precondition(
    request: &Request,
    client: &RegisteredClient,
    token: &RegistrationAccessToken,
    config: &Config,
) -> Result<(), Refusal> {
    if !is_conditional(request) {
        return Ok(());
    }
    let ClientInformation { tag, .. } = client_information(client.clone(), token, Vec::new(), config);
    let differs = request.lists_tag(Field::IfMatch, &tag) == Some(false);
    let exists = request.lists_tag(Field::IfNoneMatch, &tag) == Some(true);
    if differs || exists { Err(Refusal::PreconditionFailed("client")) } else { Ok(()) }
}

/// Checks that the members of an update are about this client, and that they leave to the server the members that are the
/// server's.
pub fn check_identity(members: &Map<String, Value>, client: &RegisteredClient, config: &Config) -> Result<(), Refusal> {
    let refuse = |name: &str, must| {
        let invalid = Invalid::new(Pointer::member(name), must).pointing_into(members);
        Err(Refusal::InvalidRequest(invalid))
    };
    let sent = |name: &str| members.get(name).filter(|value| is_present(value));
    let of_server = SERVER_MEMBERS.into_iter().find(|name| sent(name).is_some());
    if let (Some(name), ServerMembers::Refuse) = (of_server, config.policy.server_members) {
        return refuse(name, "be absent: only the server sets it");
    }
    if sent("client_id").and_then(Value::as_str) != Some(client.id.as_str()) {
        return refuse("client_id", "be the identifier of this client");
    }
    let Some(sent) = sent("client_secret") else { return Ok(()) };
    let length = config.policy.client_secret_length;
    let secret = || client.credentials.secret(&client.id, length, &config.keys);
    let secret = client.metadata.needs_secret().then(secret).flatten();
    match sent.as_str() {
        Some(sent) if secret.is_some_and(|secret| secret.is(sent)) => Ok(()),
        _ => refuse("client_secret", "be the current secret of this client, or absent"),
    }
}
