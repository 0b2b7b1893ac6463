//! Software statements: what an authority says of a software in a signed JWT. Whoever shows one registers as it says. RFC
//! 7591 sections 2.3 and 3.1.1.

mod claimed;
mod overlay;
mod said;
mod verify;

pub use claimed::Claimed;
pub use overlay::{Overlay, lock};
pub use verify::{IssuerTrust, LONGEST, issuer_of, verify};

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::error::{Invalid, Refusal};
use crate::jose::Claims;
use crate::model::{Config, InitialAccessToken, Instances, StatementIssuer, Uses};
use crate::policy::Bounds;
use crate::unit::{Seconds, Timestamp};

/// How far the clock of an issuer may be off.
pub const SKEW: Seconds = Seconds(10);

/// How long it may last that a statement of a single use is remembered.
const LONGEST_MEMORY: Seconds = Seconds::of_days(366);

/// How many characters of its label are shown.
const LONGEST_LABEL: usize = 256;

/// A statement that is signed by an issuer whom the operator trusts, and is for now and for here.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Exactly as it was sent.
    pub text: String,
    /// Who has issued it.
    pub issuer: StatementIssuer,
    claims: Claims,
    members: Map<String, Value>,
    unusable: Vec<Invalid>,
}

/// That a statement cannot be believed; the reason is for the log.
pub fn invalid(reason: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal::InvalidSoftwareStatement(reason.into())
}

/// That a statement counts for nothing here; the reason is for the log.
pub fn unapproved(reason: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal::UnapprovedSoftwareStatement(reason.into())
}

/// A text of somebody else, as far as the log shows it.
#[must_use]
pub fn shown(text: &str) -> String {
    text.chars().take(LONGEST_LABEL).collect()
}

/// That a statement of a single use has had it.
#[must_use]
pub fn spent() -> Refusal {
    invalid("it was used before")
}

impl Statement {
    /// What it is known by, beside its issuer.
    #[must_use]
    pub fn jti(&self) -> Option<&str> {
        self.claims.text("jti")
    }

    /// What it says of its client, by the names of members.
    #[must_use]
    pub const fn members(&self) -> &Map<String, Value> {
        &self.members
    }

    /// What operators know it by: its issuer and its name.
    #[must_use]
    pub fn label(&self) -> String {
        shown(&format!("{} {}", self.issuer.name, self.jti().unwrap_or_default()))
    }

    /// The software that it is for.
    #[must_use]
    pub fn software_id(&self) -> Option<&str> {
        self.members.get("software_id").and_then(Value::as_str)
    }

    /// Whether it is for a template that its issuer may have clients of.
    #[must_use]
    pub fn is_of(&self, template: &str, config: &Config) -> bool {
        let is_own = config.is_own(&self.issuer.name);
        let may_be = is_own || self.issuer.templates.iter().any(|name| name == template);
        may_be && self.software_id() == Some(template)
    }

    /// What bounds a client from now on that was within `bounds` before.
    pub fn bounds(&self, bounds: Bounds) -> Result<Bounds, Refusal> {
        Ok(bounds
            .with("locked", Some(self.locked()))
            .with("self_asserted", self.issuer.self_asserted.clone())
            .with("statement_issuers", Some(vec![self.issuer.name.clone()]))
            .with("statements", self.jti().map(|jti| vec![jti.to_owned()]))
            .with("unique", self.unique()?.map(|unique| vec![unique])))
    }

    /// What there may be one client of; `None` for any number.
    fn unique(&self) -> Result<Option<String>, Refusal> {
        match (self.issuer.instances, self.software_id()) {
            (Instances::Many, _) => Ok(None),
            (Instances::One, Some(software)) => Ok(Some(format!("{} {software}", self.issuer.name))),
            (Instances::One, None) => Err(invalid("it has no software_id")),
        }
    }

    /// The one use of a statement that has no more; `None` for those that can be used as often as they are shown.
    pub fn once(&self, now: Timestamp) -> Result<Option<InitialAccessToken>, Refusal> {
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
        let label = format!("{} software_statement", self.issuer.name);
        Ok(Some(InitialAccessToken::once(&label, jti, end.after(SKEW).after(SKEW))))
    }
}
