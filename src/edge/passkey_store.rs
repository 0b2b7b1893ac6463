//! Passkeys on D1: one transaction for each call.

use serde_json::Value;

use crate::edge::parameters::{integer, text};
use crate::edge::platform::Platform;
use crate::edge::row::{Row, read_all};
use crate::edge::rows_of_users;
use crate::edge::statements::SPEND;
use crate::edge::statements_of_passkeys::{
    ADD_PASSKEY, BEGIN_SESSION_BY_PASSKEY, PASSKEY, PASSKEY_FACTS, PASSKEYS_OF, REMOVE_PASSKEY, RENAME_PASSKEY,
    USE_PASSKEY,
};
use crate::edge::user_store::columns;
use crate::error::{Fault, PasskeyFailure};
use crate::json;
use crate::model::{
    AuditEntry, Backup, PASSKEYS_MAXIMUM, Passkey, PasskeyUse, Session, SessionId, SpentChallenge, User, UserId,
};
use crate::ports::PasskeyStore;

const OF: &str = "passkey";

impl PasskeyStore for Platform {
    async fn passkeys_of(&self, user: &UserId) -> Result<Vec<Passkey>, Fault> {
        read_all(&self.rows(PASSKEYS_OF, vec![text(user.as_str())]).await?, passkey)
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
            integer(passkey.created_at),
            once.clone(),
            Value::from(PASSKEYS_MAXIMUM),
        ];
        let statements = vec![
            (PASSKEY_FACTS, vec![once.clone(), id, user]),
            (ADD_PASSKEY, parameters),
            (SPEND, vec![once, integer(challenge.expires_at)]),
        ];
        let results = self.transact(statements).await?;
        let mut results = results.into_iter();
        let facts = results.next().and_then(|mut rows| rows.pop()).unwrap_or_default();
        let facts = Row::of(&facts, OF);
        let (is_used, is_known, number) =
            (facts.flag("is_used")?, facts.flag("is_known")?, facts.get::<u32>("number")?);
        let is_added = results.next().is_some_and(|rows| !rows.is_empty());
        Ok(match (is_used, is_known) {
            (false, false) if is_added => Ok(()),
            (false, false) if number < PASSKEYS_MAXIMUM => Err(PasskeyFailure::UserDisabled),
            (false, false) => Err(PasskeyFailure::TooMany),
            (false, true) => Err(PasskeyFailure::WasAdded),
            (true, _) => Err(PasskeyFailure::ChallengeUsed),
        })
    }

    async fn begin_session_by_passkey(
        &self,
        used: &PasskeyUse<'_>,
        session: &Session,
        former: Option<&SessionId>,
        entry: Option<AuditEntry>,
    ) -> Result<Result<(), PasskeyFailure>, Fault> {
        let (id, once) = (text(&used.passkey.id), text(&used.challenge.name));
        let noted = vec![
            text(used.passkey.user.as_str()),
            id.clone(),
            Value::from(used.counter),
            number(used.backup),
            integer(used.at),
            once.clone(),
        ];
        let begun = [columns(session), vec![id, once.clone()]].concat();
        let mut statements = vec![(USE_PASSKEY, noted), (BEGIN_SESSION_BY_PASSKEY, begun)];
        statements.extend(self.follow(session, former));
        statements.push((SPEND, vec![once, integer(used.challenge.expires_at)]));
        // The session begins only if everything else has happened too.
        let results = self.change(statements, 1, entry).await?;
        let has_row = |rows: Option<&Vec<Value>>| rows.is_some_and(|rows| !rows.is_empty());
        let (is_noted, is_begun) = (has_row(results.first()), has_row(results.get(1)));
        Ok(match (has_row(results.last()), is_noted, is_begun) {
            (true, true, true) => Ok(()),
            (true, true, false) => Err(PasskeyFailure::UserDisabled),
            (true, false, _) => Err(PasskeyFailure::CounterRolledBack),
            (false, ..) => Err(PasskeyFailure::ChallengeUsed),
        })
    }

    fn rename_passkey(&self, user: &UserId, id: &str, name: &str) -> impl Future<Output = Result<bool, Fault>> {
        self.returns_row(RENAME_PASSKEY, vec![text(user.as_str()), text(id), text(name)])
    }

    fn remove_passkey(&self, user: &UserId, id: &str) -> impl Future<Output = Result<bool, Fault>> {
        self.returns_row(REMOVE_PASSKEY, vec![text(user.as_str()), text(id)])
    }
}

/// The numbers of the column `backup`, in order.
const BACKUPS: [Backup; 3] = [Backup::Impossible, Backup::Possible, Backup::Done];

fn number(backup: Backup) -> Value {
    Value::from(BACKUPS.iter().position(|known| *known == backup))
}

fn passkey(row: &Value) -> Result<Passkey, Fault> {
    let row = Row::of(row, OF);
    let backup = usize::try_from(row.get::<u32>("backup")?).ok().and_then(|position| BACKUPS.get(position).copied());
    Ok(Passkey {
        user: row.get("user_id")?,
        id: row.get("passkey_id")?,
        name: row.get("name")?,
        public_key: row.object("public_key")?,
        counter: row.get("counter")?,
        backup: backup.ok_or_else(|| Fault::Broken("the stored passkey has no sound backup".to_owned()))?,
        created_at: row.get("created_at")?,
        last_used_at: row.get("last_used_at")?,
    })
}
