//! The store of grants on D1: one statement for each call.

use serde_json::{Map, Value};

use crate::edge::parameters::{integer, maybe_text, text};
use crate::edge::platform::Platform;
use crate::edge::row::Row;
use crate::edge::statements_of_grants::{ASSERT, END_GRANT, GRANT, MEET_USER, REDEEM, REFRESH};
use crate::error::Fault;
use crate::json;
use crate::model::{Grant, GrantId, Home, User, UserId};
use crate::ports::{Clock, GrantRecord, GrantStore, Redemption, Refresh, RefreshOutcome};
use crate::unit::{Seconds, Timestamp};

impl GrantStore for Platform {
    async fn redeem(&self, grant: &Grant) -> Result<Redemption, Fault> {
        let Some(user) = grant.id.user() else { return Ok(Redemption::Refused) };
        match self.rows(REDEEM, columns(grant, &user)).await?.pop() {
            None => Ok(Redemption::Refused),
            Some(row) => {
                let row = Row::of(&row, OF);
                match row.get::<Option<Timestamp>>("ended_at")? {
                    None => row.object("user_claims").map(Redemption::Stored),
                    Some(_) => Ok(Redemption::Refused),
                }
            }
        }
    }

    async fn assert(&self, grant: &Grant, user: &User) -> Result<Option<Map<String, Value>>, Fault> {
        let mut statements = Vec::new();
        if let Home::Provider { issuer, subject } = &user.home {
            let claims = text(&json::text(&user.claims));
            let parameters = vec![text(user.id.as_str()), text(issuer), text(subject), claims, integer(self.now())];
            statements.push((MEET_USER, parameters));
        }
        statements.push((ASSERT, columns(grant, &user.id)));
        let row = self.transact(statements).await?.pop().and_then(|mut rows| rows.pop());
        row.map(|row| Row::of(&row, OF).object("user_claims")).transpose()
    }

    async fn refresh(&self, refresh: &Refresh<'_>) -> Result<RefreshOutcome, Fault> {
        let Some(user) = refresh.id.user() else { return Ok(RefreshOutcome::Refused) };
        let (Seconds(idle), Seconds(grace)) = (refresh.idle, refresh.grace);
        let parameters = vec![
            text(refresh.id.as_str()),
            text(refresh.client_id),
            Value::from(refresh.generation),
            maybe_text(refresh.dpop_jkt),
            Value::from(idle),
            Value::from(grace),
            integer(refresh.at),
            text(user.as_str()),
        ];
        match self.rows(REFRESH, parameters).await?.pop() {
            None => Ok(RefreshOutcome::Refused),
            Some(row) => match record(refresh.id, &row)? {
                (record, None) => Ok(RefreshOutcome::Refreshed(Box::new(record))),
                (_, Some(_)) => Ok(RefreshOutcome::Reused),
            },
        }
    }

    async fn grant(&self, id: &GrantId, at: Timestamp) -> Result<Option<GrantRecord>, Fault> {
        let Some(user) = id.user() else { return Ok(None) };
        let row = self.rows(GRANT, vec![text(id.as_str()), text(user.as_str()), integer(at)]).await?.pop();
        row.map(|row| record(id, &row).map(|(record, _)| record)).transpose()
    }

    fn end_grant(&self, id: &GrantId, at: Timestamp) -> impl Future<Output = Result<(), Fault>> {
        self.run(END_GRANT, vec![text(id.as_str()), integer(at)])
    }
}

const OF: &str = "grant";

/// Returns the parameters of a statement that stores a grant.
fn columns(grant: &Grant, user: &UserId) -> Vec<Value> {
    let mut parameters = vec![
        text(grant.id.as_str()),
        text(&grant.client_id),
        maybe_text(grant.client_name.as_deref()),
        text(grant.session.as_str()),
    ];
    parameters.extend([&grant.scope, &grant.resources].map(|list| text(&json::text(list))));
    parameters.extend([text(&json::text(&grant.claims)), integer(grant.authenticated_at)]);
    parameters.extend([text(&json::text(&grant.methods)), maybe_text(grant.context.as_deref())]);
    parameters.extend([integer(grant.created_at), integer(grant.expires_at)]);
    parameters.extend([maybe_text(grant.dpop_jkt.as_deref()), Value::from(u8::from(grant.is_offline))]);
    parameters.push(text(user.as_str()));
    parameters
}

/// Reads a grant, and when it ended.
fn record(id: &GrantId, row: &Value) -> Result<(GrantRecord, Option<Timestamp>), Fault> {
    let row = Row::of(row, OF);
    let grant = Grant {
        id: id.clone(),
        client_id: row.get("client_id")?,
        client_name: row.get("client_name")?,
        session: row.get("session_id")?,
        scope: row.texts("scope")?,
        resources: row.texts("resources")?,
        claims: row.json("claims")?,
        authenticated_at: row.get("authenticated_at")?,
        methods: row.texts("methods")?,
        context: row.get("context")?,
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
        dpop_jkt: row.get("dpop_jkt")?,
        is_offline: row.flag("is_offline")?,
    };
    let record = GrantRecord { grant, user: row.object("user_claims")?, generation: row.get("generation")? };
    Ok((record, row.get("ended_at")?))
}
