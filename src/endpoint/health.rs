//! The health endpoint: it tells a monitor whether the server can answer, which needs its settings and its database.

use serde_json::json;

use crate::error::Error;
use crate::http::{Response, Status};
use crate::ports::SingleUseStore;

/// A name that nothing uses. The answer does not matter: only that there is one.
const NAME: &str = "health";

/// Asks the database; `Err` is 503.
pub async fn check(store: &impl SingleUseStore) -> Result<Response, Error> {
    store.was_name_used(NAME).await?;
    Ok(Response::json(Status(200), &json!({"status": "ok"})))
}
