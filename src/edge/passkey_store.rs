//! Passkeys on D1: one transaction for each call.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::edge::parameters::{integer, text};
use crate::edge::platform::Platform;
use crate::edge::rows::{parsed, read};
use crate::edge::rows_of_users;
use crate::edge::statements::SPEND;
use crate::edge::statements_of_passkeys::{
    ADD_PASSKEY, BEGIN_SESSION_BY_PASSKEY, PASSKEY, PASSKEY_FACTS, PASSKEYS_OF, REMOVE_PASSKEY, USE_PASSKEY,
};
use crate::edge::user_store::columns;
use crate::error::{Fault, PasskeyFailure};
use crate::json;
use crate::model::{Backup, PASSKEYS_MAXIMUM, Passkey, PasskeyUse, Session, SessionId, SpentChallenge, User, UserId};
use crate::ports::PasskeyStore;
use crate::unit::Timestamp;

const OF: &str = "passkey";

impl PasskeyStore for Platform {
    async fn passkeys_of(&self, user: &UserId) -> Result<Vec<Passkey>, Fault> {
        self.rows(PASSKEYS_OF, vec![text(user.as_str())]).await?.iter().map(passkey).collect()
    }

    async fn passkey(&self, user: &UserId, id: &str) -> Result<Option<(Passkey, User)>, Fault> {
        let row = self.rows(PASSKEY, vec![text(user.as_str()), text(id)]).await?.pop();
        row.map(|row| Ok((passkey(&row)?, rows_of_users::user(&row)?))).transpose()
    }

    async fn add_passkey(
        &self,
        passkey: &Passkey,
        challenge: &SpentChallenge,
    ) -> Result<Result<(), PasskeyFailure>, Fault> {
        let (user, id, once) = (text(passkey.user.as_str()), text(&passkey.id), text(&challenge.name));
        let parameters = vec![
            user.clone(),
            id.clone(),
            text(&passkey.name),
            text(&json::text(&passkey.public_key)),
            Value::from(passkey.counter),
            number(passkey.backup),
            integer(passkey.created_at)?,
            once.clone(),
            Value::from(PASSKEYS_MAXIMUM),
        ];
        let statements = vec![
            (PASSKEY_FACTS, vec![once.clone(), id, user]),
            (ADD_PASSKEY, parameters),
            (SPEND, vec![once, integer(challenge.expires_at)?]),
        ];
        let results = self.transact(statements).await?;
        let mut results = results.into_iter();
        let facts = results.next().and_then(|mut rows| rows.pop()).unwrap_or_default();
        let FactsRow { is_used, is_known, number } = read(&facts, OF)?;
        let is_added = results.next().is_some_and(|rows| !rows.is_empty());
        Ok(match (is_used, is_known) {
            (0, 0) if is_added => Ok(()),
            (0, 0) if number < PASSKEYS_MAXIMUM => Err(PasskeyFailure::UserDisabled),
            (0, 0) => Err(PasskeyFailure::TooMany),
            (0, _) => Err(PasskeyFailure::WasAdded),
            _ => Err(PasskeyFailure::ChallengeUsed),
        })
    }

    async fn begin_session_by_passkey(
        &self,
        used: &PasskeyUse<'_>,
        session: &Session,
        former: Option<&SessionId>,
    ) -> Result<Result<(), PasskeyFailure>, Fault> {
        let (id, once) = (text(&used.passkey.id), text(&used.challenge.name));
        let noted = vec![
            text(used.passkey.user.as_str()),
            id.clone(),
            Value::from(used.counter),
            number(used.backup),
            integer(used.at)?,
            once.clone(),
        ];
        let begun = [columns(session)?, vec![id, once.clone()]].concat();
        let mut statements = vec![(USE_PASSKEY, noted), (BEGIN_SESSION_BY_PASSKEY, begun)];
        statements.extend(self.follow(session, former)?);
        statements.push((SPEND, vec![once, integer(used.challenge.expires_at)?]));
        let results = self.transact(statements).await?;
        let has_row = |rows: Option<&Vec<Value>>| rows.is_some_and(|rows| !rows.is_empty());
        let (is_noted, is_begun) = (has_row(results.first()), has_row(results.get(1)));
        Ok(match (has_row(results.last()), is_noted, is_begun) {
            (true, true, true) => Ok(()),
            (true, true, false) => Err(PasskeyFailure::UserDisabled),
            (true, false, _) => Err(PasskeyFailure::CounterRolledBack),
            (false, ..) => Err(PasskeyFailure::ChallengeUsed),
        })
    }

    async fn remove_passkey(&self, user: &UserId, id: &str) -> Result<bool, Fault> {
        Ok(!self.rows(REMOVE_PASSKEY, vec![text(user.as_str()), text(id)]).await?.is_empty())
    }
}

/// The numbers of the column `backup`, in order.
const BACKUPS: [Backup; 3] = [Backup::Impossible, Backup::Possible, Backup::Done];

fn number(backup: Backup) -> Value {
    Value::from(BACKUPS.iter().position(|known| *known == backup))
}

fn passkey(row: &Value) -> Result<Passkey, Fault> {
    let row: PasskeyRow = read(row, OF)?;
    let backup = BACKUPS.get(row.backup).copied();
    Ok(Passkey {
        user: row.user_id,
        id: row.passkey_id,
        name: row.name,
        public_key: row.public_key,
        counter: row.counter,
        backup: backup.ok_or_else(|| Fault::Broken("the stored passkey has no sound backup".to_owned()))?,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
    })
}

#[derive(Deserialize)]
struct PasskeyRow {
    user_id: UserId,
    passkey_id: String,
    name: String,
    #[serde(deserialize_with = "parsed")]
    public_key: Map<String, Value>,
    counter: u32,
    backup: usize,
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
}

#[derive(Deserialize)]
struct FactsRow {
    is_used: u32,
    is_known: u32,
    number: u32,
}
