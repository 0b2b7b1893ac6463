//! The administration of initial access tokens on D1.

use serde_json::Value;

use crate::edge::parameters::{integer, text, written};
use crate::edge::platform::Platform;
use crate::edge::row::{Row, read_all};
use crate::edge::statements_of_administration::{LIST_TOKENS, REVOKE_TOKEN, STORE_TOKEN};
use crate::error::Fault;
use crate::model::{AuditEntry, Bounds, TokenDigest};
use crate::ports::{ListedToken, TokenAdministration};

impl TokenAdministration for Platform {
    async fn list_tokens(&self, after: Option<&str>, limit: u32) -> Result<Vec<ListedToken>, Fault> {
        let rows = self.rows(LIST_TOKENS, vec![text(after.unwrap_or_default()), Value::from(limit)]).await?;
        read_all(&rows, listed)
    }

    fn store_token(&self, token: &ListedToken, entry: Option<AuditEntry>) -> impl Future<Output = Result<(), Fault>> {
        let parameters = vec![
            text(token.digest.as_str()),
            text(&token.label),
            Value::from(token.uses_left),
            integer(token.created_at),
            integer(token.expires_at),
            text(&written(&token.bounds)),
        ];
        self.run_noted(STORE_TOKEN, parameters, entry)
    }

    fn revoke_token(&self, digest: &str, entry: Option<AuditEntry>) -> impl Future<Output = Result<bool, Fault>> {
        self.changes_row(REVOKE_TOKEN, vec![text(digest)], entry)
    }
}

fn listed(row: &Value) -> Result<ListedToken, Fault> {
    let row = Row::of(row, "initial access token");
    Ok(ListedToken {
        digest: TokenDigest::restored(row.get("digest")?),
        label: row.get("label")?,
        uses_left: row.get("uses_left")?,
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
        bounds: Bounds::restore(row.object("bounds")?)?,
    })
}
