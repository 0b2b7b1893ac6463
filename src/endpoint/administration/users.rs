//! Users at the admin API: operators find them, read them and steer their accounts. No answer has a hash or a secret.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value};

use crate::audit::{self, Event, Operator};
use crate::delivery::{announce_all, events};
use crate::endpoint::administration::UserAction;
use crate::endpoint::administration::page::{self, UNKNOWN};
use crate::error::{Error, Invalid, Refusal};
use crate::http::{Field, Request, Response, Status};
use crate::json::{self, Pointer};
use crate::model::{
    Actor, Config, EventKind, FactorFate, LocalUsers, RESET_PREFIX, TOKEN_BYTES, TokenDigest, UserChange, UserId,
    UserQuery,
};
use crate::ports::{Clock, Ports, Random, UserAdministration};
use crate::unit::{Seconds, Timestamp};

/// How long a link to set a password is valid.
pub(super) const LINK_LIFE: Seconds = Seconds::of_days(1);

/// Lists the users that meet the conditions of the query.
pub async fn list(request: &Request, ports: &(impl Clock + UserAdministration)) -> Result<Response, Error> {
    let page = ports.list_users(&query(request)?, ports.now()).await?;
    let users = page.users.into_iter().map(Value::Object).collect();
    let next = page.next.map(|next| ("next", Value::from(next)));
    let members = json::object([("users", Value::Array(users))].into_iter().chain(next));
    Ok(Response::json(Status(200), &members))
}

/// Reads the conditions of a list from the query.
fn query(request: &Request) -> Result<UserQuery, Refusal> {
    let mut query = UserQuery::default();
    let page = page::read(request, &mut |name, value| {
        let value = value.to_ascii_lowercase();
        match name {
            "email" => query.email = Some(value),
            "state" if ["active", "disabled"].contains(&&*value) => query.state = Some(value),
            "state" => return Err("be active or disabled"),
            "username" => query.username = Some(value),
            _ => return Err(UNKNOWN),
        }
        Ok(())
    })?;
    Ok(UserQuery { after: page.after, limit: page.limit, ..query })
}

/// Reads a user, with everything that an operator may know.
pub async fn read(id: &str, ports: &impl Ports) -> Result<Response, Error> {
    let id = UserId::parse(id).ok_or(Refusal::UnknownUser)?;
    let user = found(&id, ports).await?;
    Ok(Response::json(Status(200), &user).with("etag", tag(&user)))
}

/// Finds a user; `Err` is 404.
async fn found(id: &UserId, ports: &(impl Clock + UserAdministration)) -> Result<Map<String, Value>, Error> {
    let query = UserQuery { limit: 1, id: Some(id.clone()), ..UserQuery::default() };
    let mut page = ports.list_users(&query, ports.now()).await?;
    Ok(page.users.pop().ok_or(Refusal::UnknownUser)?)
}

/// Returns the entity tag of a user as an operator sees the account: it stays the same while sessions begin and end.
fn tag(user: &Map<String, Value>) -> String {
    let mut tag = String::from("\"");
    for name in ["disabled_at", "link_expires_at", "second_factor_since", "passkey_count", "has_password"] {
        tag.push('-');
        tag.push_str(&user.get(name).map(Value::to_string).unwrap_or_default());
    }
    tag.push('"');
    tag
}

/// Changes a user. `Err` is 404 if there is none, and 412 if the user is not as the caller expects. RFC 9110 section 13.1.
pub async fn change(
    operator: Operator<'_>,
    (id, action): (&str, UserAction),
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let id = UserId::parse(id).ok_or(Refusal::UnknownUser)?;
    let before = found(&id, ports).await?;
    if request.lists_tag(Field::IfMatch, &tag(&before)) == Some(false) {
        return Err(Refusal::PreconditionFailed("user").into());
    }
    let until = ports.now().after(LINK_LIFE);
    let (mut link, mut factor) = (None, FactorFate::Kept);
    if matches!(action, UserAction::MakeLink | UserAction::Recover) {
        factor = fate(action, request)?;
        check_link(&before, config)?;
        link = Some(new_link(ports)?);
    }
    let change = match (action, &link) {
        (UserAction::MakeLink, Some((_, digest))) => UserChange::Link(digest, until),
        (UserAction::Recover, Some((_, digest))) => UserChange::Recover(digest, until, factor),
        (UserAction::Delete, _) => UserChange::Delete,
        (UserAction::Disable, _) => UserChange::Disable,
        (UserAction::Enable, _) => UserChange::Enable,
        (UserAction::RemoveFactor, _) => UserChange::RemoveFactor,
        (UserAction::RemovePasskeys, _) => UserChange::RemovePasskeys,
        (UserAction::MakeLink | UserAction::Recover | UserAction::SignOut, _) => UserChange::SignOut,
    };
    let kinds = kinds(&before, action, factor);
    let event = Event::by_operator(kinds.first().map_or("", |kind| kind.facts().0), operator);
    // A user who was deleted is not named again.
    let event = if change == UserChange::Delete { event } else { event.about_user(&id) };
    let is_changed = apply(&id, change, event, request, config, ports).await?;
    let is_removal = matches!(action, UserAction::RemoveFactor | UserAction::RemovePasskeys);
    match change {
        _ if is_changed => {}
        UserChange::Disable | UserChange::Enable => {}
        // There was none, which is what the caller wants.
        _ if is_removal => return Ok(Response::empty(Status(204))),
        _ => return Err(Refusal::UnknownUser.into()),
    }
    announce_all(events(&kinds, &id, Actor::Operator), config, ports).await?;
    if is_removal || change == UserChange::Delete {
        return Ok(Response::empty(Status(204)));
    }
    let after = found(&id, ports).await?;
    Ok(status(Status(200), after, link.map(|(code, _)| (code, until)), config))
}

/// Changes a user, with the event of the change. Returns false if there was nothing to change.
pub(super) async fn apply(
    id: &UserId,
    change: UserChange<'_>,
    event: Event,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<bool, Error> {
    let entry = audit::entry(Some(event), Some(request.peer), config, ports)?;
    Ok(ports.change_user(id, change, ports.now(), entry).await?)
}

/// Answers with the state of a user, and with the link to set a password that was made: its code, and its end.
pub(super) fn status(
    status: Status,
    mut user: Map<String, Value>,
    link: Option<(String, Timestamp)>,
    config: &Config,
) -> Response {
    let mut members = Map::new();
    let tag = tag(&user);
    for name in ["user_id", "state"] {
        members.extend(user.remove_entry(name));
    }
    if let Some((code, until)) = link {
        let link = format!("{}/sign-in/reset?code={code}", config.issuer.as_str());
        members.insert("link".to_owned(), Value::from(link));
        members.insert("expires_at".to_owned(), Value::from(until.0));
    }
    Response::json(status, &members).with("etag", tag)
}

/// Returns the events of an action, the one for the audit log first.
fn kinds(before: &Map<String, Value>, action: UserAction, factor: FactorFate) -> Vec<EventKind> {
    let (first, ends_sessions) = match action {
        UserAction::Delete => (EventKind::UserDeleted, false),
        UserAction::Disable => (EventKind::UserDisabled, true),
        UserAction::Enable => (EventKind::UserEnabled, false),
        UserAction::MakeLink => (EventKind::RecoveryLinkMade, false),
        UserAction::Recover => (EventKind::RecoveryLinkMade, true),
        UserAction::RemoveFactor => (EventKind::TotpRemoved, false),
        UserAction::RemovePasskeys => (EventKind::PasskeyRemoved, false),
        UserAction::SignOut => (EventKind::SessionsEnded, false),
    };
    let mut kinds = vec![first];
    if ends_sessions {
        kinds.push(EventKind::SessionsEnded);
    }
    if matches!(action, UserAction::Recover) {
        if before.get("passkey_count").and_then(Value::as_u64) > Some(0) {
            kinds.push(EventKind::PasskeyRemoved);
        }
        if factor == FactorFate::Removed && before.contains_key("second_factor_since") {
            kinds.push(EventKind::TotpRemoved);
        }
    }
    kinds
}

/// Reads the fate of the second factor from the query. Only a recovery has one.
fn fate(action: UserAction, request: &Request) -> Result<FactorFate, Error> {
    let mut factor = FactorFate::Kept;
    for parameter in request.query_form()?.parameters() {
        factor = match (action, parameter) {
            (UserAction::Recover, ("remove_factor", "true")) => FactorFate::Removed,
            (UserAction::Recover, (name, _)) => return Err(refuse(name, "be remove_factor=true, or absent")),
            (_, (name, _)) => return Err(refuse(name, "be absent")),
        };
    }
    Ok(factor)
}

/// Checks that a user can set a password here.
fn check_link(user: &Map<String, Value>, config: &Config) -> Result<(), Error> {
    if !user.contains_key("username") {
        let must = "be that of a local user: an identity provider recovers the accounts of its users";
        return Err(refuse("user_id", must));
    }
    check_passwords("user_id", config)?;
    if user.contains_key("disabled_at") {
        return Err(refuse("user_id", "be that of a user who is not disabled: enable the user first"));
    }
    Ok(())
}

/// Checks that users can set passwords; `Err` names a member.
pub(super) fn check_passwords(name: &str, config: &Config) -> Result<(), Error> {
    match config.sign_in.local_users {
        LocalUsers::Refused => Err(refuse(name, "be that of a user who can set a password: LOCAL_USERS is off")),
        LocalUsers::Allowed => Ok(()),
    }
}

/// Makes the code of a link with which a user sets a password once.
pub(super) fn new_link(ports: &impl Random) -> Result<(String, TokenDigest), Error> {
    let mut random = [0; TOKEN_BYTES];
    ports.fill(&mut random)?;
    let code = format!("{RESET_PREFIX}{}", Base64UrlUnpadded::encode_string(&random));
    let digest = TokenDigest::of_reset_code(&code).ok_or(Refusal::InvalidToken)?;
    Ok((code, digest))
}

pub(super) fn refuse(name: &str, must: &'static str) -> Error {
    Refusal::InvalidRequest(Invalid::new(Pointer::member(name), must)).into()
}
