//! Reads rows of users and sessions into values of the core.

use serde_json::Value;

use crate::edge::row::Row;
use crate::error::Fault;
use crate::model::{Consent, Home, Session, SessionId, User};
use crate::ports::{LocalUser, SessionRecord};

pub fn local_user(row: &Value) -> Result<LocalUser, Fault> {
    let own = Row::of(row, "local user");
    Ok(LocalUser {
        user: user(row)?,
        password: own.get("password")?,
        has_factor: own.flag("has_factor")?,
        has_passkey: own.flag("has_passkey")?,
    })
}

pub fn session(row: &Value) -> Result<Session, Fault> {
    let row = Row::of(row, "session");
    let id: SessionId = row.get("session_id")?;
    let user = id.user().ok_or_else(|| Fault::Broken("a stored session has no user in its name".to_owned()))?;
    Ok(Session {
        id,
        user,
        authenticated_at: row.get("authenticated_at")?,
        expires_at: row.get("expires_at")?,
        methods: row.texts("methods")?,
        context: row.get("context")?,
        device: row.get("device")?,
        place: row.get("place")?,
    })
}

/// Reads the row of `SESSION` for this client and this redirection URI.
pub fn session_record(client_id: &str, redirect_uri: &str, row: &Value) -> Result<SessionRecord, Fault> {
    let user = user(row)?;
    let of_consent = Row::of(row, "consent");
    let lists = (of_consent.maybe_texts("consent_scope")?, of_consent.maybe_texts("consent_resources")?);
    let consent = match (lists, of_consent.get("granted_at")?) {
        ((Some(scope), Some(resources)), Some(granted_at)) => Some(Consent {
            user: user.id.clone(),
            client_id: client_id.to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            scope,
            resources,
            client_name: of_consent.get("consent_name")?,
            can_start: of_consent.flag("can_start")?,
            granted_at,
        }),
        _ => None,
    };
    Ok(SessionRecord { session: session(row)?, user, consent })
}

pub fn client_id(row: &Value) -> Result<String, Fault> {
    Row::of(row, "grant").get("client_id")
}

pub fn user(row: &Value) -> Result<User, Fault> {
    let row = Row::of(row, "user");
    let home = match (row.get("username")?, row.get("issuer")?, row.get("subject")?) {
        (Some(username), _, _) => Home::Local { username },
        (None, Some(issuer), Some(subject)) => Home::Provider { issuer, subject },
        _ => return Err(Fault::Broken("a stored user has no place to sign in".to_owned())),
    };
    Ok(User { id: row.get("user_id")?, home, claims: row.object("claims")?, disabled_at: row.get("disabled_at")? })
}
