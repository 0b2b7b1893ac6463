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
use crate::unit::Seconds;

/// How long a link to set a password is valid.
const LINK_LIFE: Seconds = Seconds::of_days(1);

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
    let link = match action {
        UserAction::Recover => Some(link(&before, request, config, ports)?),
        _ => None,
    };
    let change = match (action, &link) {
        (UserAction::Recover, Some((_, digest, factor))) => UserChange::Recover(digest, until, *factor),
        (UserAction::Delete, _) => UserChange::Delete,
        (UserAction::Disable, _) => UserChange::Disable,
        (UserAction::Enable, _) => UserChange::Enable,
        (UserAction::Recover | UserAction::SignOut, _) => UserChange::SignOut,
    };
    let kinds = kinds(&before, change);
    let event = Event::by_operator(kinds.first().map_or("", |kind| kind.facts().0), operator);
    // A user who was deleted is not named again.
    let event = if change == UserChange::Delete { event } else { event.about_user(&id) };
    let entry = audit::entry(Some(event), Some(request.peer), config, ports)?;
    let is_changed = ports.change_user(&id, change, ports.now(), entry).await?;
    if !is_changed && !matches!(change, UserChange::Disable | UserChange::Enable) {
        return Err(Refusal::UnknownUser.into());
    }
    announce_all(events(&kinds, &id, Actor::Operator), config, ports).await?;
    if change == UserChange::Delete {
        return Ok(Response::empty(Status(204)));
    }
    let mut after = found(&id, ports).await?;
    let mut members = Map::new();
    let tag = tag(&after);
    for name in ["user_id", "state"] {
        members.extend(after.remove_entry(name));
    }
    if let Some((code, ..)) = link {
        let link = format!("{}/sign-in/reset?code={code}", config.issuer.as_str());
        members.insert("link".to_owned(), Value::from(link));
        members.insert("expires_at".to_owned(), Value::from(until.0));
    }
    Ok(Response::json(Status(200), &members).with("etag", tag))
}

/// Returns the events of a change, the one for the audit log first.
fn kinds(before: &Map<String, Value>, change: UserChange<'_>) -> Vec<EventKind> {
    let (first, ends_sessions) = match change {
        UserChange::Delete => (EventKind::UserDeleted, false),
        UserChange::Disable => (EventKind::UserDisabled, true),
        UserChange::Enable => (EventKind::UserEnabled, false),
        UserChange::Recover(..) => (EventKind::RecoveryLinkMade, true),
        UserChange::SignOut => (EventKind::SessionsEnded, false),
    };
    let mut kinds = vec![first];
    if ends_sessions {
        kinds.push(EventKind::SessionsEnded);
    }
    if let UserChange::Recover(_, _, factor) = change {
        if before.get("passkey_count").and_then(Value::as_u64) > Some(0) {
            kinds.push(EventKind::PasskeyRemoved);
        }
        if factor == FactorFate::Removed && before.contains_key("second_factor_since") {
            kinds.push(EventKind::TotpRemoved);
        }
    }
    kinds
}

/// Makes the code of a link with which a user sets a password once, and says what becomes of the second factor. `Err` if the
/// user cannot set a password here.
fn link(
    user: &Map<String, Value>,
    request: &Request,
    config: &Config,
    ports: &impl Random,
) -> Result<(String, TokenDigest, FactorFate), Error> {
    let refuse = |name: &str, must| Err(Refusal::InvalidRequest(Invalid::new(Pointer::member(name), must)).into());
    let mut factor = FactorFate::Kept;
    for parameter in request.query_form()?.parameters() {
        match parameter {
            ("remove_factor", "true") => factor = FactorFate::Removed,
            (name, _) => return refuse(name, "be remove_factor=true, or absent"),
        }
    }
    if !user.contains_key("username") {
        return refuse("user_id", "be that of a local user: an identity provider recovers the accounts of its users");
    }
    if config.sign_in.local_users == LocalUsers::Refused {
        return refuse("user_id", "be that of a user who can set a password: LOCAL_USERS is off");
    }
    if user.contains_key("disabled_at") {
        return refuse("user_id", "be that of a user who is not disabled: enable the user first");
    }
    let mut random = [0; TOKEN_BYTES];
    ports.fill(&mut random)?;
    let code = format!("{RESET_PREFIX}{}", Base64UrlUnpadded::encode_string(&random));
    let digest = TokenDigest::of_reset_code(&code).ok_or(Refusal::InvalidToken)?;
    Ok((code, digest, factor))
}
