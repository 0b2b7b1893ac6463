//! The certificates that a client comes with from its registration on.

use crate::client_metadata::DirectoryName;
use crate::http::Certificate;
use crate::policy::SubjectAttribute;

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
