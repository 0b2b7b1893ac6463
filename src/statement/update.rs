//! A client that changes itself stays what its software statement says. RFC 7591 section 5.

use serde_json::{Map, Value};

use crate::client::RegisteredClient;
use crate::config::Config;
use crate::error::{Error, Refusal};
use crate::http::Request;
use crate::metadata::Text;
use crate::ports::{Ports, Store};
use crate::registrant::{Bounds, InitialAccessToken};
use crate::statement::{Asked, MEMBER, Statement, Updates, issuer_of, lock, read, spent, unapproved};

/// What a client asks to be, as far as it may.
#[derive(Clone, Debug)]
pub struct Vouched {
    /// Its members.
    pub members: Map<String, Value>,
    /// What is told of it beside them.
    pub extras: Map<String, Value>,
    /// What bounds it from then on.
    pub bounds: Option<Bounds>,
}

/// Reads an update, and says what is left of it by the statement that comes with it, or else by the one that the client
/// holds.
///
/// `Err` is for a statement of another software, and for none where the issuer wants one with every update.
pub async fn update(
    request: &Request,
    current: &RegisteredClient,
    config: &Config,
    ports: &impl Ports,
) -> Result<(Asked, Vouched), Error> {
    let name = current.bounds.as_ref().and_then(Bounds::statement_issuer);
    let issuer = match name {
        Some(name) => issuer_of(name, config, ports).await?,
        None => None,
    };
    let is_wanted = issuer.is_some_and(|issuer| issuer.updates == Updates::WithStatement);
    let held = current.metadata.members().get(MEMBER).filter(|_| !is_wanted);
    let asked = read(request, held, config, ports).await?;
    let vouched = match &asked.statement {
        None if is_wanted => return Err(Refusal::missing_statement().into()),
        None => Vouched {
            members: lock(&asked.members, current.metadata.members(), current.bounds.as_ref()),
            extras: current.metadata.extras(),
            bounds: current.bounds.clone(),
        },
        Some(statement) => {
            check_same(statement, name, current)?;
            Vouched {
                members: statement.overlay(&asked.members)?,
                extras: statement.extras(),
                bounds: Some(statement.bounds(current.bounds.clone().unwrap_or_default())?),
            }
        }
    };
    Ok((asked, vouched))
}

/// Checks that a statement of a single use still has it.
pub async fn check_unspent(once: &[&InitialAccessToken], store: &impl Store) -> Result<(), Error> {
    for once in once {
        if store.initial_access_token(&once.digest).await?.is_some_and(|known| known.uses_left == 0) {
            return Err(spent().into());
        }
    }
    Ok(())
}

/// Checks that a statement is for the software that the client has registered as, and of the same issuer.
fn check_same(statement: &Statement, held: Option<&str>, current: &RegisteredClient) -> Result<(), Refusal> {
    let software = current.metadata.metadata().software_id.as_ref().map(Text::as_str);
    if held.is_some_and(|name| name != statement.issuer.name) {
        return Err(unapproved("the client has registered with a statement of another issuer"));
    }
    if held.is_some() && software != statement.software_id() {
        return Err(unapproved("the client has registered as another software"));
    }
    Ok(())
}
