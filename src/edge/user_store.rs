//! The stores of users and sessions on D1.

use serde_json::Value;

use crate::edge::bindings::Statement;
use crate::edge::parameters::{integer, maybe_text, text};
use crate::edge::platform::{Platform, note_due};
use crate::edge::row::read_all;
use crate::edge::rows_of_users as rows;
use crate::edge::statements_of_deliveries::{EVICT_LOGOUTS, QUEUE_LOGOUT, QUEUE_LOGOUTS_BY_CODE, QUEUE_OTHER_LOGOUTS};
use crate::edge::statements_of_passkeys::REMOVE_PASSKEYS_BY_CODE;
use crate::edge::statements_of_users::{
    BEGIN_SESSION, END_FORMER_SESSION, END_GRANTS_BY_CODE, END_OTHER_GRANTS, END_OTHER_SESSIONS, END_SESSION,
    END_SESSION_GRANTS, END_SESSIONS_BY_CODE, LOCAL_USER, MOVE_GRANTS, REHASH, RESET_PASSWORD, SAVE_USER, SESSION,
    SESSION_CLIENTS, SESSIONS_OF, USER_OF_CODE,
};
use crate::error::Fault;
use crate::json;
use crate::model::{AuditEntry, Delivery, Home, Session, SessionId, Telling, TokenDigest, User, UserId};
use crate::ports::{Clock, LocalUser, PasswordRight, SessionRecord, SessionStore, UserStore};
use crate::unit::Timestamp;

impl UserStore for Platform {
    async fn local_user(&self, username: &str) -> Result<Option<LocalUser>, Fault> {
        let row = self.rows(LOCAL_USER, vec![text(username)]).await?.pop();
        row.map(|row| rows::local_user(&row)).transpose()
    }

    async fn user_of_code(&self, digest: &TokenDigest, at: Timestamp) -> Result<Option<User>, Fault> {
        let row = self.rows(USER_OF_CODE, vec![text(digest.as_str()), integer(at)]).await?.pop();
        row.map(|row| rows::user(&row)).transpose()
    }

    async fn set_password(&self, right: PasswordRight<'_>, password: &str, at: Timestamp) -> Result<bool, Fault> {
        let statements = match right {
            PasswordRight::Code { digest, telling } => {
                let code = || vec![text(digest.as_str()), integer(at)];
                let mut reset = code();
                reset.push(text(password));
                let end = [
                    (END_SESSIONS_BY_CODE, code()),
                    (END_GRANTS_BY_CODE, code()),
                    (REMOVE_PASSKEYS_BY_CODE, code()),
                    (RESET_PASSWORD, reset),
                ];
                let queued =
                    if telling == Telling::Queued { vec![(QUEUE_LOGOUTS_BY_CODE, code())] } else { Vec::new() };
                queued.into_iter().chain(end).collect()
            }
            PasswordRight::Rehash { user, former } => {
                vec![(REHASH, vec![text(user.as_str()), text(password), text(former)])]
            }
        };
        let mut results = self.transact(statements).await?;
        let is_set = results.pop().is_some_and(|rows| !rows.is_empty());
        // Of the other statements, only the one that queues messages returns rows.
        if results.iter().any(|rows| !rows.is_empty()) {
            note_due();
        }
        Ok(is_set)
    }
}

impl SessionStore for Platform {
    async fn begin_session(
        &self,
        session: &Session,
        user: &User,
        password: Option<&str>,
        former: Option<&SessionId>,
        entry: Option<AuditEntry>,
    ) -> Result<bool, Fault> {
        let mut statements = Vec::new();
        if let Home::Provider { issuer, subject } = &user.home {
            let claims = text(&json::text(&user.claims));
            let parameters = vec![text(user.id.as_str()), text(issuer), text(subject), claims];
            statements.push((SAVE_USER, [parameters, vec![integer(session.authenticated_at)]].concat()));
        }
        // The row of the next statement tells whether the user may sign in.
        let place = statements.len();
        statements.push((BEGIN_SESSION, [columns(session), vec![maybe_text(password)]].concat()));
        statements.extend(self.follow(session, former));
        let results = self.change(statements, place, entry).await?;
        Ok(results.get(place).is_some_and(|rows| !rows.is_empty()))
    }

    async fn session(
        &self,
        id: &SessionId,
        client_id: &str,
        redirect_uri: &str,
        at: Timestamp,
    ) -> Result<Option<SessionRecord>, Fault> {
        let parameters = vec![text(id.as_str()), text(client_id), text(redirect_uri), integer(at)];
        let row = self.rows(SESSION, parameters).await?.pop();
        row.map(|row| rows::session_record(client_id, redirect_uri, &row)).transpose()
    }

    async fn sessions_of(&self, user: &UserId, at: Timestamp) -> Result<Vec<Session>, Fault> {
        let rows = self.rows(SESSIONS_OF, vec![text(user.as_str()), integer(at)]).await?;
        read_all(&rows, rows::session)
    }

    async fn end_session(&self, id: &SessionId, telling: Telling, at: Timestamp) -> Result<Vec<String>, Fault> {
        let user = id.user().map_or(Value::Null, |user| text(user.as_str()));
        let id = text(id.as_str());
        let mut clients = (SESSION_CLIENTS, vec![id.clone(), user.clone()]);
        if telling == Telling::Queued {
            clients.0 = QUEUE_LOGOUT;
            clients.1.extend([integer(at), integer(at.after(Delivery::pause(1)))]);
        }
        let evicted = (telling == Telling::Queued).then(|| (EVICT_LOGOUTS, vec![user.clone()]));
        let place = evicted.iter().len();
        let grants = (END_SESSION_GRANTS, vec![id.clone(), user, integer(at)]);
        let end = [clients, grants, (END_SESSION, vec![id])];
        let results = self.transact(evicted.into_iter().chain(end).collect()).await?;
        read_all(results.get(place).map_or(&[], Vec::as_slice), rows::client_id)
    }

    async fn end_other_sessions(&self, kept: &SessionId, telling: Telling, at: Timestamp) -> Result<(), Fault> {
        let user = kept.user().map_or(Value::Null, |user| text(user.as_str()));
        let of = || vec![text(kept.as_str()), user.clone()];
        let at_once = || [of(), vec![integer(at)]].concat();
        let end = [(END_OTHER_GRANTS, at_once()), (END_OTHER_SESSIONS, of())];
        let queued = match telling {
            Telling::Listed => Vec::new(),
            Telling::Queued => vec![(EVICT_LOGOUTS, vec![user.clone()]), (QUEUE_OTHER_LOGOUTS, at_once())],
        };
        let results = self.transact(queued.into_iter().chain(end).collect()).await?;
        // Only the statement that queues messages returns rows.
        if results.iter().any(|rows| !rows.is_empty()) {
            note_due();
        }
        Ok(())
    }
}

/// Returns the parameters of the statements that begin a session.
pub fn columns(session: &Session) -> Vec<Value> {
    vec![
        text(session.id.as_str()),
        integer(session.authenticated_at),
        integer(session.expires_at),
        text(&json::text(&session.methods)),
        maybe_text(session.context.as_deref()),
        text(&session.device),
        text(session.user.as_str()),
        maybe_text(session.place.as_deref()),
    ]
}

impl Platform {
    /// Returns the statements that end the session which a new one follows in its series.
    pub fn follow(&self, session: &Session, former: Option<&SessionId>) -> Vec<Statement> {
        let Some(former) = former else { return Vec::new() };
        let (former, id) = (text(former.as_str()), text(session.id.as_str()));
        let moved = vec![former.clone(), id.clone(), text(session.user.as_str()), integer(self.now())];
        vec![(MOVE_GRANTS, moved), (END_FORMER_SESSION, vec![former, id])]
    }
}
