//! The right to call the admin API.

use crate::error::{Error, Refusal};
use crate::http::Request;
use crate::model::{Client, Config};
use crate::policy::{ADMINISTER, READ_EVERYTHING};
use crate::ports::Ports;
use crate::token::{self, proof_of_possession};

/// The kind of a request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Read,
    Write,
}

/// Admits a caller that may read or change an area, and returns the client that calls.
///
/// `Err` is 401 for a token that is not valid here, and 403 for one without the right. A right counts as long as the client
/// of the token still has it.
pub async fn admit(
    area: &str,
    access: Access,
    request: &Request,
    config: &Config,
    ports: &impl Ports,
) -> Result<String, Error> {
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
    if is_configured && permits(&of_token, area, access) && permits(&of_client, area, access) {
        return Ok(active.client.id().as_str().to_owned());
    }
    Err(Refusal::InsufficientScope(narrowest(area, access)).into())
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
