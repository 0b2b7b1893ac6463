//! An update of a client: its software statement, held or new, still overrides the request. RFC 7591 section 5.

use crate::client_metadata::{SOFTWARE_STATEMENT, Text};
use crate::error::{Error, Refusal};
use crate::http::Request;
use crate::jose::Token;
use crate::model::{Config, RegisteredClient, StatementIssuer, Updates, held_statement};
use crate::ports::Ports;
use crate::registration::{Draft, RegistrationRequest};
use crate::software_statement::{IssuerTrust, LONGEST, Statement, issuer_of, lock, unapproved};

/// The request of an update, and the issuer of the statement that the client holds.
pub struct UpdateRequest {
    /// The request.
    pub request: RegistrationRequest,
    issuer: Option<Box<StatementIssuer>>,
}

impl UpdateRequest {
    /// Reads the body of an update.
    ///
    /// `Err` is also for a request without a statement where the issuer wants one with every update.
    pub async fn read(
        request: &Request,
        current: &RegisteredClient,
        config: &Config,
        ports: &impl Ports,
    ) -> Result<Self, Error> {
        let issuer = match current.statement_issuer() {
            Some(name) => match issuer_of(name, config, ports).await? {
                IssuerTrust::Trusted(issuer) => Some(issuer),
                IssuerTrust::Unknown | IssuerTrust::Unreadable(_) => None,
            },
            None => None,
        };
        let needs_statement = issuer.as_ref().is_some_and(|issuer| issuer.updates == Updates::WithStatement);
        // Where every update needs a statement, it must be valid at that time: the held one is verified again.
        let held = current.metadata.members().get(SOFTWARE_STATEMENT).filter(|_| !needs_statement);
        let request = RegistrationRequest::read(request, held, config, ports).await?;
        if needs_statement && request.statement.is_none() {
            return Err(Refusal::MissingSoftwareStatement.into());
        }
        Ok(Self { request, issuer })
    }
}

impl<'a> Draft<'a> {
    /// Makes the draft of an update: the statement of the request, or else the one that the client holds, overrides the
    /// members.
    ///
    /// `Err` is for a statement of another software or of another issuer.
    pub fn of_update(
        update: &'a UpdateRequest,
        current: &'a RegisteredClient,
        config: &'a Config,
    ) -> Result<Self, Error> {
        let UpdateRequest { request, issuer } = update;
        let members = current.metadata.members();
        let Some(statement) = &request.statement else {
            let overlay = match (read_held_statement(current, issuer.as_deref()), &current.bounds) {
                (Some(held), Some(bounds)) => held.lock(&request.members, members, bounds)?,
                (_, bounds) => lock(&request.members, members, bounds.as_ref(), issuer.as_deref())?,
            };
            let draft = Self::of_client(request, current, overlay, config)?;
            return Ok(Self { issuer: issuer.as_deref(), ..draft });
        };
        check_same_software(statement, current, config)?;
        let overlay = statement.overlay(&request.members, Some(members))?;
        let draft = Self::of_client(request, current, overlay, config)?;
        let bounds = statement.bounds(draft.bounds.unwrap_or_default())?;
        let issuer = Some(&statement.issuer);
        Ok(Self { extras: statement.extras(), unusable: statement.unusable(), bounds: Some(bounds), issuer, ..draft })
    }
}

/// Returns the statement that a client holds; its signature was verified when it came.
pub(super) fn read_held_statement(current: &RegisteredClient, issuer: Option<&StatementIssuer>) -> Option<Statement> {
    let text = held_statement(current)?;
    let claims = Token::read(text, LONGEST).ok()?.claims;
    Some(Statement::of(text, issuer?.clone(), claims))
}

/// Checks that a statement is for the software that the client has registered as, and of the same issuer.
///
/// This server is the same issuer under each of its names.
fn check_same_software(statement: &Statement, current: &RegisteredClient, config: &Config) -> Result<(), Refusal> {
    let Some(issuer) = current.statement_issuer() else { return Ok(()) };
    let is_own = config.is_own(issuer) && config.is_own(&statement.issuer.name);
    if issuer != statement.issuer.name && !is_own {
        return Err(unapproved("the client has registered with a statement of another issuer"));
    }
    if current.metadata.metadata().software_id.as_ref().map(Text::as_str) != statement.software_id() {
        return Err(unapproved("the client has registered as another software"));
    }
    Ok(())
}
