//! The bounds of a client: limits and facts that stay with it from its registration on. RFC 7591 section 5.

use serde_json::{Map, Value};

use crate::client_metadata::{DirectoryName, Keyword, kind_of};
use crate::error::Fault;
use crate::http::Certificate;
use crate::json;
use crate::model::UserId;
use crate::policy::{ANY_VALUES, AllowedValues, Rights, SubjectAttribute};
use crate::unit::Timestamp;

/// The bounds of a client, or of the clients of an initial access token.
///
/// Every client that a token, certificate, statement or template vouches for has bounds, even if they limit nothing. A
/// client without bounds is anonymous.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// The values that the client may have. In a box, as the statement is, because clients are passed by value.
    pub allowed: Box<AllowedValues>,
    /// The terms on the certificate of the client. They are empty where a certificate has permitted the registration, and the
    /// client needs none from then on; `None` where none counted.
    pub certificate: Option<Box<CertificateTerms>>,
    /// The kind of server that the client was imported from; `None` for a client that has registered here.
    pub imported_from: Option<String>,
    /// The server that introduced the registrant: an attester one of the installations of an app, or another authorization
    /// server one of its users. `None` if the registrant is known in another way.
    pub introducer: Option<String>,
    /// The user or client that owns the client; `None` if unknown.
    pub owner: Option<String>,
    /// The terms that the policy for its registrant leaves with the client; `None` where there were no policies.
    pub policy: Option<Box<PolicyTerms>>,
    /// The terms of the software statement; `None` without a statement.
    pub statement: Option<Box<StatementTerms>>,
}

/// The kind of registrant that nobody vouches for.
pub const OPEN: &str = "open";

/// The terms that a software statement sets for its client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementTerms {
    /// The issuer of the statement.
    pub issuer: String,
    /// The `jti` of the statement.
    pub jti: Option<String>,
    /// Members that keep the value of the statement. The first clients with a statement have no list where it locks nothing.
    pub locked: Option<Vec<String>>,
    /// Members that the client may choose itself; `None` for all.
    pub self_asserted: Option<Vec<String>>,
    /// The software that may have no second client; `None` if it may have many.
    pub unique: Option<String>,
}

/// The terms that a policy leaves with a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyTerms {
    /// The kind of registrant.
    pub registrant: String,
    /// The time from which the client is refused; `None` for a client that no policy ends.
    pub ends_at: Option<Timestamp>,
}

/// The terms of a client that registered with a certificate: each request of the client for itself comes with a certificate
/// that meets them.
///
/// They are about the subject alone, so that a renewed certificate is as good as the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateTerms {
    /// The attributes that the subject has.
    pub attributes: Vec<SubjectAttribute>,
    /// The whole subject, in the form of RFC 2253; `None` for any other subject with the attributes.
    pub subject: Option<String>,
}

impl Bounds {
    /// Reads stored bounds. `Err` for an unknown name or a malformed value: to skip it would lift a limit.
    pub fn restore(lists: Map<String, Value>) -> Result<Self, Fault> {
        let mut lists = Lists(lists);
        let bounds = Self {
            allowed: Box::new(AllowedValues {
                grant_types: lists.take_keywords("grant_types")?,
                redirect_hosts: lists.take("redirect_hosts")?,
                rights: lists.take("rights")?.map(Rights::restored),
                scope: lists.take("scope")?,
                software_id: lists.take("software_id")?,
                templates: lists.take("templates")?,
                token_endpoint_auth_method: lists.take_keywords("token_endpoint_auth_method")?,
            }),
            certificate: lists.take_certificate()?.map(Box::new),
            imported_from: lists.take_single("imported_from")?,
            introducer: lists.take_single("introducers")?,
            owner: lists.take_single("owners")?,
            policy: lists.take_policy()?.map(Box::new),
            statement: lists.take_statement()?.map(Box::new),
        };
        if lists.0.is_empty() { Ok(bounds) } else { Err(unreadable()) }
    }

    /// Returns the bounds as they are stored and sealed: an object of arrays of strings.
    #[must_use]
    pub fn write(&self) -> Map<String, Value> {
        let Self { allowed, certificate, imported_from, introducer, owner, policy, statement } = self;
        let ends_at = policy.as_ref().and_then(|policy| policy.ends_at).map(|Timestamp(time)| time.to_string());
        let single = |text: &String| Value::from(vec![&**text]);
        let terms = statement.as_ref();
        // The empty list tells of terms that demand nothing.
        let attributes = certificate.as_ref().filter(|terms| terms.subject.is_none() || !terms.attributes.is_empty());
        let attributes = attributes.map(|terms| &terms.attributes);
        // Stored rows and sealed identifiers have these names, and lists even of one value, for ever. An absent list
        // stays absent: an update compares the bounds with the stored text.
        let lists = [
            ("grant_types", allowed.grant_types.as_deref().map(keywords)),
            ("redirect_hosts", allowed.redirect_hosts.as_deref().map(Value::from)),
            ("rights", allowed.rights.as_ref().map(|rights| Value::from(rights.names()))),
            ("scope", allowed.scope.as_deref().map(Value::from)),
            ("software_id", allowed.software_id.as_deref().map(Value::from)),
            ("templates", allowed.templates.as_deref().map(Value::from)),
            ("token_endpoint_auth_method", allowed.token_endpoint_auth_method.as_deref().map(keywords)),
            ("imported_from", imported_from.as_ref().map(single)),
            ("ends_at", ends_at.as_ref().map(single)),
            ("introducers", introducer.as_ref().map(single)),
            ("owners", owner.as_ref().map(single)),
            ("registrant", policy.as_ref().map(|policy| single(&policy.registrant))),
            ("subject", certificate.as_ref().and_then(|certificate| certificate.subject.as_ref()).map(single)),
            ("subject_attributes", attributes.map(|all| all.iter().map(SubjectAttribute::write).collect())),
            ("locked", terms.and_then(|terms| terms.locked.as_deref()).map(Value::from)),
            ("self_asserted", terms.and_then(|terms| terms.self_asserted.as_deref()).map(Value::from)),
            ("statement_issuers", terms.map(|terms| single(&terms.issuer))),
            ("statements", terms.and_then(|terms| terms.jti.as_ref()).map(single)),
            ("unique", terms.and_then(|terms| terms.unique.as_ref()).map(single)),
        ];
        json::object(lists.into_iter().filter_map(|(name, list)| Some((name, list?))))
    }

    /// Returns the values that a client with these bounds may have: every value without bounds.
    #[must_use]
    pub fn allowed_values(bounds: Option<&Self>) -> &AllowedValues {
        bounds.map_or(&ANY_VALUES, |bounds| &bounds.allowed)
    }

    /// Returns the bounds of a client of a template: that template is the only allowed one.
    #[must_use]
    pub fn of_template(mut self, name: &str) -> Self {
        self.allowed.templates = Some(vec![name.to_owned()]);
        self
    }

    /// Returns the members that keep the value of the software statement.
    #[must_use]
    pub fn locked(&self) -> Vec<&str> {
        self.statement.iter().filter_map(|terms| terms.locked.as_ref()).flatten().map(String::as_str).collect()
    }

    /// Returns true if the holder of a software statement may not choose a member.
    #[must_use]
    pub fn decides(&self, name: &str) -> bool {
        let is_of = |names: &[&str]| names.iter().any(|listed| kind_of(listed) == kind_of(name));
        is_of(&self.locked()) || self.self_asserted().is_some_and(|names| !is_of(&names))
    }

    /// Returns the members that the holder of a software statement may choose; `None` for all.
    #[must_use]
    pub fn self_asserted(&self) -> Option<Vec<&str>> {
        Some(self.statement.as_ref()?.self_asserted.as_ref()?.iter().map(String::as_str).collect())
    }

    /// Returns the issuer of the software statement that the client is registered with; `None` without a statement.
    #[must_use]
    pub fn statement_issuer(&self) -> Option<&str> {
        self.statement.as_ref().map(|terms| &*terms.issuer)
    }

    /// Returns the user or client that owns the client; `None` if unknown.
    #[must_use]
    pub fn owner(&self) -> Option<&str> {
        self.owner.as_deref()
    }

    /// Returns the kind of registrant of a client, as policies call it. A client from before the policies has only its other
    /// bounds to tell it.
    #[must_use]
    pub fn registrant(bounds: Option<&Self>) -> &str {
        let Some(bounds) = bounds else { return OPEN };
        let is_of_user = |owner: &String| bounds.introducer.is_some() || UserId::parse(owner).is_some();
        match (&bounds.policy, &bounds.owner, &bounds.introducer) {
            // A statement vouches for a client that nobody vouched for before.
            (Some(policy), ..) if policy.registrant != OPEN || bounds.statement.is_none() => &policy.registrant,
            (None, Some(owner), _) if is_of_user(owner) => "user",
            (None, None, Some(_)) => "attestation",
            _ if bounds.statement.is_some() => "statement",
            _ if bounds.certificate.is_some() => "certificate",
            _ => "token",
        }
    }

    /// Returns the time from which a client is refused; `None` for a client that no policy ends.
    #[must_use]
    pub fn end(bounds: Option<&Self>) -> Option<Timestamp> {
        bounds?.policy.as_ref()?.ends_at
    }

    /// Returns the software that may have no second client; `None` if it may have many.
    #[must_use]
    pub fn unique_software(&self) -> Option<&str> {
        self.statement.as_ref()?.unique.as_deref()
    }
}

impl CertificateTerms {
    /// Returns true if a certificate meets the terms. The caller has checked that it counts.
    #[must_use]
    pub fn are_met_by(&self, certificate: &Certificate) -> bool {
        let Some(subject) = certificate.subject.as_deref().and_then(DirectoryName::parse) else { return false };
        let is_same = |own: &String| DirectoryName::parse(own).is_some_and(|own| own.is(&subject));
        self.subject.as_ref().is_none_or(is_same) && self.attributes.iter().all(|it| it.is_in(&subject))
    }

    /// Returns true if the terms demand nothing.
    #[must_use]
    pub const fn are_empty(&self) -> bool {
        self.attributes.is_empty() && self.subject.is_none()
    }
}

/// Stored lists by name. A list is taken out when it is read, so that unknown lists remain.
struct Lists(Map<String, Value>);

impl Lists {
    fn take(&mut self, name: &str) -> Result<Option<Vec<String>>, Fault> {
        let texts = |value| match value {
            Value::Array(values) => values.into_iter().map(text).collect(),
            _ => Err(unreadable()),
        };
        self.0.remove(name).map(texts).transpose()
    }

    fn take_keywords<T: Keyword>(&mut self, name: &str) -> Result<Option<Vec<T>>, Fault> {
        Ok(self.take(name)?.map(|names| names.iter().map(|name| T::of(name)).collect()))
    }

    /// Takes a list of exactly one text.
    fn take_single(&mut self, name: &str) -> Result<Option<String>, Fault> {
        let only = |list: Vec<String>| <[String; 1]>::try_from(list).map_err(|_| unreadable());
        Ok(self.take(name)?.map(only).transpose()?.map(|[text]| text))
    }

    fn take_certificate(&mut self) -> Result<Option<CertificateTerms>, Fault> {
        let restored = |text: &String| SubjectAttribute::restore(text).ok_or_else(unreadable);
        let attributes = self.take("subject_attributes")?;
        let subject = self.take_single("subject")?;
        if attributes.is_none() && subject.is_none() {
            return Ok(None);
        }
        let attributes = attributes.iter().flatten().map(restored).collect::<Result<_, _>>()?;
        Ok(Some(CertificateTerms { attributes, subject }))
    }

    fn take_policy(&mut self) -> Result<Option<PolicyTerms>, Fault> {
        // An end without a kind remains in the lists, which refuses the bounds.
        let Some(registrant) = self.take_single("registrant")? else { return Ok(None) };
        let ends_at = self.take_single("ends_at")?.map(|time| time.parse().map(Timestamp));
        Ok(Some(PolicyTerms { registrant, ends_at: ends_at.transpose().map_err(|_| unreadable())? }))
    }

    fn take_statement(&mut self) -> Result<Option<StatementTerms>, Fault> {
        // Terms without an issuer remain in the lists, which refuses the bounds.
        let Some(issuer) = self.take_single("statement_issuers")? else { return Ok(None) };
        Ok(Some(StatementTerms {
            issuer,
            jti: self.take_single("statements")?,
            locked: self.take("locked")?,
            self_asserted: self.take("self_asserted")?,
            unique: self.take_single("unique")?,
        }))
    }
}

fn text(value: Value) -> Result<String, Fault> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err(unreadable()),
    }
}

fn keywords<T: Keyword>(values: &[T]) -> Value {
    values.iter().map(Keyword::name).collect()
}

fn unreadable() -> Fault {
    Fault::Broken("the bounds of a registrant cannot be read".to_owned())
}
