//! The data that operators steer, at the admin API: versions of policies, of issuers of software statements, and of templates.

use serde_json::{Map, Value};

use crate::audit::{self, Event, Operator};
use crate::endpoint::administration::page::{self, Page, UNKNOWN};
use crate::endpoint::administration::version_change::Change;
use crate::endpoint::administration::{body, documents, replay};
use crate::endpoint::client_registration::members_of;
use crate::endpoint::clients::decoded;
use crate::error::{Error, Fault, Invalid, Refusal};
use crate::http::{Body, Field, Method, Request, Response, Status};
use crate::json::{self, Pointer};
use crate::model::{Config, DATA_HELD, PolicyQuery};
use crate::policy::{Collection, KINDS, PolicySource, PolicyVersion, RegistrantPolicy, Template};
use crate::ports::{PolicyStore, Ports, StatementIssuerStore};
use crate::registration::preview;
use crate::unit::{Seconds, Timestamp};

/// The place of a request: an entry of a collection, the number of a version, and an action on it.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The collection.
    pub collection: Collection,
    /// The name of the entry as the path has it; `None` for all entries.
    pub name: Option<&'a str>,
    /// The number; `None` for all versions of the entry.
    pub number: Option<u32>,
    /// The action; `None` for the version itself.
    pub action: Option<Action>,
}

/// An action on a version. In alphabetical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Puts the version in force.
    Activate,
    /// Shows a client of the version of a template.
    Preview,
    /// Compares the version of a policy with registered clients.
    Replay,
    /// Takes the version out of force.
    Retire,
    /// Tries the version of a policy.
    Shadow,
}

impl Action {
    /// Returns the action of a name, if the versions of the collection have it.
    #[must_use]
    pub fn of(name: &str, collection: Collection) -> Option<Self> {
        match (name, collection) {
            ("activate", _) => Some(Self::Activate),
            ("preview", Collection::Templates) => Some(Self::Preview),
            ("replay", Collection::Policies) => Some(Self::Replay),
            ("retire", _) => Some(Self::Retire),
            ("shadow", Collection::Policies) => Some(Self::Shadow),
            _ => None,
        }
    }
}

/// The next step of a request. In alphabetical order.
enum Step {
    Answer(Response),
    Preview(Template, Map<String, Value>, Option<&'static str>),
    Replay(RegistrantPolicy),
    Write(PolicyVersion, Change),
}

/// A request, as far as it is read before the versions are.
struct Asked<'a> {
    place: Place<'a>,
    /// The kind that the entry is stored under; `None` for all entries.
    kind: Option<String>,
    /// The object that the request sends, if it sends one.
    sent: Option<Map<String, Value>>,
    /// The kind of registrant whose policy a preview asks.
    registrant: Option<&'static str>,
    page: Page,
}

/// Answers a request for versions; `Err` is 404 where the settings have none.
pub async fn answer(
    operator: Operator<'_>,
    place: Place<'_>,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let asked = Asked::read(place, request, config)?;
    if let (Some(Action::Activate), Some(name)) = (place.action, place.name) {
        documents::check_room(place.collection, &decoded(name), config)?;
    }
    let page = asked.page.clone();
    let found = asked.find(ports).await?;
    let others = asked.others(config, ports).await?;
    match asked.step((found, others), request, config, ports.now())? {
        Step::Answer(response) => Ok(response),
        Step::Preview(template, members, registrant) => {
            Ok(Response::json(Status(200), &members_of(preview(&template, members, registrant, config)?)))
        }
        Step::Replay(policy) => replay::answer(&policy, page, config, ports).await,
        Step::Write(mut version, change) => {
            let event = Event::by_operator(change.event(place.collection), operator);
            let event = event.with(place.collection.noun(), version.name());
            let entry = audit::entry(Some(event), Some(request.peer), config, ports)?;
            if !ports.write_policy(&version, entry).await? {
                return Err(Refusal::PreconditionFailed(place.collection.noun()).into());
            }
            // This isolate at least knows at once.
            ports.hold_data(None);
            let status = Status(if place.number.is_none() { 201 } else { 200 });
            version.set("revision", Value::from(version.revision().saturating_add(1)));
            if place.action.is_some() {
                // A second more, since times are whole seconds.
                let Timestamp(by) = ports.now().after(DATA_HELD).after(Seconds(1));
                version.set("in_force_by", Value::from(by));
            }
            Ok(shown(status, version))
        }
    }
}

impl<'a> Asked<'a> {
    fn read(place: Place<'a>, request: &Request, config: &Config) -> Result<Self, Error> {
        if config.policy.policies == PolicySource::Off {
            return Err(Refusal::NotFound.into());
        }
        let is_preview = place.action == Some(Action::Preview);
        let mut registrant = None;
        let page = page::read(request, &mut |name, value| {
            if !is_preview || name != "registrant" {
                return Err(UNKNOWN);
            }
            registrant = KINDS.into_iter().find(|kind| *kind == value);
            registrant.map(drop).ok_or("be a kind of registrant, such as token")
        })?;
        let is_bare = matches!(&request.body, Body::Complete(text) if text.is_empty());
        let sends =
            is_preview || request.method == Method::Put || (request.method == Method::Post && place.number.is_none());
        let sent = match sends {
            true if is_preview && is_bare => Some(Map::new()),
            true => Some(body(request, config)?),
            false => None,
        };
        let kind = place.name.map(|name| format!("{}{}", place.collection.prefix(), decoded(name)));
        Ok(Self { place, kind, sent, registrant, page })
    }

    /// Finds a page of versions, or the version of the request: the newest for a new draft.
    async fn find(&self, store: &impl PolicyStore) -> Result<Vec<PolicyVersion>, Fault> {
        let Self { place: Place { collection, number, .. }, kind, sent, page, .. } = self;
        let is_list = number.is_none() && sent.is_none();
        // A page ends with a name, a space and a number.
        let after = page.after.as_deref().filter(|_| is_list);
        let after = after.map(|after| {
            let (name, number) = after.rsplit_once(' ').unwrap_or((after, ""));
            (format!("{}{name}", collection.prefix()), number.parse().unwrap_or_default())
        });
        let query = PolicyQuery {
            collection: Some(*collection),
            kind: kind.as_deref(),
            version: *number,
            after: after.as_ref().map(|(kind, number)| (&**kind, *number)),
            limit: if is_list { page.limit } else { 1 },
        };
        store.policies(&query).await
    }

    /// Returns the entries that are no versions, on the first page of a list: those of the settings, and issuers of the command line.
    async fn others(
        &self,
        config: &Config,
        store: &impl StatementIssuerStore,
    ) -> Result<Vec<Map<String, Value>>, Fault> {
        let Place { collection, name, number, .. } = self.place;
        if number.is_some() || self.sent.is_some() || self.page.after.is_some() {
            return Ok(Vec::new());
        }
        let of_settings = documents::of_settings(collection, config).into_iter().map(str::to_owned);
        let mut others: Vec<_> = of_settings.map(|name| (name, "settings")).collect();
        if collection == Collection::StatementIssuers {
            others.extend(store.statement_issuers().await?.into_iter().map(|name| (name, "command_line")));
        }
        others.retain(|(of, _)| name.is_none_or(|name| decoded(name) == *of));
        let told =
            |(name, source)| json::object([(collection.noun(), Value::from(name)), ("source", Value::from(source))]);
        Ok(others.into_iter().map(told).collect())
    }

    fn step(
        self,
        (mut found, others): (Vec<PolicyVersion>, Vec<Map<String, Value>>),
        request: &Request,
        config: &Config,
        now: Timestamp,
    ) -> Result<Step, Refusal> {
        let Place { collection, number, action, .. } = self.place;
        let mut change = if number.is_none() { Change::Drafted } else { Change::Changed };
        let mut version = match (number, &self.sent) {
            (None, None) => return Ok(Step::Answer(self.list(found, others))),
            (None, Some(_)) => {
                let newest = found.pop().map_or(0, |newest| newest.number());
                PolicyVersion::draft(self.kind.as_deref().unwrap_or_default(), newest.saturating_add(1), now)
            }
            (Some(_), _) => found.pop().ok_or(Refusal::UnknownPolicy)?,
        };
        if number.is_some() && request.lists_tag(Field::IfMatch, &version.tag()) == Some(false) {
            return Err(Refusal::PreconditionFailed(collection.noun()));
        }
        let mut members = Map::new();
        match (action, self.sent) {
            (None, None) => return Ok(Step::Answer(shown(Status(200), version))),
            (None, Some(_)) if version.state() != PolicyVersion::DRAFT => {
                let must = "be for a draft: make a new version instead";
                return Err(Refusal::InvalidRequest(Invalid::new(Pointer::root(), must)));
            }
            (None, Some(document)) => version.set("document", Value::Object(document)),
            (Some(Action::Preview), sent) => members = sent.unwrap_or_default(),
            (Some(Action::Replay), _) => {}
            (Some(action), _) => {
                let (state, moved) = match action {
                    Action::Retire => (PolicyVersion::RETIRED, Change::Retired),
                    Action::Shadow => (PolicyVersion::SHADOW, Change::Shadowed),
                    _ => (PolicyVersion::ACTIVE, Change::Activated),
                };
                version.set("state", Value::from(state));
                change = moved;
            }
        }
        version.set("changed_at", Value::from(now.0));
        if action == Some(Action::Retire) {
            return Ok(Step::Write(version, change));
        }
        // The settings may have changed since the version was made.
        let step = match collection {
            Collection::Policies => RegistrantPolicy::read(version).and_then(|policy| {
                policy.check_settings(&config.policy)?;
                let is_replay = action == Some(Action::Replay);
                Ok(if is_replay { Step::Replay(policy) } else { Step::Write(policy.version, change) })
            }),
            Collection::StatementIssuers => {
                documents::check_issuer(&version, config).map(|()| Step::Write(version, change))
            }
            Collection::Templates => documents::template(&version, config).map(|template| match action {
                Some(Action::Preview) => Step::Preview(template, members, self.registrant),
                _ => Step::Write(version, change),
            }),
        };
        step.map_err(Refusal::InvalidRequest)
    }

    /// Shows a page.
    fn list(&self, versions: Vec<PolicyVersion>, others: Vec<Map<String, Value>>) -> Response {
        let collection = self.place.collection;
        let is_full = u32::try_from(versions.len()).unwrap_or(u32::MAX) >= self.page.limit;
        let next = versions.last().filter(|_| is_full).map(PolicyVersion::name);
        let entries = others.into_iter().chain(versions.into_iter().map(told)).map(Value::Object).collect();
        let mut members = json::object([(collection.plural(), Value::Array(entries))]);
        members.extend(next.map(|next| ("next".to_owned(), Value::from(next))));
        Response::json(Status(200), &members)
    }
}

fn shown(status: Status, version: PolicyVersion) -> Response {
    let tag = version.tag();
    Response::json(status, &told(version)).with("etag", tag)
}

/// Returns a version as callers see it: an entry of settings and data says where it comes from.
fn told(mut version: PolicyVersion) -> Map<String, Value> {
    let (collection, name) = Collection::of(version.kind());
    if collection != Collection::Policies {
        let name = Value::from(name);
        version.0.remove("kind");
        version.set(collection.noun(), name);
        version.set("source", Value::from("database"));
    }
    version.0
}
