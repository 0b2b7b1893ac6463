//! Rules on the subject of a certificate: it must have what a software statement or a request says.

use serde_json::{Map, Value};

use crate::client_metadata::{DirectoryName, PresentedCertificate};
use crate::error::Invalid;
use crate::http::Certificate;
use crate::json::Pointer;
use crate::unit::Timestamp;

/// The longest text of an attribute that a rule makes, in bytes.
const LONGEST_TEXT: usize = 256;

/// Rules on the subject of a certificate. One of them must hold; without a rule, every subject is good.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubjectRules(pub Vec<SubjectRule>);

/// The attributes that a subject must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectRule {
    /// The types of the attributes, as the operator calls them, each with its text.
    pub attributes: Vec<(String, Pattern)>,
    /// The rule is for certificates that begin before this time.
    pub issued_before: Option<Timestamp>,
}

/// A text with one claim in it, such as `OFBBR-{org_id}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    before: String,
    claim: String,
    after: String,
}

/// An attribute that the subject of the certificate of a client must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectAttribute {
    kind: String,
    text: String,
}

impl SubjectRules {
    /// Returns true if there is no rule.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns true if a rule reads a claim.
    #[must_use]
    pub fn reads(&self, claim: &str) -> bool {
        self.0.iter().flat_map(|rule| &rule.attributes).any(|(_, pattern)| pattern.claim == claim)
    }

    /// Returns the attributes that a certificate has by the first rule that holds.
    ///
    /// `Err` points at the claim of the first rule that fails, and names the attribute.
    pub fn check(
        &self,
        certificate: &Certificate,
        claims: &Map<String, Value>,
    ) -> Result<Vec<SubjectAttribute>, Invalid> {
        let subject = certificate.subject.as_deref().and_then(DirectoryName::parse);
        let mut failure = None;
        for rule in self.0.iter().filter(|rule| rule.is_for(certificate)) {
            match rule.check(subject.as_ref(), claims) {
                Ok(attributes) => return Ok(attributes),
                Err(invalid) => failure = failure.or(Some(invalid)),
            }
        }
        match failure {
            None if self.is_empty() => Ok(Vec::new()),
            None => Err(Invalid::new(
                Pointer::root(),
                "come with a certificate of an age that the rules on certificates are for",
            )),
            Some(invalid) => Err(invalid),
        }
    }
}

impl SubjectRule {
    /// Returns true if the rule is for certificates of this age. The platform tells the age of a whole certificate alone.
    fn is_for(&self, certificate: &Certificate) -> bool {
        let Some(end) = self.issued_before else { return true };
        let presented = certificate.der.as_deref().and_then(PresentedCertificate::read);
        presented.is_some_and(|presented| presented.begins_at() < end)
    }

    fn check(
        &self,
        subject: Option<&DirectoryName>,
        claims: &Map<String, Value>,
    ) -> Result<Vec<SubjectAttribute>, Invalid> {
        let attribute = |(kind, pattern): &(String, Pattern)| {
            let attribute = pattern.text(claims).map(|text| SubjectAttribute { kind: kind.clone(), text });
            let found = attribute.filter(|attribute| subject.is_some_and(|subject| attribute.is_in(subject)));
            found.ok_or_else(|| pattern.refuse(kind))
        };
        self.attributes.iter().map(attribute).collect()
    }
}

impl Pattern {
    /// Reads a pattern; `None` unless it has one claim in braces.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (before, rest) = text.split_once('{')?;
        let (claim, after) = rest.split_once('}')?;
        let has_brace = |text: &str| text.contains(['{', '}']);
        let is_good = !claim.is_empty() && ![before, claim, after].into_iter().any(has_brace);
        let pattern = Self { before: before.to_owned(), claim: claim.to_owned(), after: after.to_owned() };
        (is_good && text.len() <= LONGEST_TEXT).then_some(pattern)
    }

    /// Returns the text with the value of the claim; `None` if the claim is absent or no text.
    fn text(&self, claims: &Map<String, Value>) -> Option<String> {
        let value = claims.get(&self.claim)?.as_str().filter(|value| !value.is_empty())?;
        let text = [&*self.before, value, &*self.after].concat();
        (text.len() <= LONGEST_TEXT).then_some(text)
    }

    /// The words have nothing of the request or of the certificate.
    fn refuse(&self, kind: &str) -> Invalid {
        let Self { before, claim, after } = self;
        let must = format!("be that of the certificate, which must have {before}<{claim}>{after} as its {kind}");
        Invalid::new(Pointer::member(claim), must)
    }
}

impl SubjectAttribute {
    /// Reads a stored attribute.
    #[must_use]
    pub fn restore(text: &str) -> Option<Self> {
        let (kind, text) = text.split_once('=')?;
        Some(Self { kind: kind.to_owned(), text: text.to_owned() })
    }

    /// Returns the attribute as it is stored: the type, an equals sign and the text.
    #[must_use]
    pub fn write(&self) -> String {
        format!("{}={}", self.kind, self.text)
    }

    /// Returns true if a subject has the attribute.
    #[must_use]
    pub fn is_in(&self, subject: &DirectoryName) -> bool {
        subject.has(&self.kind, &self.text)
    }
}
