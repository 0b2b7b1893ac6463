//! A client that changes itself stays what its software statement says. RFC 7591 section 5.

use serde_json::{Map, Value};

use crate::client_metadata::{SOFTWARE_STATEMENT, Text};
use crate::error::{Error, Invalid, Refusal};
use crate::http::Request;
use crate::jose::Token;
use crate::model::{Config, RegisteredClient, StatementIssuer, Updates};
use crate::policy::Bounds;
use crate::ports::Ports;
use crate::registration::{Asked, read};
use crate::software_statement::{Claimed, IssuerTrust, LONGEST, Overlay, Statement, issuer_of, lock, unapproved};

/// What a client asks to be, as far as it may.
#[derive(Clone, Debug)]
pub struct Vouched {
    /// Its members.
    pub members: Map<String, Value>,
    /// What is told of it beside them.
    pub extras: Map<String, Value>,
    /// What bounds it from then on.
    pub bounds: Option<Bounds>,
    /// Which of its members come from a statement.
    pub claimed: Claimed,
    /// Claims that were left out.
    pub unusable: Vec<Invalid>,
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
        Some(name) => match issuer_of(name, config, ports).await? {
            IssuerTrust::Trusted(issuer) => Some(issuer),
            IssuerTrust::Stranger | IssuerTrust::Unreadable(_) => None,
        },
        None => None,
    };
    let is_wanted = issuer.as_ref().is_some_and(|issuer| issuer.updates == Updates::WithStatement);
    let members = current.metadata.members();
    let held = members.get(SOFTWARE_STATEMENT);
    let asked = read(request, held.filter(|_| !is_wanted), config, ports).await?;
    let vouched = match &asked.statement {
        None if is_wanted => return Err(Refusal::MissingSoftwareStatement.into()),
        None => {
            let Overlay { members, claimed } = match (held_statement(held, issuer), &current.bounds) {
                (Some(held), Some(bounds)) => held.lock(&asked.members, members, bounds)?,
                (_, bounds) => lock(&asked.members, members, bounds.as_ref())?,
            };
            let (extras, bounds) = (current.metadata.extras(), current.bounds.clone());
            Vouched { members, extras, bounds, claimed, unusable: Vec::new() }
        }
        Some(statement) => {
            check_same(statement, name, current, config)?;
            let Overlay { members, claimed } = statement.overlay(&asked.members, Some(members))?;
            let bounds = Some(statement.bounds(current.bounds.clone().unwrap_or_default())?);
            Vouched { members, extras: statement.extras(), bounds, claimed, unusable: statement.unusable() }
        }
    };
    Ok((asked, vouched))
}

/// The statement that a client holds, which was verified when it came.
fn held_statement(held: Option<&Value>, issuer: Option<Box<StatementIssuer>>) -> Option<Statement> {
    let text = held?.as_str()?;
    let claims = Token::read(text, LONGEST).ok()?.claims;
    Some(Statement::of(text, *issuer?, claims))
}

/// Checks that a statement is for the software that the client has registered as, and of the same issuer; this server is the
/// same under each of its names.
fn check_same(
    statement: &Statement,
    held: Option<&str>,
    current: &RegisteredClient,
    config: &Config,
) -> Result<(), Refusal> {
    let software = current.metadata.metadata().software_id.as_ref().map(Text::as_str);
    let is_same =
        |name: &str| name == statement.issuer.name || (config.is_own(name) && config.is_own(&statement.issuer.name));
    if held.is_some_and(|name| !is_same(name)) {
        return Err(unapproved("the client has registered with a statement of another issuer"));
    }
    if held.is_some() && software != statement.software_id() {
        return Err(unapproved("the client has registered as another software"));
    }
    Ok(())
}
