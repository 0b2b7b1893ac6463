//! The store of consents on D1, and what a user's own page lists.

use serde_json::Value;

use crate::edge::parameters::{integer, maybe_text, text};
use crate::edge::platform::Platform;
use crate::edge::row::{Row, read_all};
use crate::edge::statements_of_consents::{
    ACCESS, END_CLIENT_GRANTS, FORGET_CONSENTS, OWNED_CLIENTS, REMEMBER_CONSENT,
};
use crate::error::Fault;
use crate::json;
use crate::model::{Access, Consent, OwnedClient, UserId};
use crate::ports::ConsentStore;
use crate::unit::Timestamp;

impl ConsentStore for Platform {
    fn remember_consent(&self, consent: &Consent) -> impl Future<Output = Result<(), Fault>> {
        let Consent { user, client_id, redirect_uri, scope, resources, client_name, can_start, granted_at } = consent;
        let parameters = vec![
            text(user.as_str()),
            text(client_id),
            text(redirect_uri),
            maybe_text(client_name.as_deref()),
            text(&json::text(scope)),
            text(&json::text(resources)),
            Value::from(u8::from(*can_start)),
            integer(*granted_at),
        ];
        self.run(REMEMBER_CONSENT, parameters)
    }

    async fn access_to(&self, user: &UserId, at: Timestamp) -> Result<Vec<Access>, Fault> {
        let rows = self.rows(ACCESS, vec![text(user.as_str()), integer(at)]).await?;
        read_all(&rows, access)
    }

    async fn forget_consents(&self, user: &UserId, client_id: &str, at: Timestamp) -> Result<(), Fault> {
        let place = || vec![text(user.as_str()), text(client_id)];
        let grants: Vec<Value> = place().into_iter().chain([integer(at)]).collect();
        self.transact(vec![(FORGET_CONSENTS, place()), (END_CLIENT_GRANTS, grants)]).await.map(drop)
    }

    async fn clients_of(&self, owner: &UserId) -> Result<Vec<OwnedClient>, Fault> {
        let rows = self.rows(OWNED_CLIENTS, vec![text(owner.as_str())]).await?;
        read_all(&rows, owned)
    }
}

fn access(row: &Value) -> Result<Access, Fault> {
    let row = Row::of(row, "access");
    Ok(Access {
        client_id: row.get("client_id")?,
        client_name: row.get("client_name")?,
        redirect_uri: row.get("redirect_uri")?,
        scope: row.texts("scope")?,
        resources: row.texts("resources")?,
        can_start: row.flag("can_start")?,
        since: row.get("since")?,
    })
}

fn owned(row: &Value) -> Result<OwnedClient, Fault> {
    let row = Row::of(row, "client");
    Ok(OwnedClient {
        client_id: row.get("client_id")?,
        issued_at: row.get("issued_at")?,
        client_name: row.get("client_name")?,
        template: row.get("template")?,
    })
}
