//! The store of consents on D1, and what a user's own page lists.

use serde::Deserialize;
use serde_json::Value;

use crate::edge::parameters::{integer, maybe_text, text};
use crate::edge::platform::Platform;
use crate::edge::rows::{parsed, read};
use crate::edge::statements_of_consents::{
    ACCESS, END_CLIENT_GRANTS, FORGET_CONSENTS, OWNED_CLIENTS, REMEMBER_CONSENT,
};
use crate::error::Fault;
use crate::json;
use crate::model::{Access, Consent, OwnedClient, UserId};
use crate::ports::ConsentStore;
use crate::unit::Timestamp;

impl ConsentStore for Platform {
    async fn remember_consent(&self, consent: &Consent) -> Result<(), Fault> {
        let Consent { user, client_id, redirect_uri, scope, resources, client_name, can_start, granted_at } = consent;
        let parameters = vec![
            text(user.as_str()),
            text(client_id),
            text(redirect_uri),
            maybe_text(client_name.as_deref()),
            text(&json::text(scope)),
            text(&json::text(resources)),
            Value::from(u8::from(*can_start)),
            integer(*granted_at)?,
        ];
        self.rows(REMEMBER_CONSENT, parameters).await.map(drop)
    }

    async fn access_to(&self, user: &UserId, at: Timestamp) -> Result<Vec<Access>, Fault> {
        let rows = self.rows(ACCESS, vec![text(user.as_str()), integer(at)?]).await?;
        rows.iter().map(|row| read::<AccessRow>(row, "access").map(Access::from)).collect()
    }

    async fn forget_consents(&self, user: &UserId, client_id: &str, at: Timestamp) -> Result<(), Fault> {
        let place = || vec![text(user.as_str()), text(client_id)];
        let grants: Vec<Value> = place().into_iter().chain([integer(at)?]).collect();
        self.transact(vec![(FORGET_CONSENTS, place()), (END_CLIENT_GRANTS, grants)]).await.map(drop)
    }

    async fn clients_of(&self, owner: &UserId) -> Result<Vec<OwnedClient>, Fault> {
        let rows = self.rows(OWNED_CLIENTS, vec![text(owner.as_str())]).await?;
        rows.iter().map(|row| read::<OwnedRow>(row, "client").map(OwnedClient::from)).collect()
    }
}

#[derive(Deserialize)]
struct AccessRow {
    client_id: String,
    client_name: Option<String>,
    redirect_uri: Option<String>,
    #[serde(deserialize_with = "parsed")]
    scope: Vec<String>,
    #[serde(deserialize_with = "parsed")]
    resources: Vec<String>,
    can_start: u8,
    since: Timestamp,
}

impl From<AccessRow> for Access {
    fn from(row: AccessRow) -> Self {
        let AccessRow { client_id, client_name, redirect_uri, scope, resources, can_start, since } = row;
        Self { client_id, client_name, redirect_uri, scope, resources, can_start: can_start != 0, since }
    }
}

#[derive(Deserialize)]
struct OwnedRow {
    client_id: String,
    issued_at: Timestamp,
    client_name: Option<String>,
    template: Option<String>,
}

impl From<OwnedRow> for OwnedClient {
    fn from(OwnedRow { client_id, issued_at, client_name, template }: OwnedRow) -> Self {
        Self { client_id, issued_at, client_name, template }
    }
}
