//! The administration of users on D1.

use serde_json::Value;

use crate::edge::parameters::{integer, maybe_text, text};
use crate::edge::platform::{Platform, note_due};
use crate::edge::row::{Row, read_all};
use crate::edge::statements_of_deliveries::{EVICT_LOGOUTS, QUEUE_OTHER_LOGOUTS};
use crate::edge::statements_of_factors::REMOVE_FACTOR;
use crate::edge::statements_of_user_administration::{
    CREATE_USER, DELETE_CONSENTS, DELETE_GRANTS, DELETE_USER, DISABLE_USER, ENABLE_USER, END_ALL_GRANTS,
    END_OF_USER_PAGE, ERASE_USER, LINK_USER, LIST_USERS, RECOVER_USER, REMOVE_ALL_PASSKEYS, TOUCH_USER,
};
use crate::edge::statements_of_users::END_OTHER_SESSIONS;
use crate::error::Fault;
use crate::model::{AuditEntry, FactorFate, LOOKED_AT, UserChange, UserId, UserPage, UserQuery};
use crate::ports::UserAdministration;
use crate::unit::Timestamp;

impl UserAdministration for Platform {
    async fn list_users(&self, query: &UserQuery, at: Timestamp) -> Result<UserPage, Fault> {
        let beginning = vec![text(query.after.as_deref().unwrap_or_default()), Value::from(LOOKED_AT)];
        let mut parameters = beginning.clone();
        parameters.push(Value::from(query.limit));
        let (username, id) = (query.username.as_deref(), query.id.as_ref().map(UserId::as_str));
        parameters.extend([username, query.email.as_deref(), query.state.as_deref(), id].map(maybe_text));
        parameters.push(integer(at));
        let mut statements = vec![(LIST_USERS, parameters)];
        if username.or(id).is_none() {
            statements.push((END_OF_USER_PAGE, beginning));
        }
        let mut results = self.transact(statements).await?.into_iter();
        let (users, mut end) = (results.next().unwrap_or_default(), results.next().unwrap_or_default());
        let is_full = u32::try_from(users.len()).unwrap_or(u32::MAX) >= query.limit;
        let last = if is_full { users.last().cloned() } else { end.pop() };
        Ok(UserPage {
            next: last.map(|row| Row::of(&row, OF).get("user_id")).transpose()?,
            users: read_all(&users, |row| Row::of(row, OF).object("described"))?,
        })
    }

    async fn change_user(
        &self,
        user: &UserId,
        change: UserChange<'_>,
        at: Timestamp,
        entry: Option<AuditEntry>,
    ) -> Result<bool, Fault> {
        let steps: &[Step] = match change {
            UserChange::Create { .. } => &[Step(CREATE_USER, With::New)],
            UserChange::Delete => &[
                Step(DELETE_USER, With::User),
                EVICTED,
                QUEUED,
                SESSIONS,
                Step(DELETE_GRANTS, With::User),
                Step(DELETE_CONSENTS, With::User),
                FACTOR,
                PASSKEYS,
                Step(ERASE_USER, With::User),
            ],
            UserChange::Disable => &[Step(DISABLE_USER, With::Time), EVICTED, QUEUED, SESSIONS, GRANTS],
            UserChange::Enable => &[Step(ENABLE_USER, With::User)],
            UserChange::Link(..) => &[Step(LINK_USER, With::Code)],
            UserChange::Recover(_, _, FactorFate::Kept) => &[RECOVERED, EVICTED, QUEUED, SESSIONS, GRANTS, PASSKEYS],
            UserChange::Recover(..) => &[RECOVERED, EVICTED, QUEUED, SESSIONS, GRANTS, PASSKEYS, FACTOR],
            UserChange::RemoveFactor => &[FACTOR],
            UserChange::RemovePasskeys => &[PASSKEYS],
            UserChange::SignOut => &[Step(TOUCH_USER, With::User), EVICTED, QUEUED, SESSIONS, GRANTS],
        };
        let (name, now) = (text(user.as_str()), integer(at));
        let mut statements = Vec::new();
        for Step(statement, with) in steps {
            let mut parameters = vec![name.clone()];
            match (with, change) {
                (With::All | With::AllAndTime, _) => parameters.insert(0, text("")),
                (With::Code, UserChange::Link(digest, until) | UserChange::Recover(digest, until, _)) => {
                    parameters.extend([text(digest.as_str()), integer(until)]);
                }
                (With::New, UserChange::Create { username, claims, digest, until }) => {
                    parameters.extend([username, claims, digest.as_str()].map(text));
                    parameters.push(integer(until));
                }
                _ => {}
            }
            if matches!(with, With::AllAndTime | With::New | With::Time) {
                parameters.push(now.clone());
            }
            statements.push((*statement, parameters));
        }
        note_due();
        Ok(self.change(statements, 0, entry).await?.first().is_some_and(|rows| !rows.is_empty()))
    }
}

const OF: &str = "list of users";

/// A statement and its parameters.
struct Step(&'static str, With);

/// The parameters of a statement. In alphabetical order.
#[derive(Clone, Copy)]
enum With {
    /// No session, and the user: no session is kept.
    All,
    /// The same, and the time.
    AllAndTime,
    /// The user, the digest of a code, and the end of the code.
    Code,
    /// The user, the name, the claims, the digest of a code, the end of the code, and the time.
    New,
    /// The user and the time.
    Time,
    /// The user.
    User,
}

const EVICTED: Step = Step(EVICT_LOGOUTS, With::User);
const FACTOR: Step = Step(REMOVE_FACTOR, With::User);
const GRANTS: Step = Step(END_ALL_GRANTS, With::Time);
const PASSKEYS: Step = Step(REMOVE_ALL_PASSKEYS, With::User);
const QUEUED: Step = Step(QUEUE_OTHER_LOGOUTS, With::AllAndTime);
const RECOVERED: Step = Step(RECOVER_USER, With::Code);
const SESSIONS: Step = Step(END_OTHER_SESSIONS, With::All);
