//! The certificate of a registration or an update: the rules on its subject, and the terms that the client keeps.

use serde_json::{Map, Value};

use crate::error::Refusal;
use crate::http::Certificate;
use crate::model::{Bounds, CertificateTerms, Config, RegisteredClient};
use crate::policy::{Policy, RegistrationMode, SubjectAttribute, TokenBinding};
use crate::registration::{Registrant, RegistrationRequest};

/// Adds the terms on the certificate to the bounds of a new client.
///
/// `Err` if the rules on the subject want a certificate and there is none that counts, or one of another subject.
pub fn bind_to_certificate(
    bounds: Option<Bounds>,
    request: &RegistrationRequest,
    members: &Map<String, Value>,
    registrant: &Registrant,
    config: &Config,
) -> Result<Option<Bounds>, Refusal> {
    let policy = &config.policy;
    let is_admitted = registrant.is_certified(policy);
    let attributes = attributes(request, members, is_admitted, policy)?;
    let is_bound = policy.token_bindings.contains(&TokenBinding::Certificate);
    let certificate = request.certificate.as_ref().filter(|_| is_bound && (is_admitted || !attributes.is_empty()));
    let subject = certificate.map(subject_of).transpose()?;
    let terms = CertificateTerms { attributes, subject };
    if terms.are_empty() && *registrant != Registrant::CertificateHolder {
        return Ok(bounds);
    }
    Ok(Some(Bounds { certificate: Some(Box::new(terms)), ..bounds.unwrap_or_default() }))
}

/// Returns the bounds of a client after an update, which passes the same rules as a registration. The subject stays.
pub fn bind_again(
    bounds: Option<Bounds>,
    request: &RegistrationRequest,
    members: &Map<String, Value>,
    current: &RegisteredClient,
    config: &Config,
) -> Result<Option<Bounds>, Refusal> {
    let terms = current.bounds.as_ref().and_then(|bounds| bounds.certificate.as_deref());
    // A client without a statement has attributes only by the rules for requests.
    let is_by_members = terms.is_some_and(|terms| !terms.attributes.is_empty()) && current.statement_issuer().is_none();
    let attributes = attributes(request, members, is_by_members, &config.policy)?;
    if attributes.is_empty() {
        return Ok(bounds);
    }
    let terms = CertificateTerms { attributes, subject: terms.and_then(|terms| terms.subject.clone()) };
    Ok(Some(Bounds { certificate: Some(Box::new(terms)), ..bounds.unwrap_or_default() }))
}

/// Returns the attributes that the subject has by the rules of the issuer of the statement, or else by those for requests.
fn attributes(
    request: &RegistrationRequest,
    members: &Map<String, Value>,
    is_admitted: bool,
    policy: &Policy,
) -> Result<Vec<SubjectAttribute>, Refusal> {
    let certificate = request.certificate.as_ref();
    if let Some(statement) = &request.statement {
        return statement.attributes_of(certificate);
    }
    if !is_admitted || policy.certificate_subject.is_empty() {
        return Ok(Vec::new());
    }
    let certificate = certificate.ok_or(Refusal::MissingCertificate)?;
    let checked = policy.certificate_subject.check(certificate, members);
    checked.map_err(|invalid| invalid.pointing_into(&request.members).into())
}

/// Returns the subject for the terms of a client, which are short.
fn subject_of(certificate: &Certificate) -> Result<String, Refusal> {
    let subject = certificate.subject.as_ref().filter(|subject| subject.len() <= LONGEST_SUBJECT);
    subject.cloned().ok_or(Refusal::MissingCertificate)
}

/// The longest subject of a client that is bound to it, in bytes.
const LONGEST_SUBJECT: usize = 512;

impl Registrant {
    /// Returns true if the certificate is what permits the registration, alone or together with a token.
    pub(super) fn is_certified(&self, policy: &Policy) -> bool {
        *self == Self::CertificateHolder || policy.registration_modes.contains(&RegistrationMode::CertificateAndToken)
    }
}
