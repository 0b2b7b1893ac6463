//! Verification of software statements. RFC 7591 section 2.3, RFC 8725 section 3.

use serde_json::Value;

use crate::authentication::{is_signed_by_one_of, is_signed_by_published_key};
use crate::client_metadata::is_present;
use crate::error::{Error, Fault, Refusal};
use crate::http::Peer;
use crate::jose::{Claims, Token};
use crate::model::{Config, Keys, StatementIssuer};
use crate::policy::Guard;
use crate::ports::{Ports, StatementIssuerStore};
use crate::software_statement::{SKEW, Statement, invalid, shown, unapproved};
use crate::unit::{ByteCount, Timestamp};

/// The longest statement that is read.
pub const LONGEST: ByteCount = ByteCount(32_768);

/// The number of claims that a statement may have. The answer repeats them, and a client may send them back.
const MAXIMUM_CLAIMS: usize = 200;

/// The values of `typ` that a statement may have, unless the operator says otherwise for its issuer.
const KINDS: [&str; 3] = ["jwt", "software-statement+jwt", "ssa+jwt"];

/// Verifies the value of the member `software_statement`.
///
/// Before the signature is verified, only the issuer and the name of the key are used. RFC 8725 section 3.
pub async fn verify(value: &Value, config: &Config, ports: &impl Ports) -> Result<Statement, Error> {
    let text = value.as_str().ok_or_else(|| invalid("it is no text"))?;
    let token = Token::read(text, LONGEST).map_err(|_| invalid("it is no signed JWT in compact form"))?;
    let name = token.claims.text("iss").ok_or_else(|| invalid("it has no iss"))?;
    let issuer = match issuer_of(name, config, ports).await? {
        IssuerTrust::Trusted(issuer) => issuer,
        IssuerTrust::Unreadable(must) => {
            return Err(unapproved(format!("the stored entry of its iss must {must}")).into());
        }
        IssuerTrust::Unknown => return Err(unapproved(format!("nobody trusts its iss {}", shown(name))).into()),
    };
    // The entry of the issuer decides about algorithms, never the header alone. RFC 8725 section 3.1.
    if !issuer.algorithms.contains(&token.algorithm) {
        return Err(invalid("its alg is none of those of its issuer").into());
    }
    if !issuer.is_called_right(&token) {
        return Err(invalid("its typ is not that of a software statement").into());
    }
    if !issuer.has_signed(&token, config, ports).await? {
        return Err(invalid("none of the keys of its issuer that could be had verifies it").into());
    }
    issuer.check(&token.claims, config, ports.now())?;
    let statement = Statement::of(text, *issuer, token.claims);
    // An access token of the same issuer must not pass as a statement: a scope is all that it says.
    if statement.members().keys().all(|member| member == "scope") {
        return Err(invalid("it has no claim that is client metadata, or none but a scope").into());
    }
    // Both results are needed only when the client is stored, but a dry run must refuse what lacks them too.
    statement.unique()?;
    statement.single_use(ports.now())?;
    Ok(statement)
}

/// Finds the issuer of a name: in the settings, or else in the data of operators, or else among the issuers of the command line. No stored
/// entry replaces one of the settings.
pub async fn issuer_of(name: &str, config: &Config, store: &impl StatementIssuerStore) -> Result<IssuerTrust, Fault> {
    if let Some(known) = config.statement_issuers.iter().find(|known| known.name == name) {
        return Ok(IssuerTrust::Trusted(Box::new(known.clone())));
    }
    let of_data = config.data()?.statement_issuers.iter().find(|(iss, _)| iss == name);
    let found = match of_data {
        Some((_, entry)) => Some(entry.clone()),
        None => store.statement_issuer(name).await?,
    };
    let Some(entry) = found else { return Ok(IssuerTrust::Unknown) };
    Ok(match StatementIssuer::read(name.to_owned(), &entry, config.policy.profile, &config.issuer) {
        Ok(issuer) if of_data.is_some() => {
            IssuerTrust::Trusted(Box::new(StatementIssuer { keys: issuer.keys.guarded(), ..issuer }))
        }
        Ok(issuer) => IssuerTrust::Trusted(Box::new(issuer)),
        Err(must) => IssuerTrust::Unreadable(must),
    })
}

/// The trust in an issuer of statements. In alphabetical order.
pub enum IssuerTrust {
    /// The operator trusts no issuer of this name.
    Unknown,
    /// The operator trusts the issuer.
    Trusted(Box<StatementIssuer>),
    /// The stored entry cannot be read; it must do this.
    Unreadable(String),
}

impl StatementIssuer {
    fn is_called_right(&self, token: &Token) -> bool {
        // A missing `typ` passes only here: many issuers send none, and RFC 7591 requires none.
        if self.kinds.is_empty() {
            KINDS.iter().any(|kind| token.is_of_kind(kind) != Some(false))
        } else {
            self.kinds.iter().any(|kind| token.is_of_kind(kind) == Some(true))
        }
    }

    async fn has_signed(&self, token: &Token, config: &Config, ports: &impl Ports) -> Result<bool, Fault> {
        match &self.keys {
            Keys::Here(jwks) => is_signed_by_one_of(jwks, token, ports).await,
            Keys::At(uri) | Keys::Guarded(uri) => {
                let trusted = if matches!(self.keys, Keys::At(_)) { vec![uri.clone()] } else { Vec::new() };
                let guard = Guard { trusted, ..config.policy.guard.clone() };
                // Fetches from an address that the operator has named count against no network.
                is_signed_by_published_key(uri, token, Peer(None), &guard, ports).await
            }
        }
    }

    /// Checks the claims that are not client metadata.
    fn check(&self, claims: &Claims, config: &Config, now: Timestamp) -> Result<(), Refusal> {
        if claims.members().len() > MAXIMUM_CLAIMS {
            return Err(invalid("it has more than 200 claims"));
        }
        check_times(claims, now)?;
        if let Some(age) = self.maximum_age {
            let issued_at = claims.time("iat").ok().flatten().ok_or_else(|| invalid("it has no iat"))?;
            if issued_at.after(age).after(SKEW) < now {
                return Err(invalid("it was issued too long ago"));
            }
        }
        let endpoint = config.issuer.registration_endpoint();
        let own = [config.issuer.as_str(), &*endpoint].into_iter();
        let audiences: Vec<&str> = own.chain(self.audience.iter().map(String::as_str)).collect();
        // A directory issues one statement for all servers, without `aud`.
        if claims.members().contains_key("aud") && !claims.is_for(&audiences) {
            return Err(invalid("it is for somebody else"));
        }
        if let Some(missing) = self.required.iter().find(|name| !claims.members().get(*name).is_some_and(is_present)) {
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

fn check_times(claims: &Claims, now: Timestamp) -> Result<(), Refusal> {
    if claims.is_current(now, SKEW) {
        return Ok(());
    }
    Err(invalid(match (claims.time("exp"), claims.time("nbf"), claims.time("iat")) {
        (Ok(Some(end)), Ok(_), Ok(_)) if end <= now.before(SKEW) => "it has expired",
        (Ok(_), Ok(_), Ok(_)) => "it is not good yet: its nbf or iat is to come",
        _ => "its exp, nbf or iat is no time",
    }))
}
