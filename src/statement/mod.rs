//! Software statements: what an authority says of a software in a signed JWT. Whoever shows one registers as it says. RFC
//! 7591 sections 2.3 and 3.1.1.

mod issuer;
mod overlay;
mod request;
mod update;

pub use issuer::{Instances, Keys, StatementIssuer, Updates, Uses};
pub use request::{Asked, read};
pub use update::{Vouched, check_unspent, update};

use std::borrow::Cow;

use serde_json::Value;

use crate::config::Config;
use crate::document::{NoKey, key_among, published_key};
use crate::error::{Error, Fault, Refusal};
use crate::fetch::Guard;
use crate::jose::{Claims, Token, is_signed_by};
use crate::metadata::PublicKey;
use crate::ports::Ports;
use crate::registrant::{Bounds, InitialAccessToken, Origin, TokenDigest};
use crate::statement::overlay::lock;
use crate::unit::{ByteCount, Seconds, Timestamp};

/// The member that holds a statement.
pub const MEMBER: &str = "software_statement";

/// The longest statement that is read.
const LONGEST: ByteCount = ByteCount(32_768);

/// How far the clock of an issuer may be off.
const SKEW: Seconds = Seconds(10);

/// How long it may last that a statement of a single use is remembered.
const LONGEST_MEMORY: Seconds = Seconds::of_days(366);

/// How many characters of its label are shown.
const LONGEST_LABEL: usize = 256;

/// What a statement may be called where its issuer does not say otherwise.
const KINDS: [&str; 3] = ["jwt", "software-statement+jwt", "ssa+jwt"];

/// A statement that is signed by an issuer whom the operator trusts, and is for now and for here.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Exactly as it was sent.
    pub text: String,
    /// Who has issued it.
    pub issuer: StatementIssuer,
    claims: Claims,
}

/// That a statement cannot be believed; the reason is for the log.
fn invalid(reason: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal::InvalidSoftwareStatement(reason.into())
}

/// That a statement counts for nothing here; the reason is for the log.
pub fn unapproved(reason: impl Into<Cow<'static, str>>) -> Refusal {
    Refusal::UnapprovedSoftwareStatement(reason.into())
}

/// Verifies the value of a member.
///
/// Nothing that it says is used before its signature is verified, but who its issuer is and which key it names. RFC 8725
/// section 3.
pub async fn verify(value: &Value, config: &Config, ports: &impl Ports) -> Result<Statement, Error> {
    let text = value.as_str().ok_or_else(|| invalid("it is no text"))?;
    let token = Token::read(text, LONGEST).map_err(|_| invalid("it is no signed JWT in compact form"))?;
    let name = token.claims.text("iss").ok_or_else(|| invalid("it has no iss"))?;
    let issuer = issuer_of(name, config, ports).await?.ok_or_else(|| unapproved("its iss is nobody whom we trust"))?;
    if !issuer.algorithms.contains(&token.algorithm) {
        return Err(invalid("its alg is none of those of its issuer").into());
    }
    if !issuer.is_called_right(&token) {
        return Err(invalid("its typ is not that of a software statement").into());
    }
    if !issuer.has_signed(&token, config, ports).await? {
        return Err(invalid("no key of its issuer verifies it").into());
    }
    issuer.check(&token.claims, config, ports.now())?;
    let statement = Statement { text: text.to_owned(), issuer, claims: token.claims };
    if statement.members().is_empty() {
        return Err(invalid("it has no claim that is client metadata").into());
    }
    statement.unique()?;
    let once = statement.once(ports.now())?;
    check_unspent(&once.iter().collect::<Vec<_>>(), ports).await?;
    Ok(statement)
}

/// That a statement of a single use has had it.
#[must_use]
pub fn spent() -> Refusal {
    invalid("it was used before")
}

/// The settings come first: nobody else can say what they say.
async fn issuer_of(name: &str, config: &Config, ports: &impl Ports) -> Result<Option<StatementIssuer>, Fault> {
    if let Some(known) = config.statement_issuers.iter().find(|known| known.name == name) {
        return Ok(Some(known.clone()));
    }
    let entry = ports.statement_issuer(name).await?;
    let read = entry.map(|entry| StatementIssuer::read(name.to_owned(), &entry, &config.issuer)).transpose();
    read.map_err(|must| Fault::Broken(format!("a stored issuer of software statements must {must}")))
}

impl StatementIssuer {
    fn is_called_right(&self, token: &Token) -> bool {
        if self.kinds.is_empty() {
            KINDS.iter().any(|kind| token.is_of_kind(kind) != Some(false))
        } else {
            self.kinds.iter().any(|kind| token.is_of_kind(kind) == Some(true))
        }
    }

    async fn has_signed(&self, token: &Token, config: &Config, ports: &impl Ports) -> Result<bool, Fault> {
        let (kid, algorithm) = (token.kid.as_deref(), &token.algorithm);
        let verifies = async |key: &PublicKey| is_signed_by(token, key, ports).await;
        let found = match &self.keys {
            Keys::Here(jwks) => key_among(jwks, kid, algorithm, &verifies).await,
            Keys::At(uri) => {
                let guard = Guard { vouched: vec![uri.clone()], ..config.policy.guard.clone() };
                published_key(uri, kid, algorithm, verifies, &guard, ports).await
            }
        };
        match found {
            Ok(_) => Ok(true),
            Err(NoKey::Unknown) => Ok(false),
            Err(NoKey::Fault(fault)) => Err(fault),
        }
    }

    /// Checks what is not about the client.
    fn check(&self, claims: &Claims, config: &Config, now: Timestamp) -> Result<(), Refusal> {
        if !claims.is_current(now, SKEW) {
            return Err(invalid("it is not for now"));
        }
        if let Some(age) = self.maximum_age {
            let issued_at = claims.time("iat").ok().flatten().ok_or_else(|| invalid("it has no iat"))?;
            if issued_at.after(age).after(SKEW) < now {
                return Err(invalid("it was issued too long ago"));
            }
        }
        let endpoint = config.issuer.registration_endpoint();
        let own = [config.issuer.as_str(), &*endpoint].into_iter();
        let audiences: Vec<&str> = own.chain(self.audience.iter().map(String::as_str)).collect();
        if claims.members().contains_key("aud") && !claims.is_for(&audiences) {
            return Err(invalid("it is for somebody else"));
        }
        if let Some(missing) = self.required.iter().find(|name| !claims.members().contains_key(*name)) {
            return Err(invalid(format!("it has no {missing}")));
        }
        let is_refused = |(name, approved): &&(String, Vec<String>)| {
            let is_one = |value: &Value| value.as_str().is_some_and(|text| approved.iter().any(|one| one == text));
            match claims.members().get(name) {
                None => false,
                Some(Value::Array(values)) => !values.iter().any(is_one),
                Some(value) => !is_one(value),
            }
        };
        match self.approved.iter().find(is_refused) {
            Some((name, _)) => Err(unapproved(format!("its {name} is not one that is approved"))),
            None => Ok(()),
        }
    }
}

impl Statement {
    /// What it is known by, beside its issuer.
    #[must_use]
    pub fn jti(&self) -> Option<&str> {
        self.claims.text("jti")
    }

    /// What operators know it by: its issuer and its name.
    #[must_use]
    pub fn label(&self) -> String {
        let label = format!("{} {}", self.issuer.name, self.jti().unwrap_or_default());
        label.chars().take(LONGEST_LABEL).collect()
    }

    /// The software that it is for.
    #[must_use]
    pub fn software_id(&self) -> Option<&str> {
        self.claims.text("software_id")
    }

    /// Whether it may be for a template.
    #[must_use]
    pub fn may_be_of(&self, template: &str, config: &Config) -> bool {
        self.issuer.name == config.issuer.as_str() || self.issuer.templates.iter().any(|name| name == template)
    }

    /// What bounds a client from now on that was within `bounds` before.
    pub fn bounds(&self, bounds: Bounds) -> Result<Bounds, Refusal> {
        let unique = self.unique()?.into_iter().collect();
        let bounds = bounds.with("statement_issuers", vec![self.issuer.name.clone()]);
        let bounds = bounds.with("statements", self.jti().map(str::to_owned).into_iter().collect());
        Ok(bounds.with("locked", self.locked()).with("unique", unique))
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
        let issuer = &self.issuer.name;
        Ok(Some(InitialAccessToken {
            digest: TokenDigest::of_name(&format!("software_statement {issuer}"), jti),
            uses_left: 1,
            expires_at: end.after(SKEW).after(SKEW),
            bounds: Bounds::default(),
            origin: Origin::Issuer { label: format!("{issuer} software_statement {jti}"), right: String::new() },
        }))
    }
}
