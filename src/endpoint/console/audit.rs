//! The audit log in the console.

use crate::endpoint::administration::audit_log::query;
use crate::endpoint::console::Place;
use crate::endpoint::console::entry::Operator;
use crate::error::Error;
use crate::http::{Request, Response};
use crate::pages::{self, Look};
use crate::ports::AuditLog;

/// Lists the events that meet the conditions of the query, the newest first.
pub async fn list(
    operator: &Operator,
    request: &Request,
    look: &Look<'_>,
    store: &impl AuditLog,
) -> Result<Response, Error> {
    let asked = query(None, request)?;
    let page = store.audit_page(&asked).await?;
    Ok(pages::console_audit(&asked, &page, &request.query, &operator.frame(Place::Audit, None), look))
}
