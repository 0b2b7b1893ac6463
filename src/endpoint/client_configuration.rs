//! The client configuration endpoint: a client reads, updates and deletes itself. RFC 7592 section 2.

use serde_json::{Map, Value};

use crate::client::{self, Information, RegisteredClient, RegistrationAccessToken};
use crate::config::Config;
use crate::error::{Error, Fault, Invalid, Refusal};
use crate::http::{Field, Request, Response, Status};
use crate::json::Pointer;
use crate::metadata::is_present;
use crate::policy::{Rotation, ServerMembers};
use crate::ports::{Ports, Replaced};
use crate::registrant::{self, Bounds, Template};
use crate::rules::{self, ValidatedClient};
use crate::sector;
use crate::statement::{self, Vouched};
use crate::unit::{Seconds, Timestamp};

/// Members that only the server sets; a client that sends them back means something that will not happen.
const SERVER_MEMBERS: [&str; 4] =
    ["client_id_issued_at", "client_secret_expires_at", "registration_access_token", "registration_client_uri"];

/// How often an update is tried again when another one comes first.
pub const ATTEMPTS: u32 = 3;

/// Tells the client what it is. RFC 7592 section 2.1.
pub async fn read(request: &Request, id: &str, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let (client, token) = client::authenticate(request, id, config, ports).await?;
    Ok(tell(Status(200), client, &token, Vec::new(), config))
}

/// The client information response. RFC 7591 section 3.2.1.
#[must_use]
pub fn tell(
    status: Status,
    client: RegisteredClient,
    token: &RegistrationAccessToken,
    dropped: Vec<Invalid>,
    config: &Config,
) -> Response {
    let id = client.id.as_str().to_owned();
    let Information { text, tag } = client::information(client, token, dropped, config);
    Response { client_id: Some(id), ..Response::json_text(status, text).with("etag", tag) }
}

/// Replaces the client's metadata by the body, as a whole. RFC 7592 section 2.2.
///
/// An update that is outrun is made again from what is there by then; what was accepted and fetched stays as it was.
pub async fn update(request: &Request, id: &str, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    refuse_dry_run(request)?;
    registrant::admit_write(request, ports).await?;
    let (mut current, mut token) = client::authenticate(request, id, config, ports).await?;
    let (asked, Vouched { members: body, extras, bounds: new_bounds, claimed, unusable }) =
        statement::update(request, &current, config, ports).await?;
    check_precondition(request, &current, &token, config)?;
    let template = template_of(&current, &body, config);
    let template = template.map_err(|invalid| claimed.invalid(invalid.told_to_sender(&body)))?;
    check_identity(&asked.members, &current, config)?;
    let (bounds, held) = (current.bounds.clone(), held_statement(&current));
    let within = asked.within(bounds.as_ref(), &body);
    let accepted = accept(&body, template, within.as_ref(), config, ports).await;
    let (accepted, dropped) = accepted.map_err(|error| claimed.error(error))?;
    let accepted = accepted.with_extras(extras);
    let dropped = dropped.into_iter().map(|invalid| claimed.invalid(invalid));
    let dropped: Vec<Invalid> = unusable.into_iter().chain(dropped).collect();
    client::check_size(accepted.members(), &asked.members, new_bounds.as_ref(), &config.policy)?;
    let once = asked.spends(ports.now())?;
    let spends: Vec<_> = once.iter().collect();
    if current.grows_to(accepted.members(), &config.policy) {
        registrant::admit_storage(request.peer, ports).await?;
    }
    for _ in 0..ATTEMPTS {
        let replacement = replacement(&current, &token, accepted.clone(), config, ports.now())?;
        let replacement = RegisteredClient { bounds: new_bounds.clone(), ..replacement };
        let stored = replacement.stored(&config.policy).kept(&config.policy);
        let replaced = ports.replace(&stored, current.revision, &spends, ports.now()).await?;
        if replaced == Replaced::Duplicate {
            return Err(Refusal::DuplicateSoftware.into());
        }
        if replaced == Replaced::Done {
            let token = replacement.credentials.token(&replacement.id, &config.keys).unwrap_or(token);
            let response = tell(Status(200), replacement, &token, dropped, config);
            return Ok(Response { statement: asked.label(), ..response });
        }
        asked.check_unspent(ports).await?;
        (current, token) = client::authenticate(request, id, config, ports).await?;
        check_precondition(request, &current, &token, config)?;
        check_identity(&asked.members, &current, config)?;
        // What is locked is no longer what it was; a statement without a jti bounds a client as the one before it does.
        if current.bounds != bounds || held_statement(&current) != held {
            break;
        }
    }
    Err(Fault::Contention.into())
}

/// Asks the rules, as a registration does.
async fn accept(
    body: &Map<String, Value>,
    template: Option<&Template>,
    within: Option<&Bounds>,
    config: &Config,
    ports: &impl Ports,
) -> Result<(ValidatedClient, Vec<Invalid>), Error> {
    let told = |error: Error| registrant::told_of_template(error, template, body);
    let (accepted, dropped) = match template {
        Some(template) => {
            let accepted = rules::accept_within(&template.fill(body, within), &config.policy, within);
            (accepted.map_err(|invalid| told(invalid.into()))?, Vec::new())
        }
        None => rules::accept_in_part(body, &config.policy, within)?,
    };
    template.map_or(Ok(()), |template| template.check(body, accepted.members()))?;
    within.map_or(Ok(()), |bounds| bounds.check_rights(accepted.metadata()))?;
    sector::verify(&accepted, config, ports).await.map_err(told)?;
    Ok((accepted, dropped))
}

/// Deletes the client. RFC 7592 section 2.3.
pub async fn delete(request: &Request, id: &str, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    refuse_dry_run(request)?;
    registrant::admit_write(request, ports).await?;
    for attempt in 0..ATTEMPTS {
        let (client, token) = client::authenticate(request, id, config, ports).await?;
        check_precondition(request, &client, &token, config)?;
        if attempt == 0 && client.grows_by_deletion(&config.policy) {
            registrant::admit_storage(request.peer, ports).await?;
        }
        if ports.delete(&client, ports.now()).await? == Replaced::Done {
            return Ok(Response::empty(Status(204)));
        }
    }
    Err(Fault::Contention.into())
}

/// Only a registration can be tried out: whoever believes otherwise must not find it done.
pub fn refuse_dry_run(request: &Request) -> Result<(), Refusal> {
    match request.parameter("dry_run") {
        None => Ok(()),
        Some(_) => Err(Refusal::InvalidRequest(Invalid::new(Pointer::member("dry_run"), "be absent here"))),
    }
}

/// A caller that says what it knows of the client is told when that is no longer so, and one that wants to make a new
/// one that there is one. RFC 9110 section 13.1.
pub fn check_precondition(
    request: &Request,
    client: &RegisteredClient,
    token: &RegistrationAccessToken,
    config: &Config,
) -> Result<(), Refusal> {
    if [Field::IfMatch, Field::IfNoneMatch].iter().all(|field| request.headers.value(*field).is_none()) {
        return Ok(());
    }
    let Information { tag, .. } = client::information(client.clone(), token, Vec::new(), config);
    let differs = request.lists_tag(Field::IfMatch, &tag) == Some(false);
    let exists = request.lists_tag(Field::IfNoneMatch, &tag) == Some(true);
    if differs || exists { Err(Refusal::PreconditionFailed) } else { Ok(()) }
}

/// `Err` for a client whose template is no more, which can only read and delete itself, and for one that has none and
/// wants to be taken for a client of one.
fn template_of<'a>(
    client: &RegisteredClient,
    body: &Map<String, Value>,
    config: &'a Config,
) -> Result<Option<&'a Template>, Invalid> {
    const MEMBER: &str = "software_id";
    let refuse = |must: &'static str| Err(Invalid::new(Pointer::member(MEMBER), must));
    let named = body.get(MEMBER).filter(|named| client.metadata.members().get(MEMBER) != Some(*named));
    let is_template = |name: &Value| name.as_str().is_some_and(|name| config.policy.template(name).is_some());
    match (client.template(&config.policy), client.template_name()) {
        (Some(template), _) => Ok(Some(template)),
        (None, Some(_)) => refuse("be the name of a template that there is"),
        (None, None) if named.is_some_and(is_template) => refuse("not be the name of a template"),
        (None, None) => Ok(None),
    }
}

fn held_statement(client: &RegisteredClient) -> Option<Value> {
    client.metadata.members().get(statement::MEMBER).cloned()
}

/// The body must be about this client and must not choose what the server chooses.
fn check_identity(body: &Map<String, Value>, client: &RegisteredClient, config: &Config) -> Result<(), Error> {
    let refuse = |name: &str, must| {
        let invalid = Invalid::new(Pointer::member(name), must).told_to_sender(body);
        Err(Refusal::InvalidRequest(invalid).into())
    };
    let sent = |name: &str| body.get(name).filter(|value| is_present(value));
    let refused = SERVER_MEMBERS.into_iter().find(|name| sent(name).is_some());
    if let (Some(name), ServerMembers::Refuse) = (refused, config.policy.server_members) {
        return refuse(name, "be absent: only the server sets it");
    }
    if sent("client_id").and_then(Value::as_str) != Some(client.id.as_str()) {
        return refuse("client_id", "be the identifier of this client");
    }
    let Some(sent) = sent("client_secret") else { return Ok(()) };
    let secret = client.metadata.needs_secret().then(|| client.credentials.secret(&client.id, &config.keys)).flatten();
    match sent.as_str() {
        Some(sent) if secret.is_some_and(|secret| secret.is(sent)) => Ok(()),
        _ => refuse("client_secret", "be the current secret of this client, or absent"),
    }
}

/// The client with other metadata.
///
/// A secret that the client no longer needs is worth nothing from then on: when it needs one again it gets a new one,
/// and so does a client whose secret has expired, or left the ring with its key. What else is replaced is a policy.
fn replacement(
    current: &RegisteredClient,
    shown: &RegistrationAccessToken,
    metadata: ValidatedClient,
    config: &Config,
    now: Timestamp,
) -> Result<RegisteredClient, Fault> {
    let rotates = |rotation: Rotation| config.policy.rotation_on_update.contains(&rotation);
    let loses_secret = current.metadata.needs_secret() && !metadata.needs_secret();
    let gains_secret = !current.metadata.needs_secret();
    let is_wanted = gains_secret || rotates(Rotation::Secret) || current.has_dead_secret(config, now);
    let mut credentials = current.credentials.clone();
    if loses_secret || (metadata.needs_secret() && is_wanted) {
        let grace = if loses_secret || gains_secret { Seconds(0) } else { config.policy.secret_grace };
        credentials = current.with_new_secret(grace, config, now)?;
    }
    if rotates(Rotation::Token) {
        let until = now.after(config.policy.rotation_grace);
        credentials = credentials.with_new_token(shown, until, &config.keys).ok_or_else(|| current.exhausted())?;
    }
    current.changed(metadata, credentials)
}
