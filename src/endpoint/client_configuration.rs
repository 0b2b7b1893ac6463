//! The client configuration endpoint: a client reads, updates and deletes itself. RFC 7592 section 2.

use serde_json::{Map, Value};

use crate::authentication;
use crate::client_metadata::is_present;
use crate::error::{Error, Fault, Invalid, Refusal};
use crate::http::{Field, Peer, Request, Response, Status};
use crate::json::Pointer;
use crate::model::{
    self, Basis, Change, Config, NewSecret, NewToken, Onto, RegisteredClient, Registration, RegistrationAccessToken,
    held_statement,
};
use crate::policy::{Bounds, ServerMembers, Template};
use crate::ports::{Admission, Deleted, Ports, Replaced};
use crate::registration::{self, Growth, Information, Vouched, sector_identifier};
use crate::rules::{self, ValidatedClient};

/// Members that only the server sets; a client that sends them back means something that will not happen.
const SERVER_MEMBERS: [&str; 4] =
    ["client_id_issued_at", "client_secret_expires_at", "registration_access_token", "registration_client_uri"];

/// How often a change is tried that others come before. A change that can be stored on top of others needs one attempt, the
/// first change of a sealed client two. Changes that narrow or depend on bounds and secrets must be made again for each that
/// comes before them: this many at once all succeed.
pub const ATTEMPTS: u32 = 16;

/// Tells the client what it is. RFC 7592 section 2.1.
pub async fn read(request: &Request, id: &str, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let (client, token) = authentication::authenticate(request, id, config, ports).await?;
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
    let Information { text, tag } = registration::information(client, token, dropped, config);
    Response { client_id: Some(id), ..Response::json_text(status, text).with("etag", tag) }
}

/// Replaces the client's metadata by the body, as a whole. RFC 7592 section 2.2.
///
/// Of updates at once the last one wins as a whole, unless they name the entity tag that they expect.
pub async fn update(request: &Request, id: &str, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    refuse_dry_run(request)?;
    registration::admit_write(request, ports).await?;
    let mut earlier = Earlier::default();
    for _ in 0..ATTEMPTS {
        if let Some(response) = try_update(request, id, &mut earlier, config, ports).await? {
            return Ok(response);
        }
    }
    Err(Fault::Contention.into())
}

/// The state that one attempt of a request leaves to the next attempt.
#[derive(Default)]
struct Earlier {
    /// The software statement that the request has sent back as the client held it. The request does not ask to return to it
    /// if a newer statement came since.
    sent_back: Option<String>,
    growth: Growth,
}

/// Makes an update of what is stored by now; `None` if another one came before it.
async fn try_update(
    request: &Request,
    id: &str,
    earlier: &mut Earlier,
    config: &Config,
    ports: &impl Ports,
) -> Result<Option<Response>, Error> {
    let (current, token) = authentication::authenticate(request, id, config, ports).await?;
    if earlier.sent_back.as_deref().is_some_and(|sent| held_statement(&current) != Some(sent)) {
        return Err(Fault::Contention.into());
    }
    let (asked, Vouched { members: body, extras, bounds: new_bounds, claimed, unusable }) =
        registration::update(request, &current, config, ports).await?;
    check_precondition(request, &current, &token, config)?;
    let template = template_of(&current, &body, config);
    let template = template.map_err(|invalid| claimed.invalid(invalid.told_to_sender(&body)))?;
    check_identity(&asked.members, &current, config)?;
    let within = asked.within(current.bounds.as_ref(), &body);
    let accepted = accept(&body, template, within.as_ref(), request.peer, config, ports).await;
    let (accepted, dropped) = accepted.map_err(|error| claimed.error(error))?;
    let (accepted, excess) = model::limit_scope(accepted, new_bounds.as_ref(), &config.policy)?;
    let accepted = accepted.with_extras(extras);
    let dropped = dropped.into_iter().chain(excess).map(|invalid| claimed.invalid(invalid));
    let dropped: Vec<Invalid> = unusable.into_iter().chain(dropped).collect();
    model::check_size(accepted.members(), &asked.members, new_bounds.as_ref())?;
    let now = ports.now();
    let once = asked.spends(now)?;
    let spends: Vec<_> = once.iter().collect();
    let grows = current.grows_to(accepted.members());
    if grows && earlier.growth.admit(&current, request, ports).await? == Admission::Refused {
        return Ok(None);
    }
    let stored = current.stored(&config.policy);
    let basis = Basis { client: &stored, shown: &token, onto: revisions(request), at: now };
    let (secret, depends_on_secret) = NewSecret::on_update(&current, &accepted, config, now);
    let names_secret = asked.members.get("client_secret").is_some_and(is_present);
    let RegisteredClient { metadata, bounds, unused, .. } = current.after_change(&accepted, new_bounds, config);
    let change = Change {
        basis,
        registration: Some(Registration { metadata, bounds }),
        secret,
        secret_generation: (depends_on_secret || names_secret).then_some(current.credentials.secret_generation),
        token: NewToken::on_update(config, now),
        software: current.sealed_software(config),
        unused,
    };
    match ports.replace(&change, &spends).await? {
        Replaced::Done(client) => {
            let client = RegisteredClient { metadata: accepted, ..*client };
            let token = client.credentials.token(&client.id, &config.keys).unwrap_or(token);
            let response = tell(Status(200), client, &token, dropped, config);
            Ok(Some(Response { statement: asked.label(), ..response }))
        }
        Replaced::Duplicate => Err(Refusal::DuplicateSoftware.into()),
        Replaced::Outrun => {
            let held = held_statement(&current).filter(|held| asked.shows(held));
            earlier.sent_back = earlier.sent_back.take().or_else(|| held.map(str::to_owned));
            Ok(None)
        }
    }
}

/// Asks the rules, as a registration does.
async fn accept(
    body: &Map<String, Value>,
    template: Option<&Template>,
    within: Option<&Bounds>,
    peer: Peer,
    config: &Config,
    ports: &impl Ports,
) -> Result<(ValidatedClient, Vec<Invalid>), Error> {
    let told = |error: Error| registration::told_of_template(error, template, body);
    let (accepted, dropped) = match template {
        Some(template) => {
            let accepted = rules::accept_within(&template.fill(body, within), &config.policy, within);
            (accepted.map_err(|invalid| told(invalid.into()))?, Vec::new())
        }
        None => rules::accept_in_part(body, &config.policy, within)?,
    };
    template.map_or(Ok(()), |template| template.check(body, accepted.members()))?;
    within.map_or(Ok(()), |bounds| bounds.check_rights(accepted.metadata()))?;
    sector_identifier::verify(&accepted, peer, config, ports).await.map_err(told)?;
    Ok((accepted, dropped))
}

/// Deletes the client. RFC 7592 section 2.3.
pub async fn delete(request: &Request, id: &str, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    refuse_dry_run(request)?;
    registration::admit_write(request, ports).await?;
    let mut growth = Growth::default();
    for _ in 0..ATTEMPTS {
        let (client, token) = authentication::authenticate(request, id, config, ports).await?;
        check_precondition(request, &client, &token, config)?;
        if client.grows_by_deletion() && growth.admit(&client, request, ports).await? == Admission::Refused {
            continue;
        }
        let basis = Basis { client: &client, shown: &token, onto: revisions(request), at: ports.now() };
        if ports.delete(&basis).await? == Deleted::Done {
            return Ok(Response::empty(Status(204)));
        }
    }
    Err(Fault::Contention.into())
}

/// The revisions that a change can be stored on top of: only the one that was read, if the caller says which it expects.
#[must_use]
pub fn revisions(request: &Request) -> Onto {
    if is_conditional(request) { Onto::Read } else { Onto::Any }
}

fn is_conditional(request: &Request) -> bool {
    [Field::IfMatch, Field::IfNoneMatch].iter().any(|field| request.headers.value(*field).is_some())
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
    if !is_conditional(request) {
        return Ok(());
    }
    let Information { tag, .. } = registration::information(client.clone(), token, Vec::new(), config);
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
