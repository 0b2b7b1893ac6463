//! Software statements: signed JWTs by which an authority vouches for a software. Their claims override the request. RFC 7591
//! sections 2.3 and 3.1.1.

mod claimed_members;
mod overlay;
mod claims;
mod roles;
mod verify;

pub use claimed_members::ClaimedMembers;
pub use overlay::{Overlay, is_part, lock};
pub use verify::{IssuerTrust, LONGEST, issuer_of, verify};

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::error::{Invalid, Refusal};
use crate::http::Certificate;
use crate::jose::Claims;
use crate::model::{Bounds, Config, Instances, SingleUse, StatementIssuer, StatementTerms, Uses};
use crate::policy::SubjectAttribute;
use crate::unit::{Seconds, Timestamp};

/// The tolerance for the clocks of issuers.
pub const SKEW: Seconds = Seconds(10);

/// The longest time that the use of a single-use statement is remembered.
const LONGEST_MEMORY: Seconds = Seconds::of_days(366);

/// The number of characters of a text of somebody else that the log shows.
const LONGEST_LABEL: usize = 256;

/// A verified software statement: a trusted issuer has signed it, and it is valid now, for this server.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The JWT, byte for byte as it was sent.
    pub text: String,
    /// Its issuer.
    pub issuer: StatementIssuer,
    claims: Claims,
    members: Map<String, Value>,
    unusable: Vec<Invalid>,
}

/// Refuses a statement that is not valid. The reason is for the log alone.
pub fn invalid(reason: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal::InvalidSoftwareStatement(reason.into())
}

/// Refuses a valid statement that is not approved here. The reason is for the log alone.
pub fn unapproved(reason: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal::UnapprovedSoftwareStatement(reason.into())
}

/// Cuts a text of somebody else to the length that the log shows.
#[must_use]
pub fn shown(text: &str) -> String {
    text.chars().take(LONGEST_LABEL).collect()
}

/// Refuses a single-use statement that was used before.
#[must_use]
pub fn spent() -> Refusal {
    invalid("it was used before")
}

impl Statement {
    /// The `jti` of the statement, unique for its issuer.
    #[must_use]
    pub fn jti(&self) -> Option<&str> {
        self.claims.text("jti")
    }

    /// The claims, without those that are ignored.
    #[must_use]
    pub const fn claims(&self) -> &Map<String, Value> {
        self.claims.members()
    }

    /// The claims that are client metadata, by the names of members.
    #[must_use]
    pub const fn members(&self) -> &Map<String, Value> {
        &self.members
    }

    /// Returns the name of the statement in the log: its issuer and its `jti`.
    #[must_use]
    pub fn label(&self) -> String {
        shown(&format!("{} {}", self.issuer.name, self.jti().unwrap_or_default()))
    }

    /// Returns the `software_id` of the software.
    #[must_use]
    pub fn software_id(&self) -> Option<&str> {
        self.members.get("software_id").and_then(Value::as_str)
    }

    /// Returns true if the statement is for a template, and its issuer may have clients of that template.
    #[must_use]
    pub fn is_of(&self, template: &str, config: &Config) -> bool {
        let is_own = config.is_own(&self.issuer.name);
        let may_be = is_own || self.issuer.templates.iter().any(|name| name == template);
        may_be && self.software_id() == Some(template)
    }

    /// Adds the statement to the bounds of a client.
    pub fn bounds(&self, bounds: Bounds) -> Result<Bounds, Refusal> {
        let terms = StatementTerms {
            issuer: self.issuer.name.clone(),
            jti: self.jti().map(str::to_owned),
            locked: Some(self.locked()),
            self_asserted: self.issuer.self_asserted.clone(),
            unique: self.unique()?,
        };
        Ok(Bounds { statement: Some(Box::new(terms)), ..bounds })
    }

    /// Returns the attributes that the certificate of a request has by the rules of the issuer; none without rules.
    ///
    /// `Err` without a certificate that counts, and for one of another subject: it points at the claim.
    pub fn attributes_of(&self, certificate: Option<&Certificate>) -> Result<Vec<SubjectAttribute>, Refusal> {
        let rules = &self.issuer.certificate;
        if rules.is_empty() {
            return Ok(Vec::new());
        }
        let certificate = certificate.ok_or(Refusal::MissingCertificate)?;
        rules.check(certificate, self.claims.members()).map_err(|invalid| of_its_claim(invalid).into())
    }

    /// Returns the key of which only one client may exist; `None` where the issuer permits any number.
    fn unique(&self) -> Result<Option<String>, Refusal> {
        match (self.issuer.instances, self.software_id()) {
            (Instances::Many, _) => Ok(None),
            (Instances::One, Some(software)) => Ok(Some(format!("{} {software}", self.issuer.name))),
            (Instances::One, None) => Err(invalid("it has no software_id")),
        }
    }

    /// Returns the one use of a single-use statement; `None` for a statement that can be used any number of times.
    pub fn single_use(&self, now: Timestamp) -> Result<Option<SingleUse>, Refusal> {
        if self.issuer.uses == Uses::Many {
            return Ok(None);
        }
        let jti = self.jti().ok_or_else(|| invalid("it has no jti"))?;
        let time = |name| self.claims.time(name).ok().flatten();
        let oldest = || Some(time("iat")?.after(self.issuer.maximum_age?));
        let end = time("exp").or_else(oldest).ok_or_else(|| invalid("it has no exp"))?;
        if end > now.after(LONGEST_MEMORY) {
            return Err(invalid("it is good for so long that its use could not be remembered"));
        }
        Ok(Some(SingleUse::of_statement(&self.issuer.name, jti, end.after(SKEW))))
    }
}

/// Points a rule on a claim into the statement.
fn of_its_claim(invalid: Invalid) -> Invalid {
    let claim = invalid.pointer().first_member().map(str::to_owned);
    match claim {
        Some(claim) => invalid.of_claim(&claim),
        None => invalid,
    }
}
