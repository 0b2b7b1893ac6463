//! What users have consented to, on D1.

use serde::Deserialize;
use serde_json::Value;

use crate::edge::parameters::{integer, maybe_text, text};
use crate::edge::platform::Platform;
use crate::edge::rows::{parsed, read};
use crate::edge::statements_of_consents::{CONSENTS_OF, END_CLIENT_GRANTS, FORGET_CONSENTS, REMEMBER_CONSENT};
use crate::error::Fault;
use crate::json;
use crate::model::{Consent, UserId};
use crate::ports::ConsentStore;
use crate::unit::Timestamp;

impl ConsentStore for Platform {
    async fn remember_consent(&self, consent: &Consent) -> Result<(), Fault> {
        let parameters = vec![
            text(consent.user.as_str()),
            text(&consent.client_id),
            text(&consent.redirect_uri),
            maybe_text(consent.client_name.as_deref()),
            text(&json::text(&consent.scope)),
            text(&json::text(&consent.resources)),
            integer(consent.granted_at)?,
        ];
        self.rows(REMEMBER_CONSENT, parameters).await.map(drop)
    }

    async fn consents_of(&self, user: &UserId) -> Result<Vec<Consent>, Fault> {
        self.rows(CONSENTS_OF, vec![text(user.as_str())]).await?.iter().map(consent).collect()
    }

    async fn forget_consents(&self, user: &UserId, client_id: &str, at: Timestamp) -> Result<(), Fault> {
        let both = || vec![text(user.as_str()), text(client_id)];
        let ended = [both(), vec![integer(at)?]].concat();
        self.transact(vec![(FORGET_CONSENTS, both()), (END_CLIENT_GRANTS, ended)]).await.map(drop)
    }
}

fn consent(row: &Value) -> Result<Consent, Fault> {
    let row: ConsentRow = read(row, "consent")?;
    Ok(Consent {
        user: row.user_id,
        client_id: row.client_id,
        redirect_uri: row.redirect_uri,
        scope: row.scope,
        resources: row.resources,
        client_name: row.client_name,
        granted_at: row.granted_at,
    })
}

#[derive(Deserialize)]
struct ConsentRow {
    user_id: UserId,
    client_id: String,
    redirect_uri: String,
    client_name: Option<String>,
    #[serde(deserialize_with = "parsed")]
    scope: Vec<String>,
    #[serde(deserialize_with = "parsed")]
    resources: Vec<String>,
    granted_at: Timestamp,
}
