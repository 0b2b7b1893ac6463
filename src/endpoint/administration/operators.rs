//! The accounts of users with a role of the console, who may do everything: no narrower right leads into one.

use serde_json::Value;

use crate::endpoint::administration::body;
use crate::endpoint::administration::resource::Resource;
use crate::endpoint::administration::user_creation::asked;
use crate::error::{Error, Refusal};
use crate::http::Request;
use crate::model::{Config, UserId, UserQuery};
use crate::ports::{Clock, UserAdministration};

/// Returns true if a request that needs the right [`RECOVERY`](super::RECOVERY) is about a user with a role of the console, or makes one.
pub async fn opens_account(
    resource: Resource<'_>,
    request: &Request,
    config: &Config,
    ports: &(impl Clock + UserAdministration),
) -> Result<bool, Error> {
    match resource {
        Resource::Users => {
            let (_, claims) = asked(&body(request, config)?).map_err(Refusal::InvalidRequest)?;
            Ok(config.has_console_role(None, &claims))
        }
        Resource::UserAction(id, _) => {
            let Some(id) = UserId::parse(id) else { return Ok(false) };
            let query = UserQuery { limit: 1, id: Some(id), ..UserQuery::default() };
            let Some(user) = ports.list_users(&query, ports.now()).await?.users.pop() else { return Ok(false) };
            let claims = user.get("claims").and_then(Value::as_object);
            let provider = user.get("issuer").and_then(Value::as_str);
            Ok(claims.is_some_and(|claims| config.has_console_role(provider, claims)))
        }
        _ => Ok(false),
    }
}
