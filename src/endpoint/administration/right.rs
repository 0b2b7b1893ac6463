//! The right to call the admin API.

use serde_json::{Map, Value};

use crate::audit;
use crate::endpoint::administration::access;
use crate::error::{Error, Fault, Refusal};
use crate::http::{Field, Request};
use crate::model::{Client, Config, UserId, UserQuery, is_strong};
use crate::policy::{ADMINISTER, READ_EVERYTHING};
use crate::ports::{Clock, GrantRecord, Ports, UserAdministration};
use crate::token::{self, proof_of_possession};

/// The kind of a request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Read,
    Write,
}

/// The reach of the rights of a caller. In alphabetical order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Everything, as users with a role of the console have it.
    Everything,
    /// Some areas.
    SomeAreas,
}

/// A caller of the admin API. In alphabetical order.
pub enum Caller {
    /// A caller whom Cloudflare Access has let in, by the name in the settings.
    Access(String),
    /// A client.
    Client(String),
    /// A user with a role of the console.
    User(UserId),
}

impl Caller {
    /// Returns the name for the log.
    pub fn name(&self) -> &str {
        match self {
            Self::Access(name) | Self::Client(name) => name,
            Self::User(id) => id.as_str(),
        }
    }

    /// Returns the caller for the audit log.
    pub fn in_audit(&self) -> audit::Operator<'_> {
        match self {
            Self::Access(name) => audit::Operator::Access(name),
            Self::Client(id) => audit::Operator::Client(id),
            Self::User(id) => audit::Operator::User(id, "api"),
        }
    }
}

/// Admits a caller that may read or change all of some areas, and returns the reach of its rights. A token counts before a JWT of Cloudflare Access.
///
/// `Err` is 401 for a token or a JWT that is not valid here, and 403 for one without the right. A right counts as long as the client
/// of the token, its user if there is one, or the caller in the settings still has it.
pub async fn admit(
    areas: &[&str],
    kind: Access,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<(Caller, Reach), Error> {
    let has_right = |scope: &[&str]| areas.iter().all(|area| permits(scope, area, kind));
    let missing = || {
        let mut scope = String::new();
        for area in areas {
            let between = if scope.is_empty() { "" } else { " " };
            scope = scope + between + &narrowest(area, kind);
        }
        Refusal::InsufficientScope(scope)
    };
    if let (Some(team), Some(jwt), None) =
        (&config.access, request.headers.value(Field::AccessJwt), request.headers.value(Field::Authorization))
    {
        let names = access::names(jwt, team, request, config, ports).await?;
        let mut found = None;
        for (name, rights) in team.rights.iter().filter(|(name, _)| names.contains(name)) {
            let rights: Vec<&str> = rights.iter().map(String::as_str).collect();
            let reach = reach(&rights);
            // A name with every right counts before others.
            if has_right(&rights) && (found.is_none() || reach == Reach::Everything) {
                found = Some((Caller::Access(name.clone()), reach));
            }
        }
        return found.ok_or_else(|| missing().into());
    }
    let access_token = request.access_token()?;
    let token = token::read(access_token.text).ok_or(Refusal::InvalidToken)?;
    let active = token::active_token(token, &mut None, request.peer, config, ports).await?;
    let endpoint = config.issuer.admin_api();
    let active = active.filter(|it| it.claims.is_only_for(&[&endpoint])).ok_or(Refusal::InvalidToken)?;
    // A proof is for the address of the request: one for a client must not count for another. RFC 9449 section 4.3.
    let asked = config.issuer.address_at(&request.path);
    proof_of_possession::check_possession(access_token, &active.claims, &asked, request, config, ports).await?;
    let of_token: Vec<&str> = active.claims.text("scope").unwrap_or_default().split(' ').collect();
    let of_client = active.client.scope(&config.policy);
    // Only a client of the settings can have the right. A narrower right of a token comes from a wider one of its client.
    let is_configured = matches!(active.client, Client::Configured(_));
    if is_configured && has_right(&of_token) && has_right(&of_client) {
        let reach = reach(&of_token);
        let Some(GrantRecord { grant, user, .. }) = &active.user else {
            return Ok((Caller::Client(active.client.id().as_str().to_owned()), reach));
        };
        if let Some(id) = grant.id.user()
            && is_strong(&grant.methods, grant.context.as_deref())
            && has_role(&id, user, config, ports).await?
        {
            return Ok((Caller::User(id), reach));
        }
    }
    Err(missing().into())
}

/// Returns true if a user has a role of the console now.
async fn has_role(
    id: &UserId,
    claims: &Map<String, Value>,
    config: &Config,
    ports: &(impl Clock + UserAdministration),
) -> Result<bool, Fault> {
    let query = UserQuery { limit: 1, id: Some(id.clone()), ..UserQuery::default() };
    let user = ports.list_users(&query, ports.now()).await?.users.pop();
    let provider = |user: Map<String, Value>| user.get("issuer").and_then(Value::as_str).map(str::to_owned);
    Ok(user.is_some_and(|user| config.has_console_role(provider(user).as_deref(), claims)))
}

fn reach(scope: &[&str]) -> Reach {
    if scope.contains(&ADMINISTER) { Reach::Everything } else { Reach::SomeAreas }
}

/// Returns true if one of the scope values is a right to do this.
fn permits(scope: &[&str], area: &str, access: Access) -> bool {
    let of_area = narrowest(area, Access::Write);
    scope.iter().any(|value| {
        let may_read = *value == READ_EVERYTHING || *value == narrowest(area, Access::Read);
        *value == ADMINISTER || *value == of_area || (access == Access::Read && may_read)
    })
}

/// Returns the narrowest right that permits this.
fn narrowest(area: &str, access: Access) -> String {
    match access {
        Access::Read => format!("{ADMINISTER}:{area}:read"),
        Access::Write => format!("{ADMINISTER}:{area}"),
    }
}
