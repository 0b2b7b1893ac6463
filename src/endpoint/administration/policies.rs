//! Policies for kinds of registrants at the admin API.

use serde_json::{Map, Value};

use crate::audit::{self, Event, Operator};
use crate::endpoint::administration::page::{self, Page, UNKNOWN};
use crate::endpoint::administration::{body, replay};
use crate::error::{Error, Invalid, Refusal};
use crate::http::{Field, Method, Request, Response, Status};
use crate::json::Pointer;
use crate::model::{Config, POLICIES_HELD, PolicyQuery};
use crate::policy::{Policy, PolicySource, PolicyVersion, RegistrantPolicy};
use crate::ports::Ports;
use crate::unit::{Seconds, Timestamp};

/// The place of a request: the kind and the number of a version, and an action on it.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The kind of registrant; `None` for all kinds.
    pub kind: Option<&'static str>,
    /// The number; `None` for all versions of the kind.
    pub number: Option<u32>,
    /// The action; `None` for the version itself.
    pub action: Option<&'static Action>,
}

/// An action on a version: its name, the state that it moves the version to, and the kind of its event.
#[derive(Debug)]
pub struct Action(pub &'static str, &'static str, &'static str);

/// The actions that move a version to a state, and the replay, which moves nothing.
pub static ACTIONS: [Action; 4] = [
    Action("activate", PolicyVersion::ACTIVE, "policy-activated"),
    Action("replay", "", ""),
    Action("retire", PolicyVersion::RETIRED, "policy-retired"),
    Action("shadow", PolicyVersion::SHADOW, "policy-shadowed"),
];

/// The next step of a request. In alphabetical order.
enum Step {
    Answer(Response),
    Replay(RegistrantPolicy),
    Write(PolicyVersion, &'static str),
}

/// Answers a request for policies; `Err` is 404 where the settings have none.
pub async fn answer(
    operator: Operator<'_>,
    place: Place,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let (sent, page) = read(place, request, config)?;
    let found = ports.policies(&query(place, sent.is_some(), &page)).await?;
    match step(place, sent, found, page.limit, request, &config.policy, ports.now())? {
        Step::Answer(response) => Ok(response),
        Step::Replay(policy) => replay::answer(&policy, page, config, ports).await,
        Step::Write(mut version, event) => {
            let event = Event::by_operator(event, operator).with("policy", version.name());
            let entry = audit::entry(Some(event), Some(request.peer), config, ports)?;
            if !ports.write_policy(&version, entry).await? {
                return Err(Refusal::PreconditionFailed("policy").into());
            }
            // This isolate at least knows at once.
            ports.hold_policies(None);
            let status = Status(if place.number.is_none() { 201 } else { 200 });
            version.set("revision", Value::from(version.revision().saturating_add(1)));
            if place.action.is_some() {
                // A second more, since times are whole seconds.
                let Timestamp(by) = ports.now().after(POLICIES_HELD).after(Seconds(1));
                version.set("in_force_by", Value::from(by));
            }
            Ok(shown(status, &version))
        }
    }
}

/// Reads the document that a request sends, if it sends one, and the parameters of a page.
fn read(place: Place, request: &Request, config: &Config) -> Result<(Option<Map<String, Value>>, Page), Error> {
    if config.policy.policies == PolicySource::Off {
        return Err(Refusal::NotFound.into());
    }
    let page = page::read(request, &mut |_, _| Err(UNKNOWN))?;
    let is_new = request.method == Method::Post && place.number.is_none();
    let sent = if is_new || request.method == Method::Put { Some(body(request, config)?) } else { None };
    Ok((sent, page))
}

fn query(Place { kind, number, .. }: Place, sends: bool, page: &Page) -> PolicyQuery<'_> {
    let (mut after, mut limit) = (None, page.limit);
    match (number, sends) {
        // A page ends with a kind, a space and a number.
        (None, false) => {
            let place = page.after.as_deref().map(|after| after.split_once(' ').unwrap_or((after, "")));
            after = place.map(|(kind, number)| (kind, number.parse().unwrap_or_default()));
        }
        // The newest version comes first.
        _ => limit = 1,
    }
    PolicyQuery { is_in_force: false, kind, version: number, after, limit }
}

fn step(
    Place { kind, number, action }: Place,
    sent: Option<Map<String, Value>>,
    mut found: Vec<PolicyVersion>,
    limit: u32,
    request: &Request,
    policy: &Policy,
    now: Timestamp,
) -> Result<Step, Refusal> {
    let mut event = if number.is_none() { "policy-drafted" } else { "policy-changed" };
    let mut version = match (number, &sent) {
        (None, None) => return Ok(Step::Answer(list(found, limit))),
        (None, Some(_)) => {
            let newest = found.pop().map_or(0, |newest| newest.number());
            PolicyVersion::draft(kind.unwrap_or_default(), newest.saturating_add(1), now)
        }
        (Some(_), _) => found.pop().ok_or(Refusal::UnknownPolicy)?,
    };
    if number.is_some() && request.lists_tag(Field::IfMatch, &version.tag()) == Some(false) {
        return Err(Refusal::PreconditionFailed("policy"));
    }
    match (action, sent) {
        (None, None) => return Ok(Step::Answer(shown(Status(200), &version))),
        (None, Some(_)) if version.state() != PolicyVersion::DRAFT => {
            let must = "be for a draft: make a new version instead";
            return Err(Refusal::InvalidRequest(Invalid::new(Pointer::root(), must)));
        }
        (None, Some(document)) => version.set("document", Value::Object(document)),
        (Some(Action(_, state, of_action)), _) => {
            version.set("state", Value::from(*state));
            event = of_action;
        }
    }
    version.set("changed_at", Value::from(now.0));
    if version.state() == PolicyVersion::RETIRED {
        return Ok(Step::Write(version, event));
    }
    // The settings may have changed since the version was made.
    let read = RegistrantPolicy::read(version).and_then(|it| it.check_settings(policy).map(|()| it));
    let read = read.map_err(Refusal::InvalidRequest)?;
    Ok(if event.is_empty() { Step::Replay(read) } else { Step::Write(read.version, event) })
}

fn list(versions: Vec<PolicyVersion>, limit: u32) -> Response {
    let is_full = u32::try_from(versions.len()).unwrap_or(u32::MAX) >= limit;
    let next = versions.last().filter(|_| is_full).map(PolicyVersion::name);
    let mut members = PolicyVersion(Map::new());
    if let Some(next) = next {
        members.set("next", Value::from(next));
    }
    members.set("policies", versions.into_iter().map(|PolicyVersion(version)| version).collect());
    Response::json(Status(200), &members.0)
}

fn shown(status: Status, version: &PolicyVersion) -> Response {
    Response::json(status, &version.0).with("etag", version.tag())
}
