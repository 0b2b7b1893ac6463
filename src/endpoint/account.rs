//! The user's own page: apps with access, sessions, and registrations.
//!
//! No page of another site can use it: each form has a text that only pages of the session have.

use std::borrow::Cow;

use serde_json::Value;

use crate::client_lookup::resolve;
use crate::client_metadata::{HttpsUri, Shape};
use crate::delivery::announce;
use crate::endpoint::account_factor::{self, Changed, FactorChange};
use crate::endpoint::account_passkeys;
use crate::error::{Error, Fault};
use crate::http::{Request, Response};
use crate::key_ring::{Purpose, same_secret};
use crate::model::{Access, Config, EventKind, OwnedClient, SessionId, UserId};
use crate::pages::{self, AccountPage, AppEntry, Done, Look, PasskeySection, Problem, RegistrationEntry};
use crate::policy::{Change, ClientReads, Policy};
use crate::ports::Ports;
use crate::registration::delete_owned;
use crate::sign_in::{self, Ended};

/// Shows the page, or sends the browser to the sign-in page.
pub async fn show(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let Some(record) = sign_in::current(request, "", "", config, ports).await? else {
        return Ok(Response::see_other(format!("{}/sign-in", config.issuer.as_str())));
    };
    let (user, session) = (&record.user.id, &record.session.id);
    let apps = apps(ports.access_to(user, ports.now()).await?);
    let sessions = ports.sessions_of(user, ports.now()).await?;
    let registrations = registrations(ports.clients_of(user).await?, &config.policy);
    let done = request.parameter("done").and_then(|sealed| open(&sealed, session, config));
    let factor = account_factor::section(&record.user, config, ports).await?;
    let app = factor.and_then(|section| section.factor);
    let passkeys = account_passkeys::section(&record, app, config, ports).await?;
    let page = AccountPage {
        factor,
        token: &seal(FORM, session, config)?,
        user: &record.user,
        apps: &apps,
        sessions: &sessions,
        current: session,
        registrations: &registrations,
        passkeys: passkeys.as_ref().map(|it| PasskeySection { entries: &it.entries, options: it.options.as_deref() }),
        may_delete: config.policy.changes.contains(&Change::Delete),
        done,
    };
    Ok(pages::account(&page, &Look::of(request, &[], config)))
}

/// Does what a form of the page asks for, and shows the page again.
pub async fn change(request: &Request, config: &Config, ports: &impl Ports) -> Result<Response, Error> {
    let refuse = |problem| Ok(pages::problem(problem, &Look::of(request, &[], config)));
    if !sign_in::is_same_origin(request, config) {
        return refuse(Problem::Forbidden);
    }
    let address = format!("{}/account", config.issuer.as_str());
    let Some(record) = sign_in::current(request, "", "", config, ports).await? else {
        return Ok(Response::see_other(address));
    };
    let (user, session) = (&record.user.id, &record.session.id);
    let form = request.form(config.body_limit)?;
    // A word always gives one text in a session, so the text can be compared with what was sent.
    let token = seal(FORM, session, config)?;
    if !form.value("token").is_some_and(|sent| same_secret(sent, &token)) {
        return refuse(Problem::Expired);
    }
    let word = form.value("action").unwrap_or_default();
    let factor_change = match FactorChange::read(word) {
        Some(change) => Some(account_factor::change(change, &form, &record, &token, request, config, ports).await?),
        None => None,
    };
    let may_delete = config.policy.changes.contains(&Change::Delete);
    let mut ended = Ended::default();
    let mut reason = None;
    let done = match (word, factor_change) {
        (_, Some(Changed::Page(page))) => return Ok(*page),
        (_, Some(Changed::Done(done))) => done,
        (action @ ("add-passkey" | "remove-passkey" | "rename-passkey"), _)
            if account_passkeys::may_have(&record.user, config) =>
        {
            if let Some(message) = account_factor::obstacle_for(&record, config, ports).await? {
                return Ok(sign_in::own_page(request, None, Some(message), config, ports)?);
            }
            let changed = account_passkeys::change(action, &form, &record, request, config, ports).await?;
            reason = changed.reason;
            changed.done
        }
        ("delete", _) if may_delete => {
            let id = form.required("client_id")?;
            delete_owned(id, user, request, config, ports).await?;
            ports.forget_consents(user, id, ports.now()).await?;
            Done::Deleted
        }
        ("end", _) => {
            ended = end(form.required("session")?, user, request, config, ports).await?;
            ended_as(&ended)
        }
        ("end-others", _) => {
            // The clients are told after the answer: none of them, however slow, keeps a session going.
            ports.end_other_sessions(session, config.telling(), ports.now()).await?;
            announce(&[EventKind::SessionsEnded], user, config, ports).await?;
            Done::Ended
        }
        ("open", _) => return open_app(form.required("client_id")?, user, request, config, ports).await,
        ("revoke", _) => {
            ports.forget_consents(user, form.required("client_id")?, ports.now()).await?;
            Done::Revoked
        }
        _ => return refuse(Problem::InvalidRequest),
    };
    let done = seal(done.name(), session, config)?;
    let response = ended.noted_in(Response::see_other(format!("{address}?done={done}")));
    Ok(Response { reason: reason.map(Cow::Borrowed).or_else(|| response.reason.clone()), ..response })
}

const fn ended_as(ended: &Ended) -> Done {
    if ended.untold == 0 { Done::Ended } else { Done::EndedUntold }
}

/// Ends a session of this user, and tells its clients. The session of another user is not found.
async fn end(
    name: &str,
    user: &UserId,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Ended, Error> {
    let sessions = ports.sessions_of(user, ports.now()).await?;
    match sessions.iter().find(|session| session.id.as_str() == name) {
        Some(session) => Ok(sign_in::end(&session.id, request.peer, config, ports).await?),
        None => Ok(Ended::default()),
    }
}

/// Sends the browser to the page of an app that begins a sign-in here. OpenID Connect Core section 4.
///
/// Only apps with access are opened, at their registered address: any other app would learn from the request that the user
/// has an account.
async fn open_app(
    id: &str,
    user: &UserId,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<Response, Error> {
    let has_access = ports.access_to(user, ports.now()).await?.iter().any(|access| access.client_id == id);
    let found = resolve(id, ClientReads::Primary, request.peer, config, ports).await?;
    let client = found.client.ok().filter(|_| has_access);
    let Some(HttpsUri(uri)) = client.as_ref().and_then(|client| client.metadata().initiate_login_uri.as_ref()) else {
        return Ok(pages::problem(Problem::InvalidRequest, &Look::of(request, &[], config)));
    };
    let separator = if uri.as_str().contains('?') { '&' } else { '?' };
    let issuer = form_urlencoded::byte_serialize(config.issuer.as_str().as_bytes()).collect::<String>();
    Ok(pages::hand_over(&format!("{}{separator}iss={issuer}", uri.as_str()), &Look::of(request, &[], config)))
}

/// The sealed word of a form of the page.
const FORM: &str = "form";

/// Seals a word for the pages of a session, so that no other page can have it.
fn seal(word: &str, session: &SessionId, config: &Config) -> Result<String, Fault> {
    let associated = [config.issuer.as_str(), session.as_str()];
    let sealed = config.keys.seal_value(Purpose::Account, &associated, &word);
    sealed.ok_or_else(|| Fault::Broken("a word of the user's own page cannot be sealed".to_owned()))
}

/// Reads the last action from the address; `None` for a text that this server did not seal for this session.
fn open(sealed: &str, session: &SessionId, config: &Config) -> Option<Done> {
    let associated = [config.issuer.as_str(), session.as_str()];
    let word: String = config.keys.open_value(Purpose::Account, &associated, sealed)?;
    Done::ALL.into_iter().find(|done| done.name() == word)
}

/// Joins the access of each client into one entry, in the order of its newest consent.
fn apps(access: Vec<Access>) -> Vec<AppEntry> {
    let mut apps: Vec<AppEntry> = Vec::new();
    for Access { client_id, client_name, redirect_uri, scope, resources, can_start, since } in access {
        let known = apps.iter_mut().find(|app| app.client_id == client_id);
        let Some(app) = known else {
            let redirect_uris = redirect_uri.into_iter().collect();
            let name = client_name;
            let has_twin = false;
            apps.push(AppEntry { client_id, name, redirect_uris, scope, resources, can_start, has_twin, since });
            continue;
        };
        app.name = app.name.take().or(client_name);
        app.redirect_uris.extend(redirect_uri);
        add_new(&mut app.scope, scope);
        add_new(&mut app.resources, resources);
        app.can_start |= can_start;
        app.since = app.since.min(since);
    }
    mark_twins(&mut apps);
    apps
}

/// Marks the apps whose names look the same. A name is chosen by its client, perhaps to pass for another app.
fn mark_twins(apps: &mut [AppEntry]) {
    let shapes: Vec<Shape> = apps.iter().map(|app| Shape::of(app.name.as_deref().unwrap_or_default())).collect();
    for (app, shape) in apps.iter_mut().zip(&shapes) {
        app.has_twin = shapes.iter().filter(|other| other.as_str() == shape.as_str()).nth(1).is_some();
    }
}

/// Adds the values that are not there yet.
fn add_new(values: &mut Vec<String>, more: Vec<String>) {
    for value in more {
        if !values.contains(&value) {
            values.push(value);
        }
    }
}

fn registrations(clients: Vec<OwnedClient>, policy: &Policy) -> Vec<RegistrationEntry> {
    let of_template = |name: &str| {
        let members = policy.template(name)?.members();
        members.get("client_name").and_then(Value::as_str).map(str::to_owned)
    };
    let entry = |OwnedClient { client_id, issued_at, client_name, template }| {
        let name = client_name.or_else(|| of_template(template.as_deref()?));
        RegistrationEntry { client_id, name, issued_at }
    };
    clients.into_iter().map(entry).collect()
}
