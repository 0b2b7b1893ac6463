//! The body of a registration or an update: JSON, or a JWT that is signed with a key of its software statement.

use serde_json::{Map, Value};

use crate::authentication::is_signed_by_client;
use crate::client_metadata::{ClientMetadata, SOFTWARE_STATEMENT, is_present};
use crate::error::{Error, Fault, Invalid, Refusal};
use crate::http::{Certificate, Field, Peer, Request};
use crate::jose::Token;
use crate::json::{self, Pointer};
use crate::model::{Bounds, Config, SingleUse};
use crate::policy::{RequestLimits, SignedRequests, SoftwareStatements};
use crate::ports::{Clock, Ports, SingleUseStore};
use crate::software_statement::{SKEW, Statement, invalid, spent, verify};
use crate::unit::{Seconds, Timestamp};

/// The request of a registration or an update, once its body is read and its signatures are verified.
#[derive(Clone, Debug)]
pub struct RegistrationRequest {
    /// The certificate that the request came with, if it counts.
    pub certificate: Option<Certificate>,
    /// The members as they were sent.
    pub members: Map<String, Value>,
    /// The software statement that came with it, and that the client does not hold already.
    pub statement: Option<Statement>,
    /// The one use of a signed request.
    pub signed: Option<SingleUse>,
}

impl RegistrationRequest {
    /// Returns the name of the statement in the log.
    #[must_use]
    pub fn label(&self) -> Option<String> {
        self.statement.as_ref().map(Statement::label)
    }

    /// Returns true if the request sends back the statement that the client holds, and no other.
    #[must_use]
    pub fn shows(&self, held: &str) -> bool {
        self.statement.is_none() && self.members.get(SOFTWARE_STATEMENT).and_then(Value::as_str) == Some(held)
    }

    /// Returns the limits of this request: the bounds of the registrant or client, and the scope of the statement.
    ///
    /// A client of a statement that says a scope gets no value beyond it, whatever the default scope of other clients is.
    #[must_use]
    pub fn limits<'a>(&self, bounds: Option<&'a Bounds>, members: &Map<String, Value>) -> RequestLimits<'a> {
        let has_scope = match &self.statement {
            Some(statement) => statement.members().contains_key("scope"),
            None => bounds.is_some_and(|bounds| bounds.locked().contains(&"scope")),
        };
        let limits = RequestLimits::of(Bounds::allowed_values(bounds));
        if has_scope { limits.with_statement_scope(members) } else { limits }
    }

    /// Returns the single uses that the request takes: its own if it is signed, and that of a single-use statement.
    pub fn single_uses(&self, now: Timestamp) -> Result<Vec<SingleUse>, Refusal> {
        Ok(self.signed.iter().cloned().chain(self.statement_use(now)?).collect())
    }

    fn statement_use(&self, now: Timestamp) -> Result<Option<SingleUse>, Refusal> {
        self.statement.as_ref().map_or(Ok(None), |statement| statement.single_use(now))
    }

    /// Checks that neither the signed request nor the statement was used before.
    pub async fn check_unused(&self, ports: &(impl Clock + SingleUseStore)) -> Result<(), Error> {
        for digest in self.signed.iter().flat_map(SingleUse::digests) {
            if ports.is_used_up(digest).await? {
                return refuse("not be sent twice");
            }
        }
        for digest in self.statement_use(ports.now())?.iter().flat_map(SingleUse::digests) {
            if ports.is_used_up(digest).await? {
                return Err(spent().into());
            }
        }
        Ok(())
    }

    /// Reads the body of a request, and verifies its signatures.
    ///
    /// A statement that the client holds already, byte for byte, is not verified again, unless it signs the request.
    pub async fn read(
        request: &Request,
        held: Option<&Value>,
        config: &Config,
        ports: &impl Ports,
    ) -> Result<Self, Error> {
        let policy = &config.policy;
        if policy.signed_requests != SignedRequests::Off && request.is_jwt() {
            return signed(request, config, ports).await;
        }
        if policy.signed_requests == SignedRequests::Required {
            return Err(Refusal::Unsigned(request.sent_as(Field::ContentType)).into());
        }
        let members = request.json_object(config.body_limit).map_err(|error| match error {
            Error::Refusal(Refusal::InvalidClientMetadata(it))
                if it.pointer().first_member() == Some(SOFTWARE_STATEMENT) =>
            {
                // RFC 7591 section 3.2.2 has an error code of its own for statements, whatever is wrong with one.
                invalid("it cannot be read").into()
            }
            error => error,
        })?;
        let shown = members.get(SOFTWARE_STATEMENT).filter(|shown| is_present(shown));
        let statement = match (policy.software_statements, shown) {
            (SoftwareStatements::Ignored, _) => None,
            (SoftwareStatements::Required, None) if held.is_none() => {
                return Err(Refusal::MissingSoftwareStatement.into());
            }
            (_, Some(shown)) if Some(shown) != held => Some(verify(shown, config, ports).await?),
            _ => None,
        };
        let certificate = policy.trusted(request.certificate.as_ref()).cloned();
        let read = Self { certificate, members, statement, signed: None };
        read.check_unused(ports).await?;
        Ok(read)
    }
}

fn refuse<T>(must: &'static str) -> Result<T, Error> {
    Err(Invalid::new(Pointer::root(), must).into())
}

/// The claims that are about the request itself. RFC 7519 section 4.1.
const OF_THE_REQUEST: [&str; 7] = ["aud", "exp", "iat", "iss", "jti", "nbf", "sub"];

/// The longest life of a signed request.
const LONGEST_LIFE: Seconds = Seconds::of_days(1);

/// Reads a request that is signed with a key of its software statement.
///
/// The statement is verified first, then the signature of the request. No claim of the request is used before that.
async fn signed(request: &Request, config: &Config, ports: &impl Ports) -> Result<RegistrationRequest, Error> {
    let text = str::from_utf8(request.whole(config.body_limit)?).unwrap_or_default();
    let Ok(token) = Token::read(text.trim_ascii(), config.body_limit) else {
        return refuse("be a signed JWT in compact form");
    };
    let shown = token.claims.members().get(SOFTWARE_STATEMENT).filter(|shown| is_present(shown));
    let statement = verify(shown.ok_or(Refusal::MissingSoftwareStatement)?, config, ports).await?;
    let rules = &config.policy.signed_request_rules;
    if !rules.algorithms.contains(&token.algorithm) {
        return refuse("be signed with an algorithm that this server accepts");
    }
    if !is_signed(&token, &statement, request.peer, config, ports).await? {
        return refuse("be signed with a key of the software statement");
    }
    let now = ports.now();
    let claims = &token.claims;
    let (Some(jti), Ok(Some(_)), Ok(Some(end))) = (claims.text("jti"), claims.time("iat"), claims.time("exp")) else {
        return refuse("have the claims iat, exp and jti");
    };
    if !claims.is_current(now, SKEW) || end > now.after(LONGEST_LIFE) {
        return refuse("be for now, and for a day at most");
    }
    if !rules.names.permit(jti) {
        return refuse("have a random UUID as its jti");
    }
    let endpoint = config.issuer.registration_endpoint();
    let own = [config.issuer.as_str(), &*endpoint].into_iter();
    if !claims.is_for(&own.chain(rules.audience.iter().map(String::as_str)).collect::<Vec<_>>()) {
        return refuse("have this server as its aud");
    }
    let iss = claims.text("iss");
    if iss.is_none() || statement.software_id().is_some_and(|software| iss != Some(software)) {
        return refuse("have the software_id of its software statement as its iss");
    }
    let single_use = SingleUse::of_request(&statement.issuer.name, iss.unwrap_or_default(), jti, end.after(SKEW));
    let mut members = claims.members().clone();
    json::retain(&mut members, &mut |name, _| !OF_THE_REQUEST.contains(&name));
    let certificate = config.policy.trusted(request.certificate.as_ref()).cloned();
    let read = RegistrationRequest { certificate, members, statement: Some(statement), signed: Some(single_use) };
    read.check_unused(ports).await?;
    Ok(read)
}

/// Returns true if a key of the statement has signed the request. Keys in the request itself prove nothing.
async fn is_signed(
    token: &Token,
    statement: &Statement,
    peer: Peer,
    config: &Config,
    ports: &impl Ports,
) -> Result<bool, Fault> {
    let software = ClientMetadata::read_well_formed(statement.members());
    is_signed_by_client(&software, token, peer, &config.policy.guard, ports).await
}
