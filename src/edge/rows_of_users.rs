//! Reads rows of users and sessions into values of the core.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::edge::rows::{maybe_parsed, parsed, read};
use crate::error::Fault;
use crate::model::{Consent, Home, Session, SessionId, User, UserId};
use crate::ports::{LocalUser, SessionRecord};
use crate::unit::Timestamp;

pub fn local_user(row: &Value) -> Result<LocalUser, Fault> {
    let PasswordRow { password, has_factor } = read(row, "local user")?;
    Ok(LocalUser { user: user(row)?, password, has_factor: has_factor == 1 })
}

pub fn session(row: &Value) -> Result<Session, Fault> {
    let row: SessionRow = read(row, "session")?;
    let id = SessionId::restored(row.session_id);
    let user = id.user().ok_or_else(|| Fault::Broken("a stored session has no user in its name".to_owned()))?;
    Ok(Session {
        id,
        user,
        authenticated_at: row.authenticated_at,
        expires_at: row.expires_at,
        methods: row.methods,
        context: row.context,
        device: row.device,
        place: row.place,
    })
}

/// Reads the row of `SESSION` for this client and this redirection URI.
pub fn session_record(client_id: &str, redirect_uri: &str, row: &Value) -> Result<SessionRecord, Fault> {
    let user = user(row)?;
    let ConsentRow { consent_scope, consent_resources, consent_name, can_start, granted_at } = read(row, "consent")?;
    let consent = match (consent_scope, consent_resources, granted_at) {
        (Some(scope), Some(resources), Some(granted_at)) => Some(Consent {
            user: user.id.clone(),
            client_id: client_id.to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            scope,
            resources,
            client_name: consent_name,
            can_start: can_start == Some(1),
            granted_at,
        }),
        _ => None,
    };
    Ok(SessionRecord { session: session(row)?, user, consent })
}

pub fn client_id(row: &Value) -> Result<String, Fault> {
    read(row, "grant").map(|ClientRow { client_id }| client_id)
}

pub fn user(row: &Value) -> Result<User, Fault> {
    let UserRow { user_id, username, issuer, subject, claims, disabled_at } = read(row, "user")?;
    let home = match (username, issuer, subject) {
        (Some(username), _, _) => Home::Local { username },
        (None, Some(issuer), Some(subject)) => Home::Provider { issuer, subject },
        _ => return Err(Fault::Broken("a stored user has no place to sign in".to_owned())),
    };
    Ok(User { id: user_id, home, claims, disabled_at })
}

#[derive(Deserialize)]
struct UserRow {
    user_id: UserId,
    username: Option<String>,
    issuer: Option<String>,
    subject: Option<String>,
    #[serde(deserialize_with = "parsed")]
    claims: Map<String, Value>,
    disabled_at: Option<Timestamp>,
}

#[derive(Deserialize)]
struct PasswordRow {
    password: Option<String>,
    has_factor: u8,
}

#[derive(Deserialize)]
struct SessionRow {
    session_id: String,
    authenticated_at: Timestamp,
    expires_at: Timestamp,
    #[serde(deserialize_with = "parsed")]
    methods: Vec<String>,
    context: Option<String>,
    device: String,
    place: Option<String>,
}

#[derive(Deserialize)]
struct ConsentRow {
    #[serde(deserialize_with = "maybe_parsed")]
    consent_scope: Option<Vec<String>>,
    #[serde(deserialize_with = "maybe_parsed")]
    consent_resources: Option<Vec<String>>,
    consent_name: Option<String>,
    can_start: Option<u8>,
    granted_at: Option<Timestamp>,
}

#[derive(Deserialize)]
struct ClientRow {
    client_id: String,
}
